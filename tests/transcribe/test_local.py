import json
from pathlib import Path

import numpy as np
import pytest

from calls.errors import SilentAudio
from calls.formats import transcript_from_dict, transcript_to_dict
from calls.transcript import Role
from transcribe.engines.scripted import ScriptedEngine, made_up_word
from transcribe.host import BatchHeard, SpeechHost
from transcribe.local import plan_batches, transcribe_channels, transcript_of
from transcribe.windows import SAMPLE_RATE, clip_of, open_pcm

BOTH = (Role.REP, Role.BUYER)


@pytest.fixture(scope="module")
def host(cache_dir: Path):  # type: ignore[no-untyped-def]
    with SpeechHost(engine="scripted", model="none", cache_dir=cache_dir) as opened:
        yield opened


def test_nothing_is_lost_or_doubled_from_sound_to_transcript(host: SpeechHost, demo_pcm: tuple[Path, Path]) -> None:
    shares: list[float] = []
    transcript = transcribe_channels(
        demo_pcm, call_id="c", channel_roles=BOTH, host=host, progress=shares.append, warnings=("cut short",)
    )
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert transcript.warnings == ("cut short",)
    assert transcript.duration_s == 60
    for channel, role in enumerate(BOTH):
        pcm = open_pcm(demo_pcm[channel])
        said = [word for turn in transcript.turns if turn.role is role for word in turn.words]
        windows = [window for batch in plan_batches(demo_pcm, host=host) for window in batch]
        clips = [clip_of(pcm, window) for window in windows if window.channel == channel]
        heard = [word.word for one in ScriptedEngine().transcribe(clips, language="en") for word in one.words]
        assert [word.word for word in said] == heard
        assert len(set(heard)) == len(heard) > 5
        # A second that lies in one stretch of sound carries the time at which it sounds.
        whole = [word for word in said if word.end_s - word.start_s == pytest.approx(1.0, abs=1e-3)]
        assert len(whole) > len(said) / 2
        for word in whole:
            start, end = round(word.start_s * SAMPLE_RATE), round(word.end_s * SAMPLE_RATE)
            assert word.word == made_up_word(pcm[start:end].astype(np.float32) / np.float32(32768))
    assert transcript_from_dict(json.loads(json.dumps(transcript_to_dict(transcript)))) == transcript


def test_the_steps_apart_give_the_same_transcript(host: SpeechHost, demo_pcm: tuple[Path, Path]) -> None:
    plan = plan_batches(demo_pcm, host=host)
    assert plan == plan_batches(demo_pcm, host=host)
    steps = [json.dumps(host.transcribe(demo_pcm, batch, language="en").as_dict()) for batch in plan]
    apart = transcript_of(
        plan,
        [BatchHeard.from_dict(json.loads(step)) for step in steps],
        call_id="c",
        channels=2,
        channel_roles=BOTH,
        duration_s=60,
        language="en",
    )
    assert apart == transcribe_channels(demo_pcm, call_id="c", channel_roles=BOTH, host=host)


def test_silence_is_told(host: SpeechHost, tmp_path: Path) -> None:
    np.zeros(16_000 * 20, "<i2").tofile(tmp_path / "silent.pcm")
    with pytest.raises(SilentAudio, match="Nobody says anything"):
        transcribe_channels([tmp_path / "silent.pcm"], call_id="c", host=host)


@pytest.mark.model
def test_a_demo_call_with_a_real_model_has_both_roles_and_no_loops(
    cache_dir: Path, demo_pcm: tuple[Path, Path]
) -> None:
    from transcribe.loops import has_loop

    with SpeechHost(engine="faster-whisper", model="tiny.en", cache_dir=cache_dir) as host:
        transcript = transcribe_channels(demo_pcm, call_id="c", channel_roles=BOTH, host=host)
    assert {turn.role for turn in transcript.turns} == set(BOTH)
    assert not any(has_loop(turn.words) for turn in transcript.turns)
    assert transcript.provenance.name == "faster-whisper"
