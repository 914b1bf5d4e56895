"""The real networks on real sound: a demo call's two channels mixed into one, as a recorder on the line hears them."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.host import SpeechHost

TRUTH = Path(__file__).parents[3] / "demo" / "truth" / "demo-01.json"
SECONDS = 60.0

Turn = tuple[str, float, float]


def _turns() -> list[Turn]:
    """Return the turns of the first minute of the first demo call in which nobody else speaks."""
    turns = [(t["speaker"], t["start_s"], t["end_s"]) for t in json.loads(TRUTH.read_text())["turns"]]
    return [
        turn
        for turn in turns
        if turn[2] < SECONDS and not any(o != turn and o[1] < turn[2] and turn[1] < o[2] for o in turns)
    ]


def _words(turns: list[Turn]) -> list[Word]:
    return [
        Word(word="so", start_s=round(start + 0.3 * index, 3), end_s=round(start + 0.3 * index + 0.3, 3))
        for _, start, end in turns
        for index in range(int((end - start) / 0.3))
    ]


@pytest.fixture(scope="module")
def mono(demo_call: NDArray[np.int16], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mono") / "mono.pcm"
    first = demo_call[:, : round(SECONDS * 16_000)].astype(np.int32).sum(axis=0)
    np.clip(first, -32768, 32767).astype("<i2").tofile(path)
    return path


@pytest.mark.model
def test_a_mono_call_is_told_apart_and_a_voice_is_known_from_another_recording(
    cache_dir: Path, demo_pcm: tuple[Path, Path], mono: Path
) -> None:
    turns = _turns()
    words = _words(turns)
    with SpeechHost(engine="scripted", model="none", cache_dir=cache_dir) as host:
        found = host.separate(mono, words)
        (alone,) = {turns[0][0]}
        # The rep is on the first channel of this call.
        rep = host.voice(demo_pcm[0], [(start, end) for who, start, end in turns if who == "rep"])
        one = host.separate(demo_pcm[1], [])
    said_by = [who for who, start, end in turns for _ in range(int((end - start) / 0.3))]
    named = {alone: 0, ({"rep", "buyer"} - {alone}).pop(): 1}
    right = sum(named[who] == speaker for who, speaker in zip(said_by, found.speakers, strict=True))
    assert len(found.voices) == 2
    assert right / len(words) >= 0.97
    likeness = [float(np.dot(rep.vector, voice.vector)) for voice in found.voices]
    assert likeness[named["rep"]] > 0.8 > likeness[named["buyer"]]
    assert one.speakers == ()
