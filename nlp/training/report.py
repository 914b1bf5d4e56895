"""The training's figures as Markdown, from the facts beside the weights: `python -m nlp.training.report`."""

import sys
from collections.abc import Iterator
from typing import Any

from nlp import heads, tuned
from nlp.heads import KINDS


def report() -> Iterator[str]:
    """Yield the lines of the tables: F1 on what was kept out, reliability, concern space."""
    facts = tuned.read_facts()
    measured = facts["measured"]
    counts = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in facts["sentences"].items())
    yield f"Sentences: {counts}. Plan: {facts['plan']}. Base: {facts['base']}, rank {facts['rank']}."
    yield ""
    yield f"| detector, data | sentences | {' | '.join(kind.value for kind in KINDS)} | macro | category right |"
    yield "|---" * (len(KINDS) + 4) + "|"
    for name in (
        "unseen industries",
        "unseen industries, whole calls",
        "unseen industries, quote alone",
        "unseen concerns",
    ):
        yield _row(f"tuned, {name}", measured[name])
    for name, figures in heads.read_facts()["held_out"].items():
        yield _row(f"heads, {name}", figures)
    yield ""
    yield "| said | sentences x kinds | mean said | share true |"
    yield "|---|---|---|---|"
    for low, high, count, said, true in measured["reliability"]:
        yield f"| {low:.1f} to {high:.1f} | {count} | {said:.2f} | {true:.2f} |"
    yield ""
    yield "| concern vectors | nearest voices the same concern | of the ten nearest |"
    yield "|---|---|---|"
    for name, (nearest, ten) in measured["concern space"].items():
        yield f"| {name} | {nearest:.2f} | {ten:.2f} |"


def _row(name: str, figures: dict[str, Any]) -> str:
    cells = [f"{f1:.2f}" if figures["true"][kind] >= 5 else "–" for kind, f1 in figures["f1"].items()]
    last = f"{figures['macro_f1']:.3f} | {figures['category_right']:.2f}"
    return f"| {name} | {figures['sentences']} | {' | '.join(cells)} | {last} |"


def main() -> None:
    """Print the tables."""
    for line in report():
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
