"""A turn's text cut where moments begin and end, so that each quote can be marked in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from calls.transcript import Turn
from store.moments import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a turn's text and the moments it belongs to. `begins` are those whose quote starts here."""

    text: str
    moments: tuple[Evidence, ...]
    begins: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTurn:
    """A turn with its text in pieces and the moments in it, in the order they are said."""

    turn: Turn
    pieces: tuple[Piece, ...]
    moments: tuple[Evidence, ...]


def mark_turns(turns: Sequence[Turn], moments: Sequence[Evidence]) -> tuple[MarkedTurn, ...]:
    """Return each turn with the moments that were found in it."""
    by_turn: dict[int, list[Evidence]] = {}
    for item in moments:
        by_turn.setdefault(item.moment.turn_index, []).append(item)
    return tuple(_marked(turn, by_turn.get(turn.index, [])) for turn in turns)


def in_order(turns: Sequence[MarkedTurn]) -> tuple[Evidence, ...]:
    """Return the moments of all turns as they are said."""
    return tuple(item for turn in turns for item in turn.moments)


def _marked(turn: Turn, found: Sequence[Evidence]) -> MarkedTurn:
    moments = tuple(sorted(found, key=lambda item: _start(turn.text, item)))
    return MarkedTurn(turn=turn, pieces=_pieces(turn.text, moments), moments=moments)


def _pieces(text: str, moments: Sequence[Evidence]) -> tuple[Piece, ...]:
    # Quotes of one turn may overlap (a pain inside an objection), so the text is cut at every edge of any of them.
    spans = [(start, start + len(item.moment.quote), item) for item in moments if (start := _start(text, item)) >= 0]
    edges = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    return tuple(
        Piece(
            text=text[left:right],
            moments=tuple(item for start, end, item in spans if start <= left and right <= end),
            begins=tuple(item for start, _, item in spans if start == left),
        )
        for left, right in pairwise(edges)
    )


def _start(text: str, item: Evidence) -> int:
    return text.find(item.moment.quote) if item.moment.quote else -1
