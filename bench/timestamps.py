"""How well word times agree with the truth: `python -m bench.timestamps [CALL…] [--model base] [--pause 60]`.

Transcribes the demo calls as `talktrack transcribe` does and compares the words that were heard right with when flite
said them (demo/truth). Prints, for starts and ends, the median and the 90th percentile of the absolute error, the bias,
and the share that is off by more than 0.2 s; also for the first words of sentences. `--pause` puts so many seconds of
silence between turns of each call before transcribing it.
"""

import argparse
import tempfile
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from calls.transcript import Role, Transcript, Word
from demo.catalogue import DemoScript, scripts, timings
from demo.word_times import WordTiming, turn_words
from ingest.decode import decode
from ingest.sidecar import read_sidecar
from transcribe.host import SpeechHost
from transcribe.local import Listening, transcribe_channels

HZ = 16_000
FAR_S = 0.2
SENTENCE_ENDS = ".?!"


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """By how many seconds a word that was heard right begins and ends too late."""

    word: str
    begins_sentence: bool
    start_s: float
    end_s: float


def said(script: DemoScript, *, speaker: str | None) -> list[tuple[str, WordTiming | None, bool]]:
    """Return the words of one speaker (all where None) in order: key, times where known, begins a sentence."""
    known = {turn.index: turn.words for turn in turn_words(script=script)}
    order = sorted(timings(script=script), key=lambda timing: timing.start_s)
    words: list[tuple[str, WordTiming | None, bool]] = []
    for timing in order:
        if speaker and timing.speaker != speaker:
            continue
        text = script.turns[timing.index].text.split()
        times: tuple[WordTiming | None, ...] = known.get(timing.index) or (None,) * len(text)
        begins = [True, *(word[-1] in SENTENCE_ENDS for word in text)]
        words += [(_key(word), time, begin) for word, time, begin in zip(text, times, begins, strict=False)]
    return words


def errors_of(script: DemoScript, transcript: Transcript, *, gaps: list[tuple[float, float]]) -> list[Error]:
    """Return the errors of a call's words. `gaps` are (second, seconds put in there)."""
    roles = (None,) if script.layout == "mixed" else (Role.REP, Role.BUYER)
    found = []
    for role in roles:
        heard = [w for turn in transcript.turns if role in (None, turn.role) for w in turn.words]
        heard.sort(key=lambda word: word.start_s)
        true = said(script, speaker=role.value if role else None)
        found += _matched(true, heard, gaps=gaps)
    return found


def _matched(
    true: list[tuple[str, WordTiming | None, bool]], heard: list[Word], *, gaps: list[tuple[float, float]]
) -> list[Error]:
    keys = [_key(word.word) for word in heard]
    matcher = SequenceMatcher(None, [key for key, _, _ in true], keys, autojunk=False)
    pairs = [(true[b.a + i], heard[b.b + i]) for b in matcher.get_matching_blocks() for i in range(b.size)]
    return [
        Error(
            word=word.word,
            begins_sentence=begins,
            start_s=word.start_s - time.start_s - _put_in(time.start_s, gaps),
            end_s=word.end_s - time.end_s - _put_in(time.start_s, gaps),
        )
        for (_, time, begins), word in pairs
        if time is not None
    ]


def _put_in(second: float, gaps: list[tuple[float, float]]) -> float:
    return sum(length for at, length in gaps if at <= second)


def _key(word: str) -> str:
    return "".join(character for character in word.lower() if character.isalnum())


def errors_on(script: DemoScript, *, host: SpeechHost, pause_s: float = 0.0) -> list[Error]:
    """Transcribe a demo call, with silence put between its turns where nobody speaks, and return its words' errors."""
    gaps = [(second, pause_s) for second in _between_turns(script)] if pause_s else []
    with tempfile.TemporaryDirectory() as folder:
        paths = decode(script.audio_path, Path(folder)).channels
        for path in paths:
            pcm = np.fromfile(path, dtype="<i2")
            cuts = np.split(pcm, [round(second * HZ) for second, _ in gaps])
            quiet = np.zeros(round(pause_s * HZ), dtype="<i2")
            np.concatenate([part for cut in cuts for part in (cut, quiet)][:-1]).astype("<i2").tofile(path)
        roles = read_sidecar(script.sidecar_path).channel_roles
        transcript = transcribe_channels(
            paths,
            call_id=script.id,
            channel_roles=roles if len(paths) > 1 else (),
            host=host,
            listening=Listening(language="en"),
        )
    return errors_of(script, transcript, gaps=gaps)


def _between_turns(script: DemoScript) -> list[float]:
    """Return the middle of every fourth pause between turns."""
    turns = sorted(timings(script=script), key=lambda timing: timing.start_s)
    pauses, until = [], 0.0
    for turn in turns:
        if until and turn.start_s - until > 0.2:
            pauses.append((until + turn.start_s) / 2)
        until = max(until, turn.end_s)
    return pauses[::4]


def report(title: str, errors: list[Error]) -> None:
    """Print one line for starts, ends and first words."""
    parts = [f"{title:8} {len(errors):4} words"]
    first = [error.start_s for error in errors if error.begins_sentence]
    rows = {"starts": [e.start_s for e in errors], "ends": [e.end_s for e in errors], "first words": first}
    for name, values in rows.items():
        if values:
            off = np.abs(values)
            parts.append(
                f"{name}: median {np.median(off):.3f} p90 {np.percentile(off, 90):.3f} "
                f"bias {np.median(values):+.3f} far {np.mean(off > FAR_S):.1%}"
            )
    print("; ".join(parts), flush=True)


def main() -> None:
    """Print a line a call and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", nargs="*")
    parser.add_argument("--engine", default="faster-whisper")
    parser.add_argument("--model", default="base")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds of silence put between turns")
    arguments = parser.parse_args()
    cache_dir = Path.home() / ".cache" / "talktrack"
    errors: list[Error] = []
    with SpeechHost(engine=arguments.engine, model=arguments.model, cache_dir=cache_dir) as host:
        for script in scripts():
            if not turn_words(script=script) or (arguments.calls and script.id not in arguments.calls):
                continue
            found = errors_on(script, host=host, pause_s=arguments.pause)
            report(script.id, found)
            errors += found
    report("all", errors)


if __name__ == "__main__":
    main()
