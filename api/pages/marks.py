"""A turn's text cut where moments begin and end, so that each quote can be marked in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from calls.transcript import Turn
from calls.wording import places_in_text
from store.moments import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a turn's text and the moments it belongs to. `begins` are those whose quote starts here.

    `suspect` says why the words may never have been said; `overlap` that somebody else speaks too.
    """

    text: str
    moments: tuple[Evidence, ...]
    begins: tuple[Evidence, ...]
    suspect: str | None = None
    overlap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTurn:
    """A turn with its text in pieces and the moments in it, in the order they are said."""

    turn: Turn
    pieces: tuple[Piece, ...]
    moments: tuple[Evidence, ...]

    @property
    def suspects(self) -> int:
        """How many words of the turn are uncertain."""
        return sum(bool(word.suspect) for word in self.turn.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flagged:
    """Characters of a text that all belong to uncertain, or to overlapped, words."""

    begin: int
    end: int
    suspect: str | None
    overlap: bool


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
    return MarkedTurn(turn=turn, pieces=_pieces(turn.text, moments, flagged=_flagged(turn)), moments=moments)


def _pieces(text: str, moments: Sequence[Evidence], *, flagged: Sequence[_Flagged]) -> tuple[Piece, ...]:
    # Quotes of one turn may overlap (a pain inside an objection), so the text is cut at every edge of any of them.
    spans = [(start, start + len(item.moment.quote), item) for item in moments if (start := _start(text, item)) >= 0]
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    edges |= {edge for run in flagged for edge in (run.begin, run.end)}
    return tuple(
        Piece(
            text=text[left:right],
            moments=tuple(item for start, end, item in spans if start <= left and right <= end),
            begins=tuple(item for start, _, item in spans if start == left),
            suspect=next((run.suspect for run in flagged if run.begin <= left and right <= run.end), None),
            overlap=any(run.overlap for run in flagged if run.begin <= left and right <= run.end),
        )
        for left, right in pairwise(sorted({0, len(text), *edges}))
    )


def _flagged(turn: Turn) -> tuple[_Flagged, ...]:
    """Return the stretches of uncertain or overlapped words; neighbours of one sort are one stretch."""
    if not any(word.suspect or word.overlap for word in turn.words):
        return ()
    runs: list[_Flagged] = []
    joins = False
    for word, place in zip(turn.words, places_in_text(turn), strict=True):
        if place is None or not (word.suspect or word.overlap):
            joins = False
            continue
        run = _Flagged(begin=place[0], end=place[1], suspect=word.suspect, overlap=word.overlap)
        if joins and (runs[-1].suspect, runs[-1].overlap) == (run.suspect, run.overlap):
            runs[-1] = replace(runs[-1], end=run.end)
        else:
            runs.append(run)
        joins = True
    return tuple(runs)


def _start(text: str, item: Evidence) -> int:
    return text.find(item.moment.quote) if item.moment.quote else -1
