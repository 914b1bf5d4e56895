"""Who says which word on one channel: `python bench/speakers.py [CALL…] [--pair LEFT RIGHT]`.

Demo calls are forced to mono (the sum of their channels); their truth says who speaks when. `--pair` takes the two
sides of a real call, one file each; who speaks is then told by voice activity on each side, a stand-in for truth.

Columns: speakers found and true; single-speaker time (by truth, exactly one person speaks) that is given to the right
person and to nobody else, by the spans that are found and by the turns of the transcript, and of the former the share
of what is given to anybody; words whose middle lies in such time and that go to the right person; overlap that is
marked; seconds for telling voices apart and how many times faster than the call that is.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from calls.provenance import Provenance
from calls.transcript import Word, word_from_list, word_to_list
from demo.catalogue import CALLS_DIR, TRUTH_DIR
from ingest.decode import decode
from transcribe.engine import EngineOptions
from transcribe.host import SpeechHost
from transcribe.local import plan_batches
from transcribe.speakers.separate import load_models, separate
from transcribe.speakers.separated import Separated
from transcribe.turns import assemble, voice_speakers, words_by_voice, words_in_call
from transcribe.windows import FRAME_S, open_pcm, speech_probabilities

RATE = 100  # truth and findings are compared in steps of 10 ms
SPEAKS = 0.5  # voice activity from which on somebody speaks on a side of a pair

Grid = NDArray[np.bool_]  # (people, steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call on one channel, its words and who speaks when."""

    name: str
    pcm: Path
    words: tuple[Word, ...]
    truth: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares are 0 to 1, None where there is nothing to share."""

    name: str
    voices: int
    people: int
    time: float
    heard_time: float
    turn_time: float
    words: float
    overlap: float | None
    seconds: float
    audio_s: float


def mixed(paths: Sequence[Path], folder: Path) -> Path:
    """Write the sum of channels as one, as a recorder on the line would hear them, and return where."""
    channels = [np.fromfile(path, "<i2").astype(np.int32) for path in paths]
    total = np.zeros(max(channel.size for channel in channels), np.int32)
    for channel in channels:
        total[: channel.size] += channel
    path = folder / "mono.pcm"
    np.clip(total, -32768, 32767).astype("<i2").tofile(path)
    return path


def spans_grid(spans: Iterable[tuple[int, float, float]], *, people: int, steps: int) -> Grid:
    """Return who speaks in each step of 10 ms."""
    grid = np.zeros((people, steps), bool)
    for who, start_s, end_s in spans:
        grid[who, round(start_s * RATE) : round(end_s * RATE)] = True
    return grid


def demo_truth(name: str, *, steps: int) -> Grid:
    """Return who speaks when in a demo call, by its turns."""
    turns = json.loads((TRUTH_DIR / f"{name}.json").read_text(encoding="utf-8"))["turns"]
    people = sorted({turn["speaker"] for turn in turns})
    spans = [(people.index(turn["speaker"]), turn["start_s"], turn["end_s"]) for turn in turns]
    return spans_grid(spans, people=len(people), steps=steps)


def activity_truth(paths: Sequence[Path], *, steps: int) -> Grid:
    """Return who speaks when on separate channels, by voice activity."""
    grid = np.zeros((len(paths), steps), bool)
    for side, path in enumerate(paths):
        speaks = speech_probabilities(open_pcm(path)) >= SPEAKS
        frames = np.minimum((np.arange(steps) / RATE / FRAME_S).astype(np.int64), speaks.size - 1)
        grid[side] = speaks[frames]
    return grid


def words_of(pcm: Path, *, host: SpeechHost, cache: Path | None, name: str) -> tuple[Word, ...]:
    """Return the words of a mono recording, kept in the cache folder where one is given."""
    kept = cache / f"{name}.json" if cache else None
    if kept and kept.is_file():
        return tuple(word_from_list(word) for word in json.loads(kept.read_text(encoding="utf-8")))
    plan = plan_batches([pcm], host=host)
    heard = [one for batch in plan for one in host.transcribe([pcm], batch, language="en").heard]
    words = words_in_call([window for batch in plan for window in batch], heard).get(0, ())
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([word_to_list(word) for word in words]), encoding="utf-8")
    return words


def turn_spans(words: Sequence[Word], found: Separated) -> list[tuple[int, float, float]]:
    """Return speaker, start and end of every turn of the transcript."""
    speakers = voice_speakers(len(found.voices))
    transcript = assemble(
        call_id="bench",
        heard=words_by_voice(words, found),
        speakers=speakers,
        duration_s=0.0,
        language="en",
        provenance=Provenance(name="bench", version="1"),
    )
    numbers = {speaker.label: number for number, speaker in enumerate(speakers)}
    return [(numbers[turn.speaker], turn.start_s or 0.0, turn.end_s or 0.0) for turn in transcript.turns]


def matched(truth: Grid, found: Grid) -> Grid:
    """Return what was found with a row for each true person (the best one-to-one match), the unmatched after them."""
    alone = truth.sum(axis=0) == 1
    common = (truth & alone).astype(np.float64) @ found.T.astype(np.float64)
    people, voices = linear_sum_assignment(-common)
    rest = [voice for voice in range(len(found)) if voice not in voices]
    rows = np.zeros((len(truth) + len(rest), truth.shape[1]), bool)
    rows[people] = found[voices]
    rows[len(truth) :] = found[rest]
    return rows


def right_time(truth: Grid, found: Grid) -> tuple[float, float]:
    """Return the share of single-speaker time given to the right person alone, of all of it and of what is given."""
    rows = matched(truth, found)
    expected = np.zeros_like(rows)
    expected[: len(truth)] = truth
    alone = truth.sum(axis=0) == 1
    right = (rows == expected).all(axis=0) & alone
    given = rows.any(axis=0) & alone
    return float(right.sum() / max(1, alone.sum())), float(right.sum() / max(1, given.sum()))


def right_words(call: Call, found: Separated) -> float:
    """Return the share of words in single-speaker time that go to the right person."""
    alone = call.truth.sum(axis=0) == 1
    counts = np.zeros((len(call.truth), max(1, len(found.voices))))
    for word, voice in zip(call.words, found.speakers, strict=True):
        middle = min(call.truth.shape[1] - 1, round((word.start_s + word.end_s) / 2 * RATE))
        if alone[middle]:
            counts[int(call.truth[:, middle].argmax()), voice] += 1
    people, voices = linear_sum_assignment(-counts)
    return float(counts[people, voices].sum() / max(1.0, counts.sum()))


def score(call: Call, found: Separated, *, seconds: float) -> Score:
    """Return the figures of one call."""
    steps = call.truth.shape[1]
    spans = [(span.speaker, span.start_s, span.end_s) for span in found.spans]
    by_spans = spans_grid(spans, people=len(found.voices), steps=steps)
    by_turns = spans_grid(turn_spans(call.words, found), people=len(found.voices), steps=steps)
    both = call.truth.sum(axis=0) > 1
    time_right, heard_right = right_time(call.truth, by_spans)
    return Score(
        name=call.name,
        voices=len(found.voices),
        people=len(call.truth),
        time=time_right,
        heard_time=heard_right,
        turn_time=right_time(call.truth, by_turns)[0],
        words=right_words(call, found),
        overlap=float((both & (by_spans.sum(axis=0) > 1)).sum() / both.sum()) if both.any() else None,
        seconds=seconds,
        audio_s=call.pcm.stat().st_size / 32_000,
    )


def line(one: Score) -> str:
    """Return a row of the table."""
    overlap = "–" if one.overlap is None else f"{one.overlap:.0%}"
    return (
        f"| {one.name} | {one.voices} of {one.people} | {one.time:.1%} | {one.turn_time:.1%} | {one.heard_time:.1%} "
        f"| {one.words:.1%} | {overlap} | {one.seconds:.1f} | {one.audio_s / one.seconds:.1f}x |"
    )


def main() -> None:
    """Print the table, a row a call as it is done, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", nargs="*", help="demo calls, such as demo-02; all of them when nothing is given")
    parser.add_argument("--pair", nargs=2, type=Path, action="append", default=[], metavar=("LEFT", "RIGHT"))
    parser.add_argument("--model", default="base")
    parser.add_argument("--cache", type=Path, help="folder to keep the words in, so that they are transcribed once")
    arguments = parser.parse_args()
    names = arguments.calls or ([] if arguments.pair else sorted(path.stem for path in CALLS_DIR.glob("*.opus")))
    jobs = [(name, [CALLS_DIR / f"{name}.opus"]) for name in names]
    jobs += [(f"{left.stem} + {right.stem}", [left, right]) for left, right in arguments.pair]
    models = load_models()
    host = SpeechHost(
        model=arguments.model, cache_dir=Path.home() / ".cache" / "talktrack", options=EngineOptions(threads=0)
    )
    scores = []
    print("| call | voices | time right | in turns | of heard | words right | overlap found | seconds | speed |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, sources in jobs:
        with tempfile.TemporaryDirectory() as scratch:
            sides = [
                path
                for index, source in enumerate(sources)
                for path in decode(source, Path(scratch) / str(index)).channels
            ]
            pcm = mixed(sides, Path(scratch))
            steps = pcm.stat().st_size * RATE // 32_000
            truth = activity_truth(sides, steps=steps) if len(sources) == 2 else demo_truth(name, steps=steps)
            words = words_of(pcm, host=host, cache=arguments.cache, name=name.replace(" ", ""))
            call = Call(name=name, pcm=pcm, words=words, truth=truth)
            began = time.monotonic()
            found = separate(open_pcm(pcm), words, models=models)
            scores.append(score(call, found, seconds=time.monotonic() - began))
        print(line(scores[-1]), flush=True)
    host.close()
    print(
        f"medians: time {statistics.median(one.time for one in scores):.1%}, in turns "
        f"{statistics.median(one.turn_time for one in scores):.1%}, words "
        f"{statistics.median(one.words for one in scores):.1%}, speed "
        f"{statistics.median(one.audio_s / one.seconds for one in scores):.1f}x; least time right "
        f"{min(one.time for one in scores):.1%}"
    )


if __name__ == "__main__":
    main()
