"""Compare the ways to mine on labelled sentences: `python -m nlp.training.compare --dev ../shared/eval`.

Prints a Markdown table of F1 a kind against sentences a second, for the industries and concerns that nothing was taught
and for the development set, which is only measured here, never learnt from. All are given the sentences of the labels.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from calls.moment import Category, Kind
from nlp import heads
from nlp.detector import Detector
from nlp.detectors import DETECTORS, build_detector
from nlp.language import build_language
from nlp.training.bank_text import BANK, Label, Sentence
from nlp.training.calibrating import calibrate
from nlp.training.examples import truth_of
from nlp.training.measuring import Figures, figures
from nlp.training.snippets import Snippet, read_bank, read_passages
from nlp.training.split import Split, split

Parts = dict[str, tuple[Snippet, ...]]


def read_development_set(folder: Path) -> tuple[Snippet, ...]:
    """Return the buyer turns of `folder`/dev with their labels, each between the rep's turns, as snippets."""
    with (folder / "dev" / "labels.tsv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    calls = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "dev").glob("dev-*.json"))]
    return tuple(snippet for call in calls for snippet in _snippets(call, rows))


def _snippets(call: dict[str, Any], rows: list[dict[str, str]]) -> Iterator[Snippet]:
    rep = ""
    turns = call["turns"]
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        if turn["speaker"] == "rep":
            rep = turn["text"]
        own = [r for r in rows if r["call_id"] == call["call_id"] and int(r["turn_index"]) == turn["index"]]
        if own:
            answer = following["text"] if following and following["speaker"] == "rep" else ""
            spoken = tuple(Sentence(text=row["sentence"], labels=_labels(row["labels"])) for row in own)
            yield Snippet(
                industry="development", source=call["call_id"], rep=rep, rep_after=answer, of_call=True, spoken=spoken
            )


def _labels(names: str | None) -> frozenset[Label]:
    pairs = [name.partition(":") for name in (names or "").split(",") if name]
    return frozenset(
        Label(kind=Kind(kind), category=Category(category) if category else None) for kind, _, category in pairs
    )


def measure_detector(detector: Detector, snippets: tuple[Snippet, ...], *, language: Any) -> tuple[Figures, float]:
    """Return the figures of a detector on labelled turns and its sentences a second, spaCy included."""
    began = time.perf_counter()
    found = detector.detect(read_passages(snippets, language=language))
    seconds = time.perf_counter() - began
    sentences = sum(len(snippet.spoken) for snippet in snippets)
    said = np.zeros((sentences, len(heads.KINDS)), dtype=bool)
    categories = np.zeros(sentences, dtype=np.intp)
    row = 0
    for snippet, findings in zip(snippets, found, strict=True):
        for finding in findings:
            said[row + finding.sentence, heads.KINDS.index(finding.kind)] = True
            if finding.category is not None:
                categories[row + finding.sentence] = heads.CATEGORIES.index(finding.category)
        row += len(snippet.spoken)
    return figures(said, categories, snippets), sentences / seconds


def measure_textcat(parts: Split, wanted: Parts) -> Iterator[tuple[str, Figures, float]]:
    """Teach spaCy's text classifier on the same split and yield its figures for each part."""
    from nlp.training.textcat import TextCategorizer

    taught = TextCategorizer(parts.teach)
    truth = truth_of([sentence for snippet in parts.calibrate for sentence in snippet.spoken])
    found = calibrate(taught.scores(parts.calibrate)[0], truth.kinds, parts.calibrate)
    for name, part in wanted.items():
        began = time.perf_counter()
        scores, categories = taught.scores(part)
        seconds = time.perf_counter() - began
        measured = figures(found.probabilities(scores) >= found.threshold, categories, part)
        yield name, measured, measured.sentences / seconds


def table_row(name: str, measured: Figures, speed: float) -> str:
    """Return one Markdown row: F1 a kind (– where there are too few), macro F1, share of right categories, speed."""
    cells = [f"{f1:.2f}" if measured.true[kind] >= 5 else "–" for kind, f1 in measured.f1.items()]
    last = [f"{measured.macro_f1:.3f}", f"{measured.category_right:.2f}", f"{speed:.0f}"]
    return f"| {name} | {' | '.join([*cells, *last])} |\n"


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK)
    parser.add_argument("--dev", type=Path, help="folder that holds dev/ with its labels")
    parser.add_argument("--without-textcat", action="store_true", help="spare the minutes that teaching it takes")
    options = parser.parse_args(arguments)
    parts = split(read_bank(options.bank))
    wanted: Parts = {
        "unseen industries": parts.test,
        "unseen industries, whole calls": tuple(snippet for snippet in parts.test if snippet.of_call),
        "unseen concerns": parts.unseen_concerns,
    }
    if options.dev:
        wanted["development set"] = read_development_set(options.dev)
    kinds = " | ".join(kind.value for kind in heads.KINDS)
    sys.stdout.write(f"| detector, data | {kinds} | macro | category right | sentences/s |\n")
    sys.stdout.write("|---" * (len(heads.KINDS) + 4) + "|\n")
    language = build_language()
    for name in DETECTORS:
        detector = build_detector(name)
        for data, part in wanted.items():
            sys.stdout.write(table_row(f"{name}, {data}", *measure_detector(detector, part, language=language)))
            sys.stdout.flush()
    if not options.without_textcat:
        for data, measured, speed in measure_textcat(parts, wanted):
            sys.stdout.write(table_row(f"spaCy textcat, {data}", measured, speed))


if __name__ == "__main__":
    main()
