"""A moment that is found again keeps its id, and with it its place in a theme, though its turn may have moved.

A moment's id covers the index of its turn, which another transcription or a correction of another turn may change.
"""

from collections.abc import Sequence
from dataclasses import replace

from calls.moment import Kind, Moment

_Said = tuple[Kind, str, str]


def found_again(moments: Sequence[Moment], *, before: Sequence[Moment]) -> tuple[Moment, ...]:
    """Return the moments, those that were there before under the id they had then.

    The same moment has the same kind and words and was found by the same detector; of several, the nearest in time (or,
    without times, in turns) is the same. No two moments come to have one id.
    """
    own = {moment.id for moment in moments}
    known = {moment.id for moment in before}
    waiting: dict[_Said, list[Moment]] = {}
    for moment in before:
        if moment.id not in own:
            waiting.setdefault(_said(moment), []).append(moment)
    kept = []
    for moment in moments:
        others = waiting.get(_said(moment), [])
        if moment.id not in known and others:
            same = min(others, key=lambda other: _apart(moment, other))
            others.remove(same)
            moment = replace(moment, id=same.id)
        kept.append(moment)
    return tuple(kept)


def _said(moment: Moment) -> _Said:
    made_by = moment.provenance
    return moment.kind, moment.quote, f"{made_by.name} {made_by.version} {sorted(made_by.options.items())}"


def _apart(moment: Moment, other: Moment) -> float:
    if moment.start_s is None or other.start_s is None:
        return abs(moment.turn_index - other.turn_index)
    return abs(moment.start_s - other.start_s)
