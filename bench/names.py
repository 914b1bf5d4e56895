"""What a vocabulary does for names, and to the other words: `python bench/names.py [tune | check]`.

The calls are `names_calls/`: invented names in sales talk, two voices on a telephone line, the scripts as truth. The
vocabulary given to Talktrack holds the names of the calls and a hundred that nobody says; prompts get the names of the
calls alone. Thresholds were chosen on `tune`; `check` (the default) is for reporting. `--irrelevant FILE…` counts
repairs with the hundred names on other recordings instead: each is a false one.
"""

import argparse
import itertools
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whisper.normalizers import EnglishTextNormalizer

from ingest.decode import decode
from transcribe import weights, windows
from transcribe.engine import Clip, Engine, Heard
from transcribe.registry import load_engine
from transcribe.vocabulary.names import Name, merged, read_names
from transcribe.vocabulary.near import near_names
from transcribe.vocabulary.repair import Repair, with_names
from transcribe.words import text_of

FOLDER = Path(__file__).parent / "names_calls"
CACHE = Path.home() / ".cache" / "talktrack"
LIKE_BY_SOUND_ALONE = 0.75
SHIPPED = "sounds like a name, and the model agrees (shipped)"
NORMALIZE = EnglishTextNormalizer()

Decode = Callable[[Sequence[Clip]], list[str]]


@dataclass
class Score:
    """Counts of one approach over all calls; `cpu_s` is processor seconds on top of the first decoding."""

    found: int = 0
    names: int = 0
    invented: int = 0
    wrong: int = 0
    words: int = 0
    cpu_s: float = 0.0

    def line(self, title: str) -> str:
        """Return a row of the table."""
        right = f"{self.found / self.names:.1%} ({self.found}/{self.names})"
        wrong = f"{self.wrong / self.words:.1%} ({self.wrong}/{self.words})"
        return f"| {title} | {right} | {self.invented} | {wrong} | {self.cpu_s:.1f} |"


@dataclass(frozen=True)
class Spoken:
    """A call: what is said, its clips, and what was heard in them."""

    text: str
    clips: list[Clip]
    heard: list[Heard]


@dataclass
class Table:
    """The rows so far, by title."""

    names: tuple[Name, ...]
    scores: dict[str, Score] = field(default_factory=dict)

    def add(self, title: str, *, said: str, heard: str, cpu_s: float) -> None:
        """Count one call."""
        score = self.scores.setdefault(title, Score())
        reference, hypothesis = marked(said, names=self.names), marked(heard, names=self.names)
        count(score, aligned(reference, hypothesis))
        score.cpu_s += cpu_s


def marked(text: str, *, names: Sequence[Name]) -> list[str]:
    """Return normalised words, each name as one word in angle brackets."""
    words = NORMALIZE(text).split()
    keys = {tuple(NORMALIZE(name.written).split()) for name in names}
    longest = max(map(len, keys))
    found, position = [], 0
    while position < len(words):
        for size in range(longest, 0, -1):
            part = tuple(words[position : position + size])
            if part in keys:
                found.append(f"<{' '.join(part)}>")
                position += size
                break
        else:
            found.append(words[position])
            position += 1
    return found


