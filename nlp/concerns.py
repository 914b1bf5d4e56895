"""What buyers voice in every trade: a hand-written catalogue of concerns, gathered in families that marketing answers.

A family is what a theme is at the top ("Price over budget"); its concerns are what the theme divides into.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calls.errors import WeightsError
from calls.moment import Kind

CATALOGUE = Path(__file__).parent / "concerns.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something buyers say again and again: its kinds, a name a stranger understands, and ways it is put.

    `id` is its name in the concern bank too, `family` the coarser concern it is a part of.
    """

    id: str
    family: str
    family_label: str
    kinds: tuple[Kind, ...]
    label: str
    voicings: tuple[str, ...]


@cache
def load_concerns(path: Path = CATALOGUE) -> tuple[Concern, ...]:
    """Return the concerns of a catalogue, one JSON object a line, in its order.

    Raises WeightsError naming the line that cannot be read.
    """
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return tuple(_concern(line, f"{path.name}, line {number}") for number, line in lines if line.strip())


def _concern(line: str, place: str) -> Concern:
    try:
        row = json.loads(line)
        return Concern(
            id=row["id"],
            family=row["family"],
            family_label=row["family_label"],
            kinds=tuple(map(Kind, row["kinds"])),
            label=row["label"],
            voicings=tuple(row["voicings"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{place} is no concern ({error!r}). To get it: git checkout nlp/concerns.jsonl") from error


def family_labels(concerns: Iterable[Concern]) -> Mapping[str, str]:
    """Return the name of each family, in the order of the catalogue."""
    return {concern.family: concern.family_label for concern in concerns}
