"""How the buyer took a stretch: praise against objections, pains and deal-breakers among what was mined there."""

from collections.abc import Mapping, Sequence

from calls.moment import Kind, Moment
from calls.transcript import Role, Transcript
from nlp.topics.units import Unit

_FOR = frozenset((Kind.PRAISE,))
_AGAINST = frozenset((Kind.OBJECTION, Kind.PAIN, Kind.DEAL_BREAKER))


def reactions(
    transcript: Transcript, units: Sequence[Unit], *, ends: Sequence[int], moments: Sequence[Moment]
) -> list[tuple[float | None, int]]:
    """Return, for each stretch, a sentiment from -1 to 1 (None without any telling moment) and how many it rests on.

    `ends` are the places in `units` where stretches end (excluded). Where the rep has the last word of a stretch, the
    buyer's turn right after it answers that and counts too.
    """
    places = {turn.index: place for place, turn in enumerate(transcript.turns)}
    by_unit: dict[int, list[Moment]] = {}
    for moment in moments:
        unit = _unit_of(moment, transcript, units, places)
        if unit is not None:
            by_unit.setdefault(unit, []).append(moment)
    found, begin = [], 0
    for end in ends:
        reach = _with_answer(units, end)
        said = [moment for unit in range(begin, reach) for moment in by_unit.get(unit, ())]
        praise = sum(moment.kind in _FOR for moment in said)
        against = sum(moment.kind in _AGAINST for moment in said)
        n = praise + against
        found.append((round((praise - against) / n, 3) if n else None, n))
        begin = end
    return found


def _with_answer(units: Sequence[Unit], end: int) -> int:
    if end >= len(units) or units[end - 1].role is not Role.REP or units[end].role is not Role.BUYER:
        return end
    turn = units[end].turn
    return next((place for place in range(end, len(units)) if units[place].turn != turn), len(units))


def _unit_of(moment: Moment, transcript: Transcript, units: Sequence[Unit], places: Mapping[int, int]) -> int | None:
    """Return the place of the unit in which a moment's quote begins."""
    turn = places.get(moment.turn_index)
    if turn is None:
        return None
    begin = max(0, transcript.turns[turn].text.find(moment.quote))
    inside = [place for place, unit in enumerate(units) if unit.turn == turn and unit.begin <= begin]
    return inside[-1] if inside else None