def aligned(said: Sequence[str], heard: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Return pairs (said, heard) of the cheapest alignment in words, None where one side has nothing."""
    table = [list(range(len(heard) + 1))]
    for i, word in enumerate(said, start=1):
        row = [i]
        for j, other in enumerate(heard, start=1):
            row.append(min(table[-1][j] + 1, row[-1] + 1, table[-1][j - 1] + (word != other)))
        table.append(row)
    pairs: list[tuple[str | None, str | None]] = []
    i, j = len(said), len(heard)
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + (said[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((said[i], heard[j]))
        elif i and table[i][j] == table[i - 1][j] + 1:
            i -= 1
            pairs.append((said[i], None))
        else:
            j -= 1
            pairs.append((None, heard[j]))
    return pairs[::-1]


def count(score: Score, pairs: Sequence[tuple[str | None, str | None]]) -> None:
    """Count names found and invented, and errors on other words.

    A word too many counts as an error on other words unless its run of errors holds or touches a name, found or not:
    "core vein" for one name is one mistake about a name.
    """
    score.names += sum(_is_name(said) for said, _ in pairs)
    score.found += sum(_is_name(said) and said == heard for said, heard in pairs)
    score.invented += sum(_is_name(heard) and said != heard for said, heard in pairs)
    others = [(said, heard) for said, heard in pairs if said and not _is_name(said)]
    score.words += len(others)
    score.wrong += sum(said != heard for said, heard in others)
    edges = [-1, *(index for index, (said, heard) in enumerate(pairs) if said == heard), len(pairs)]
    for first, last in itertools.pairwise(edges):
        around = pairs[max(0, first) : last + 1]
        if not any(_is_name(said) for said, _ in around):
            score.wrong += sum(said is None for said, _ in pairs[first + 1 : last])


def _is_name(word: str | None) -> bool:
    return word is not None and word.startswith("<")


def clips_of(path: Path) -> list[Clip]:
    """Return the windows of all channels of a recording."""
    clips: list[Clip] = []
    with tempfile.TemporaryDirectory() as folder:
        for channel, pcm_path in enumerate(decode(path, Path(folder)).channels):
            pcm = windows.open_pcm(pcm_path)
            clips += [windows.clip_of(pcm, window) for window in windows.plan_windows(pcm, channel=channel)]
    return clips


def prompted(whisper: Any, clips: Sequence[Clip], *, hotwords: str | None) -> str:
    """Return what faster-whisper hears with a glossary before each window, greedily as Talktrack does."""
    texts = []
    for clip in clips:
        segments, _ = whisper.transcribe(
            clip,
            language="en",
            beam_size=1,
            without_timestamps=True,
            hotwords=hotwords,
            condition_on_previous_text=False,
        )
        texts += [segment.text for segment in segments]
    return " ".join(texts)


def by_sound_alone(heard: Heard, *, names: Sequence[Name]) -> str:
    """Return the text with every span replaced that sounds alike enough, without asking the model."""
    words = [word.word for word in heard.words]
    near = sorted(near_names(heard.words, names=names), key=lambda one: -one.likeness)
    taken: set[int] = set()
    for one in near:
        span = set(range(one.first, one.last))
        if one.likeness >= LIKE_BY_SOUND_ALONE and not span & taken:
            taken |= span
            words[one.first : one.last] = [one.name.written, *[""] * (one.last - one.first - 1)]
    return " ".join(words)


def plain(heard: Sequence[Heard]) -> str:
    """Return the running text."""
    return " ".join(text_of(one.words, language="en") for one in heard)


def compare(split: str, *, engine: Engine, prompts: bool, show: bool) -> None:
    """Print the table."""
    spoken_names = read_names(FOLDER / f"{split}.txt")
    names = merged(spoken_names, read_names(FOLDER / "irrelevant.txt"))
    table = Table(names=names)
    whisper = _whisper() if prompts else None
    glossary = ", ".join(name.written for name in spoken_names)
    audio_s = first_s = 0.0
    for script in sorted(FOLDER.glob(f"{split}-*.json")):
        said = " ".join(text for _, text in json.loads(script.read_text(encoding="utf-8"))["turns"])
        clips = clips_of(script.with_suffix(".opus"))
        audio_s += sum(clip.size for clip in clips) / 16_000
        began = time.process_time()
        heard = engine.transcribe(clips, language="en")
        first_s += time.process_time() - began
        table.add("no vocabulary", said=said, heard=plain(heard), cpu_s=0.0)
        began = time.process_time()
        named = with_names(clips, heard, names=names, engine=engine, language="en")
        spent = time.process_time() - began
        table.add(SHIPPED, said=said, heard=plain(named.heard), cpu_s=spent)
        began = time.process_time()
        text = " ".join(by_sound_alone(one, names=names) for one in heard)
        table.add("sounds like a name", said=said, heard=text, cpu_s=time.process_time() - began)
        if show:
            print_repairs(script.stem, [one for repairs in named.repairs for one in repairs])
        if whisper is None:
            continue
        began = time.process_time()
        text = prompted(whisper, clips, hotwords=glossary)
        table.add("glossary before every window", said=said, heard=text, cpu_s=time.process_time() - began)
        began = time.process_time()
        text = " ".join(again(whisper, clip, one, names=names) for clip, one in zip(clips, heard, strict=True))
        spent = time.process_time() - began
        table.add("windows with near names again, those as glossary", said=said, heard=text, cpu_s=spent)
    print(f"{split}: {audio_s:.0f} s of speech, first decoding {first_s:.1f} processor seconds")
    print("| approach | names right | names invented | other words wrong | more processor seconds |")
    print("|---|---|---|---|---|")
    for title, score in table.scores.items():
        print(score.line(title))


def again(whisper: Any, clip: Clip, heard: Heard, *, names: Sequence[Name]) -> str:
    """Return what is heard with the near names as the glossary, what was heard before where there is none."""
    near = sorted(near_names(heard.words, names=names), key=lambda one: -one.likeness)
    likely = dict.fromkeys(one.name.written for one in near[:12])
    return prompted(whisper, [clip], hotwords=", ".join(likely)) if likely else text_of(heard.words, language="en")


def _whisper() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(weights.find("base", cache_dir=CACHE).path), device="cpu", compute_type="int8")


def print_repairs(title: str, repairs: Sequence[Repair]) -> None:
    """Print what was changed, one line each."""
    for one in repairs:
        change = f"{one.before!r} -> {one.after!r}"
        print(f"{title} {one.start_s:6.2f} s  {change}  likeness {one.likeness}  gain {one.gain}")


def count_false(paths: Sequence[Path], *, engine: Engine) -> None:
    """Print how many repairs a hundred names make that nobody says."""
    names = read_names(FOLDER / "irrelevant.txt")
    total = words = 0
    first_s = more_s = 0.0
    for path in paths:
        clips = clips_of(path)
        began = time.process_time()
        heard = engine.transcribe(clips, language="en")
        first_s += time.process_time() - began
        began = time.process_time()
        named = with_names(clips, heard, names=names, engine=engine, language="en")
        more_s += time.process_time() - began
        repairs = [one for group in named.repairs for one in group]
        print_repairs(path.stem, repairs)
        total, words = total + len(repairs), words + sum(len(one.words) for one in heard)
    print(f"{total} false repairs in {words} words of {len(paths)} recordings; {len(names)} names that nobody says;")
    print(f"first decoding {first_s:.1f} processor seconds, looking for names {more_s:.1f}")


def main() -> None:
    """Print one line an approach."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", nargs="?", choices=("tune", "check"), default="check")
    parser.add_argument("--irrelevant", nargs="+", type=Path, metavar="FILE", help="recordings without these names")
    parser.add_argument("--no-prompts", action="store_true", help="leave out what decodes with a glossary")
    parser.add_argument("--show", action="store_true", help="print every repair")
    arguments = parser.parse_args()
    engine = load_engine("faster-whisper", model="base", cache_dir=CACHE)
    if arguments.irrelevant:
        count_false(arguments.irrelevant, engine=engine)
    else:
        compare(arguments.split, engine=engine, prompts=not arguments.no_prompts, show=arguments.show)


if __name__ == "__main__":
    main()
