"""Which calls to count over, as every endpoint of themes takes it, and the queries that open what was counted."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Query

from api.access import DatabaseDep
from api.wire import From, Segment, To, instant
from calls.cut import Cut
from store.counts import cut_values
from store.cursor import parse_instant
from store.session import Session
from store.windows import Window

_LONGEST = 300
Stage = Annotated[str | None, Query(max_length=_LONGEST, description="Only calls of deals in this stage.")]
Outcome = Annotated[
    str | None, Query(max_length=_LONGEST, description="Only calls of deals with this outcome.", examples=["won"])
]
Source = Annotated[str | None, Query(max_length=_LONGEST, description="Only calls of this lead source.")]
Rep = Annotated[str | None, Query(max_length=_LONGEST, description="Only calls of this rep, by name or `rep_…` name.")]
Competitor = Annotated[
    str | None, Query(max_length=_LONGEST, description="Only calls in which the buyer names this competitor.")
]
AsOf = Annotated[
    datetime | None,
    Query(
        description="Only calls that were counted by this instant: the `as_of` of an earlier answer gives its numbers "
        "again, though calls came since.",
        examples=["2026-09-01T00:00:00Z"],
    ),
]
_HIDDEN = "rep_"
_HIDDEN_WHOLE = re.compile(_HIDDEN + "[0-9a-f]{10}")


def window_of(
    db: DatabaseDep,
    *,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
    stage: Stage = None,
    outcome: Outcome = None,
    source: Source = None,
    rep: Rep = None,
    competitor: Competitor = None,
    as_of: AsOf = None,
) -> Window:
    """Return the calls that a request narrows its numbers down to."""
    window = Window(
        start_from=instant(start_from),
        start_to=instant(to),
        segment=segment or None,
        stage=stage or None,
        outcome=outcome or None,
        source=source or None,
        rep=rep or None,
        competitor=competitor or None,
        as_of=instant(as_of),
    )
    if not window.rep or not window.rep.startswith(_HIDDEN):
        return window
    with db.reading() as session:
        return replace(window, rep=named_rep(session, window.rep))


def window_from(given: Mapping[str, str]) -> Window:
    """Return the calls that the filters of a page's address narrow it down to. Raises InvalidInput.

    An empty filter narrows nothing. A rep is as given: `named_rep` tells whom a hidden name stands for.
    """
    cuts: dict[str, Any] = {cut.value: given.get(cut.value) or None for cut in Cut if cut is not Cut.ALL}
    return Window(start_from=_instant(given.get("from")), start_to=_instant(given.get("to")), **cuts)


def _instant(text: str | None) -> datetime | None:
    return instant(parse_instant(text)) if text else None


WindowDep = Annotated[Window, Depends(window_of)]


def window_of_moments(
    db: DatabaseDep,
    *,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
    stage: Stage = None,
    outcome: Outcome = None,
    source: Source = None,
    rep: Rep = None,
    as_of: AsOf = None,
) -> Window:
    """Return the same window for moments, whose `competitor` is whom they speak of themselves: none of their calls."""
    return window_of(
        db,
        start_from=start_from,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        as_of=as_of,
    )


WindowOfMomentsDep = Annotated[Window, Depends(window_of_moments)]


def hidden_rep(name: str) -> str:
    """Return what stands for a rep's name where personal data is hidden; the same for the same name, for ever."""
    return _HIDDEN + hashlib.sha256(f"rep:{name}".encode()).hexdigest()[:10]


def is_hidden_rep(given: str) -> bool:
    """Whether a text is what stands for a rep's name, and not a name."""
    return _HIDDEN_WHOLE.fullmatch(given) is not None


def named_rep(session: Session, given: str) -> str:
    """Return the name that a hidden one stands for, or what was given where it is a name itself."""
    if not given.startswith(_HIDDEN):
        return given
    return next((name for name in cut_values(session, Cut.REP) if hidden_rep(name) == given), given)


def shown_value(cut: Cut, value: str, *, in_full: bool) -> str:
    """Return a value of a cut as the reader may see it: names of reps only where personal data is shown."""
    return value if in_full or cut is not Cut.REP else hidden_rep(value)


def window_query(window: Window, *, in_full: bool) -> dict[str, str]:
    """Return the query that a window was read from."""
    times = {"from": window.start_from, "to": window.start_to, "as_of": window.as_of}
    cuts = {cut.value: shown_value(cut, value, in_full=in_full) for cut, value in window.cuts}
    return {name: _utc(value) for name, value in times.items() if value} | cuts


def cut_to(window: Window, cut: Cut, value: str) -> Window:
    """Return a window narrowed down to a value of a cut. One that asks for another value already is not widened."""
    chosen: dict[str, Any] = {cut.value: value} if cut is not Cut.ALL else {}
    return replace(window, **chosen)


def between(window: Window, start: datetime, end: datetime) -> Window:
    """Return a window narrowed down to calls that started from `start` up to, not including, `end`."""
    first = max(start, window.start_from) if window.start_from else start
    last = min(end, window.start_to) if window.start_to else end
    return replace(window, start_from=first, start_to=last)


def evidence_of(theme_id: str, window: Window, *, in_full: bool) -> str:
    """Return the query that answers with exactly the quotes of a theme in a window."""
    return address(f"/v1/themes/{quote(theme_id)}/evidence", window_query(window, in_full=in_full))


def calls_in(window: Window, *, in_full: bool, **more: str) -> str:
    """Return the query that answers with exactly the analysed calls of a window."""
    return address("/v1/calls", {"analysed": "true", **more, **window_query(window, in_full=in_full)})


def address(path: str, query: Mapping[str, str]) -> str:
    """Return a path with a query."""
    return f"{path}?{urlencode(query)}" if query else path


def _utc(value: datetime) -> str:
    text = value.isoformat()
    return text.replace("+00:00", "Z")
