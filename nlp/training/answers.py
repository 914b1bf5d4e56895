"""How often nlp.answers is right, on question and answer pairs written for this: `python -m nlp.training.answers`.

Each third pair is held out: the wordings and the threshold were chosen on the others only.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calls.errors import InvalidInput
from nlp.answers import Encode, is_answered

PAIRS = Path(__file__).parent / "answer_pairs.jsonl"
LABELS = ("answered", "deferred", "not_answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What a buyer asks and what the rep says next. `held_out` pairs are for measuring only."""

    question: str
    answer: str
    label: str
    held_out: bool


def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """Return the pairs. Raises InvalidInput naming the line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            data = json.loads(line)
            label = LABELS[LABELS.index(data["label"])]
            found.append(Pair(question=data["question"], answer=data["answer"], label=label, held_out=number % 3 == 0))
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(
                f"{path.name}, line {number}: expected question, answer and label ({error!r})."
            ) from error
    return tuple(found)


def accuracy(pairs: Sequence[Pair], *, encode: Encode) -> tuple[float, Counter[tuple[str, bool]]]:
    """Return the share of pairs told rightly into answered and not, and how often each label came out as which."""
    told = Counter((pair.label, is_answered(pair.question, pair.answer, encode=encode)) for pair in pairs)
    right = sum(count for (label, answered), count in told.items() if (label == "answered") == answered)
    return right / len(pairs), told


def main() -> None:
    """Print the figures of both parts."""
    from nlp.encoder import MiniLmEncoder

    encode = MiniLmEncoder().encode
    for held_out in (False, True):
        pairs = [pair for pair in read_pairs() if pair.held_out is held_out]
        share, told = accuracy(pairs, encode=encode)
        table = {label: f"{told[label, True]} answered, {told[label, False]} not" for label in LABELS}
        print(json.dumps({"held_out": held_out, "pairs": len(pairs), "accuracy": round(share, 3), "told": table}))


if __name__ == "__main__":
    main()
