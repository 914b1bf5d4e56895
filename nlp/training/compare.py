"""Compare the detectors on labelled sentences: `python -m nlp.training.compare --dev ../shared/eval`.

Prints a Markdown table of F1 a kind. `bank` figures of the heads are those of held-out files that training recorded;
the development set is only measured here, never learnt from.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp import heads
from nlp.detector import Detector
from nlp.detectors import DETECTORS, build_detector
from nlp.language import build_language
from nlp.training.fit import f1_score
from nlp.training.snippets import BANK, Label, Snippet, label_of, read_bank, read_passages


def read_development_set(folder: Path) -> tuple[Snippet, ...]:
    """Return the buyer turns of `folder`/dev with their labels, each after the rep's last turn, as snippets."""
    calls = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "dev").glob("dev-*.json"))]
    with (folder / "dev" / "labels.tsv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    snippets = []
    for call in calls:
        rep = ""
        for turn in call["turns"]:
            if turn["speaker"] == "rep":
                rep = turn["text"]
            own = [r for r in rows if r["call_id"] == call["call_id"] and int(r["turn_index"]) == turn["index"]]
            if own:
                snippets.append(_snippet(own, rep=rep, group=call["call_id"]))
    return tuple(snippets)


def _snippet(rows: list[dict[str, str]], *, rep: str, group: str) -> Snippet:
    labels = [frozenset(label_of(name) for name in (row["labels"] or "").split(",") if name) for row in rows]
    return Snippet(group=group, rep=rep, sentences=tuple(row["sentence"] for row in rows), labels=tuple(labels))


def measure(detector: Detector, snippets: tuple[Snippet, ...], *, language: Any) -> dict[str, float]:
    """Return F1 a kind, share of right `category` and `sentences_per_s` (spaCy included) on labelled snippets."""
    began = time.perf_counter()
    found = detector.detect(read_passages(snippets, language=language))
    seconds = time.perf_counter() - began
    said = [
        {f.kind: f.category for f in findings if f.sentence == i}
        for snippet, findings in zip(snippets, found, strict=True)
        for i in range(len(snippet.sentences))
    ]
    truth = [labels for snippet in snippets for labels in snippet.labels]
    figures = {
        kind.value: f1_score(
            np.array([kind in row for row in said]), np.array([any(x.kind is kind for x in row) for row in truth])
        )
        for kind in heads.KINDS
    }
    return {**figures, "category": _category_right(said, truth), "sentences_per_s": len(truth) / seconds}


def _category_right(said: Sequence[dict[Any, Any]], truth: Sequence[frozenset[Label]]) -> float:
    """Return the share of right categories among true objections that were found."""
    objection = heads.KINDS[0]
    pairs = [
        (row[objection], {x.category for x in labels} - {None})
        for row, labels in zip(said, truth, strict=True)
        if objection in row
    ]
    right = [category in categories for category, categories in pairs if categories]
    return sum(right) / len(right) if right else 0.0


def table_row(name: str, figures: dict[str, Any]) -> str:
    """Return one Markdown row: F1 a kind, macro F1, share of right categories, sentences a second."""
    f1s = [figures[kind.value] for kind in heads.KINDS]
    cells = [*(f"{f1:.2f}" for f1 in f1s), f"{sum(f1s) / len(f1s):.3f}", f"{figures['category']:.2f}"]
    speed = figures.get("sentences_per_s")
    return f"| {name} | {' | '.join(cells)} | {f'{speed:.0f}' if speed else '–'} |\n"


def main(arguments: list[str] | None = None) -> None:
    """Print the table of detectors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK)
    parser.add_argument("--dev", type=Path, help="folder that holds dev/ with its labels")
    options = parser.parse_args(arguments)
    language = build_language()
    kinds = " | ".join(kind.value for kind in heads.KINDS)
    sys.stdout.write(f"| detector, data | {kinds} | macro | category right | sentences/s |\n")
    sys.stdout.write("|---" * (len(heads.KINDS) + 4) + "|\n")
    held_out = heads.read_facts()["held_out"]
    sys.stdout.write(
        table_row("heads, bank (held-out files)", {**held_out["f1"], "category": held_out["category_right"]})
    )
    bank = measure(build_detector("rules"), read_bank(options.bank), language=language)
    sys.stdout.write(table_row("rules, bank", bank))
    if options.dev:
        for name in DETECTORS:
            detector = build_detector(name)
            figures = measure(detector, read_development_set(options.dev), language=language)
            sys.stdout.write(table_row(f"{name}, development set", figures))


if __name__ == "__main__":
    main()
