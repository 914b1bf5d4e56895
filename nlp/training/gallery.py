"""The most confident errors on industries that nothing was taught: `python -m nlp.training.gallery [--most 20]`.

Prints Markdown: what was said and asked before, what the bank says, what the detector says and how sure it is.
docs/failures.md keeps the last ones with a line on why.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp import tuned
from nlp.heads import KINDS
from nlp.training.bank_text import BANK, Sentence
from nlp.training.examples import truth_of
from nlp.training.measuring import read_all
from nlp.training.snippets import Snippet, read_bank
from nlp.training.split import split


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A sentence and kind where detector and bank disagree; `sureness` is its probability, or what is left of it."""

    rep: str
    sentence: Sentence
    said: str
    sureness: float


def failures(snippets: Sequence[Snippet], folder: Path = tuned.SHIPPED) -> list[Failure]:
    """Return every disagreement, the most confident first: by turns a kind that is wrongly said, and one missed."""
    made, calibration = tuned.load(folder)
    probabilities = calibration.probabilities(read_all(made, snippets).kinds)
    spoken = [(snippet.rep, sentence) for snippet in snippets for sentence in snippet.spoken]
    true = truth_of([sentence for _, sentence in spoken]).kinds > 0
    said = probabilities >= calibration.threshold
    wrong: list[Failure] = []
    missed: list[Failure] = []
    for row, k in zip(*np.nonzero(said != true), strict=True):
        wrongly, probability = bool(said[row, k]), float(probabilities[row, k])
        rep, sentence = spoken[row]
        verdict = f"{KINDS[k].value}" if wrongly else f"not {KINDS[k].value}"
        sureness = probability if wrongly else 1 - probability
        failure = Failure(rep=rep, sentence=sentence, said=f"{verdict} ({probability:.2f})", sureness=sureness)
        (wrong if wrongly else missed).append(failure)
    by_sureness = [sorted(part, key=lambda failure: -failure.sureness) for part in (wrong, missed)]
    return [failure for pair in zip(*by_sureness, strict=False) for failure in pair]


def _labels(sentence: Sentence) -> str:
    names = sorted(f"{x.kind.value}:{x.category.value}" if x.category else x.kind.value for x in sentence.labels)
    return ", ".join(names) or "nothing"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the gallery."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK)
    parser.add_argument("--most", type=int, default=20)
    options = parser.parse_args(arguments)
    parts = split(read_bank(options.bank))
    for number, failure in enumerate(failures(parts.test)[: options.most], start=1):
        sys.stdout.write(
            f"{number}. Rep: “{failure.rep[-160:]}” Buyer: “{failure.sentence.text}”\n"
            f"   The bank says {_labels(failure.sentence)}; the detector says {failure.said}.\n"
        )


if __name__ == "__main__":
    main()
