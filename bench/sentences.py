"""How well sentences are told apart in speech without punctuation: `python -m bench.sentences`.

`bench/sentences/stretches.txt` holds stretches of our own with their true boundaries. A boundary is a place between two
words; found ones are compared with the true ones over all stretches of a part. Every third stretch is held out.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STRETCHES = Path(__file__).parent / "sentences" / "stretches.txt"
PARTS = ("tuning", "held-out")
# Speech of one turn may run on: also so many stretches are put one after the other.
RUN_TOGETHER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Boundaries over a part: how many are true, found, and both."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found ones that are true."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the true ones that are found."""
        return self.right / max(1, self.true)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.right / max(1, self.true + self.found)


def read_stretches(part: str, path: Path = STRETCHES) -> list[list[str]]:
    """Return the sentences of each stretch of a part, `tuning` or `held-out`."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    chosen = [line for i, line in enumerate(lines) if (i % 3 == 2) == (part == "held-out")]
    return [[sentence.strip() for sentence in line.split("|")] for line in chosen]


def run_together(stretches: Sequence[Sequence[str]], size: int) -> list[list[str]]:
    """Return stretches joined by `size`."""
    return [[s for one in stretches[i : i + size] for s in one] for i in range(0, len(stretches), size)]


def score(language: Any, stretches: Sequence[Sequence[str]]) -> Score:
    """Return how the sentences of a pipeline compare with the true ones; boundaries count in words before them."""
    true = found = right = 0
    docs = language.pipe([" ".join(stretch) for stretch in stretches])
    for stretch, doc in zip(stretches, docs, strict=True):
        meant, said = places(stretch), places([sentence.text for sentence in doc.sents])
        true, found, right = true + len(meant), found + len(said), right + len(meant & said)
    return Score(true=true, found=found, right=right)


def places(sentences: Sequence[str]) -> set[int]:
    """Return where sentences but the last end, each as the number of words before it."""
    ends, words = set(), 0
    for sentence in sentences[:-1]:
        words += len(sentence.split())
        ends.add(words)
    return ends


def main(arguments: list[str] | None = None) -> None:
    """Print a table."""
    from nlp.language import build_language

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, nargs="+", default=["held-out"])
    parser.add_argument("--show", action="store_true", help="print what was found in the tuning part")
    options = parser.parse_args(arguments)
    language = build_language()
    for part in options.part:
        stretches = read_stretches(part)
        for how, texts in (("each by itself", stretches), ("run together", run_together(stretches, RUN_TOGETHER))):
            got = score(language, texts)
            sys.stdout.write(
                f"{part}, {how}: {len(texts)} texts, {got.true} boundaries: "
                f"precision {got.precision:.3f} recall {got.recall:.3f} F1 {got.f1:.3f}\n"
            )
        if options.show and part == "tuning":
            for stretch in stretches:
                sys.stdout.write(" | ".join(s.text for s in language(" ".join(stretch)).sents) + "\n")


if __name__ == "__main__":
    main()
