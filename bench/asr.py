"""Speed and word error rate side by side: Talktrack, faster-whisper (sequential and batched) and openai-whisper.

`python bench/asr.py FILE… [--channels] [--rounds N] [--mix] [--model base] [--only NAME…]` runs all of them on the same
files and the same weights, in alternation after a warm-up, and prints the median speed, its spread, the ratio to the
batched pipeline and the words wrong. Files of the demo have their scripts as truth; for others the reference is a
long-form beam-5 fp32 decoding, a proxy. Two-channel files are heard channel by channel with `--channels`, mixed to one
without. All are told the language and use every core.
"""

import argparse
import hashlib
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.machine import compute_used, peak_flops
from bench.windows import word_errors
from demo.catalogue import CALLS_DIR, scripts
from ingest.decode import decode
from ingest.sidecar import read_sidecar
from transcribe.cores import usable_cores
from transcribe.engine import SAMPLE_RATE
from transcribe.openai_checkpoint import converted
from transcribe.registry import load_engine
from transcribe.weights import find
from transcribe.windows import batches, clip_of, open_pcm, plan_windows

CACHE = Path.home() / ".cache" / "talktrack"
BASELINE = "faster-whisper batched"
Sound = NDArray[np.int16]
Hear = Callable[[Sequence[Sound]], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One file: its channels as int16 at 16 kHz and what is said on each."""

    name: str
    channels: tuple[Sound, ...]
    said: tuple[str, ...]
    exact: bool

    @property
    def duration_s(self) -> float:
        """Length of the file, however many channels it has."""
        return max(channel.size for channel in self.channels) / SAMPLE_RATE


@dataclass(slots=True)
class Tally:
    """What one contender did: seconds by round and file, word errors and words by file."""

    seconds: list[dict[str, float]] = field(default_factory=list)
    errors: dict[str, tuple[int, int]] = field(default_factory=dict)


def recordings(files: Sequence[Path], *, channels: bool, folder: Path) -> Iterator[Recording]:
    """Decode the files and find what is said in them."""
    known = {script.id: script for script in scripts()}
    for number, file in enumerate(files):
        scratch = folder / str(number)
        scratch.mkdir()
        sounds = tuple(np.array(open_pcm(path)) for path in decode(file, scratch).channels)
        script = known.get(file.stem) if file.resolve().parent == CALLS_DIR.resolve() else None
        roles = read_sidecar(CALLS_DIR / f"{file.stem}.json").channel_roles if script else ()
        separate = channels and len(sounds) > 1
        kept = sounds if separate else (mixed(sounds),)
        if script is None:
            said = tuple(proxy_reference(sound) for sound in kept)
        elif separate:
            said = tuple(" ".join(turn.text for turn in script.turns if turn.speaker == role) for role in roles)
        else:
            said = (" ".join(turn.text for turn in script.turns),)
        yield Recording(name=file.stem, channels=kept, said=said, exact=script is not None)


def mixed(sounds: Sequence[Sound]) -> Sound:
    """Return all channels as one, as a mono recorder would have heard them."""
    if len(sounds) == 1:
        return sounds[0]
    longest = max(sound.size for sound in sounds)
    total = sum(np.pad(sound, (0, longest - sound.size)).astype(np.int32) for sound in sounds)
    return np.clip(total, -32768, 32767).astype(np.int16)


def proxy_reference(sound: Sound) -> str:
    """Return what faster-whisper hears at its most careful: float32, beam 5, long form with voice activity."""
    from faster_whisper import WhisperModel

    kept = ARGS.cache / f"{hashlib.sha256(sound.tobytes()).hexdigest()[:16]}.txt" if ARGS.cache else None
    if kept and kept.is_file():
        return kept.read_text()
    model = WhisperModel(str(find(ARGS.model, cache_dir=CACHE).path), device="cpu", compute_type="float32")
    segments, _ = model.transcribe(as_float(sound), language="en", beam_size=5, vad_filter=True)
    text = " ".join(segment.text for segment in segments)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text)
    return text


def as_float(sound: Sound) -> NDArray[np.float32]:
    """Return samples as float32, -1 to 1."""
    return sound.astype(np.float32) / np.float32(32768)


def talktrack(model: str) -> Hear:
    """Return Talktrack's way from samples to words: windows, engine, trust; word times included."""
    engine = load_engine("faster-whisper", model=model, cache_dir=CACHE)

    def hear(sounds: Sequence[Sound]) -> list[str]:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(sounds)) as pool:
            planned = pool.map(lambda pair: plan_windows(pair[1], channel=pair[0]), enumerate(sounds))
            windows = [window for found in planned for window in found]
        words: list[tuple[float, int, str]] = []
        for batch in batches(windows):
            clips = [clip_of(sounds[window.channel], window) for window in batch]
            for window, heard in zip(batch, engine.transcribe(clips, language="en"), strict=True):
                words.extend((window.placed(word).start_s, window.channel, word.word) for word in heard.words)
        words.sort()
        return [" ".join(word for _, channel, word in words if channel == wanted) for wanted in range(len(sounds))]

    return hear


def sequential(model: str, *, beam_size: int) -> Hear:
    """Return faster-whisper's own long-form transcription with voice activity detection."""
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(find(model, cache_dir=CACHE).path), device="cpu", compute_type="int8", **_threads())

    def hear(sounds: Sequence[Sound]) -> list[str]:
        return [
            " ".join(s.text for s in whisper.transcribe(as_float(x), language="en", beam_size=beam_size)[0])
            for x in sounds
        ]

    return hear


