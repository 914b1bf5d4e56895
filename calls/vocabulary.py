"""Words a team tells Talktrack: names to listen for, and the competitors among them."""

from dataclasses import dataclass
from enum import StrEnum


class TermKind(StrEnum):
    """What a name is of: anything that is said on calls, or a competitor, which is counted too."""

    NAME = "name"
    COMPETITOR = "competitor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A name as it is written, and what stands for it in a transcript whenever it is heard so."""

    term: str
    kind: TermKind
    sounds_like: tuple[str, ...] = ()
