"""How a deal ended, read from what the source calls its outcome."""

from enum import StrEnum

_WON = frozenset({"won", "win", "closed won"})
_LOST = frozenset({"lost", "loss", "closed lost"})


class Result(StrEnum):
    """Whether a deal is closed, and how."""

    WON = "won"
    LOST = "lost"
    OPEN = "open"


def result_of(outcome: str) -> Result:
    """Return how a deal with this outcome ended; what is not plainly won or lost is open.

    Won: `won`, `win`, `closed won`. Lost: `lost`, `loss`, `closed lost`. Case, hyphens and underscores do not matter.
    """
    words = " ".join(outcome.casefold().replace("_", " ").replace("-", " ").split())
    if words in _WON:
        return Result.WON
    return Result.LOST if words in _LOST else Result.OPEN