def batched(model: str) -> Hear:
    """Return faster-whisper's batched pipeline: int8, batch 8, greedy, no word times."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    whisper = WhisperModel(str(find(model, cache_dir=CACHE).path), device="cpu", compute_type="int8", **_threads())
    pipeline = BatchedInferencePipeline(whisper)

    def hear(sounds: Sequence[Sound]) -> list[str]:
        return [
            " ".join(s.text for s in pipeline.transcribe(as_float(x), language="en", beam_size=1, batch_size=8)[0])
            for x in sounds
        ]

    return hear


def openai(model: str) -> Hear:
    """Return openai-whisper's `transcribe()`, fp32, greedy, its own fallbacks as they are."""
    import torch
    import whisper

    torch.set_num_threads(usable_cores())
    checkpoint = converted(find(model, cache_dir=CACHE), cache_dir=CACHE)
    network = whisper.load_model(str(checkpoint.path), device="cpu")

    def hear(sounds: Sequence[Sound]) -> list[str]:
        return [str(network.transcribe(as_float(x), language="en", fp16=False)["text"]) for x in sounds]

    return hear


def _threads() -> dict[str, Any]:
    return {"cpu_threads": usable_cores(), "local_files_only": True}


CONTENDERS: dict[str, Callable[[str], Hear]] = {
    "talktrack": talktrack,
    BASELINE: batched,
    "faster-whisper sequential, greedy": lambda model: sequential(model, beam_size=1),
    "faster-whisper sequential, beam 5": lambda model: sequential(model, beam_size=5),
    "openai-whisper": openai,
}


def compete(contenders: dict[str, Hear], files: Sequence[Recording], *, rounds: int) -> dict[str, Tally]:
    """Let everybody hear everything, in turn, after a warm-up on the shortest file."""
    shortest = min(files, key=lambda one: one.duration_s)
    tallies = {name: Tally() for name in contenders}
    for hear in contenders.values():
        hear(shortest.channels)
    for number in range(rounds):
        for name, hear in contenders.items():
            taken: dict[str, float] = {}
            for one in files:
                began = perf_counter()
                texts = hear(one.channels)
                taken[one.name] = perf_counter() - began
                counts = [word_errors(said, text) for said, text in zip(one.said, texts, strict=True)]
                tallies[name].errors[one.name] = (sum(e for e, _ in counts), sum(n for _, n in counts))
            tallies[name].seconds.append(taken)
            print(f"  round {number + 1}: {name} {sum(taken.values()):.1f} s", file=sys.stderr)
    return tallies


def report(title: str, files: Sequence[Recording], tallies: dict[str, Tally]) -> None:
    """Print one table over some of the files."""
    total_s = sum(one.duration_s for one in files)
    speeds = {
        name: sorted(total_s / sum(taken[one.name] for one in files) for taken in tally.seconds)
        for name, tally in tallies.items()
    }
    print(f"\n{title}: {len(files)} file(s), {total_s:.0f} s\n")
    print("| | × real time (median) | lowest–highest | against batched | words wrong |")
    print("|---|---|---|---|---|")
    for name, tally in tallies.items():
        wrong = sum(tally.errors[one.name][0] for one in files)
        words = sum(tally.errors[one.name][1] for one in files)
        ratio = f"{median(speeds[name]) / median(speeds[BASELINE]):.2f}" if BASELINE in speeds else ""
        spread = f"{speeds[name][0]:.1f}–{speeds[name][-1]:.1f}"
        print(f"| {name} | {median(speeds[name]):.1f} | {spread} | {ratio} | {wrong / words:.2%} of {words} |")


def report_limit(files: Sequence[Recording], tally: Tally) -> None:
    """Print how far Talktrack's best round is from what the processor could compute at most."""
    best_s = min(sum(taken.values()) for taken in tally.seconds)
    engine = load_engine("faster-whisper", model=ARGS.model, cache_dir=CACHE)
    used = compute_used(engine, [sound for one in files for sound in one.channels], model=ARGS.model, cache_dir=CACHE)
    peak = peak_flops()
    print(
        f"\nThe model's arithmetic on these files: {used / 1e12:.2f} TFLOP in {best_s:.1f} s = "
        f"{used / best_s / 1e9:.0f} GFLOP/s, {used / best_s / peak:.0%} of the {peak / 1e9:.0f} GFLOP/s that a large "
        "bfloat16 matrix product reaches on this machine at its best."
    )


def main() -> None:
    """Run the contest and print its tables."""
    print(f"{platform.processor() or platform.machine()}, {usable_cores()} cores, model {ARGS.model}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        files = list(recordings(ARGS.files, channels=ARGS.channels, folder=Path(folder)))
    names = [name for name in CONTENDERS if not ARGS.only or name in ARGS.only]
    tallies = compete({name: CONTENDERS[name](ARGS.model) for name in names}, files, rounds=ARGS.rounds)
    for title, exact in (("Exact truth (the demo's scripts)", True), ("Proxy reference (float32, beam 5)", False)):
        some = [one for one in files if one.exact is exact]
        if some:
            report(title, some, tallies)
    if "talktrack" in tallies:
        report_limit(files, tallies["talktrack"])


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--channels", action="store_true", help="hear two-channel files channel by channel")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="base")
    parser.add_argument("--cache", type=Path, help="folder in which proxy references are kept between runs")
    parser.add_argument("--only", nargs="*", choices=list(CONTENDERS))
    return parser.parse_args()


if __name__ == "__main__":
    ARGS = arguments()
    main()
