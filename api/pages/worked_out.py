"""What pages work out by themselves where an address leaves it open: windows of time, the step of a trend, a cut.

A page and the call of the API that is copied from it take it from here, so that both answer the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from api.pages.as_api import Address, WorkedOut
from api.pages.days import days_of
from api.pages.filters import chosen
from api.pages.numbering import CUTS
from api.theme_comparison import Before
from api.theme_figures import fitting_period, midnight
from api.windows import named_rep, window_from, window_query
from calls.cut import Cut
from calls.errors import TalktrackError
from store.analyses import view_analyses
from store.counts import analysed, analysed_span, cut_values
from store.session import Session
from store.windows import Window

# What can be compared, by its name in the address: so many weeks up to the newest call, with so many before them.
SPANS: dict[str, tuple[str, int, int]] = {
    "": ("All calls, along their time", 0, 0),
    "1": ("The last week with the 4 before", 1, 4),
    "4": ("The last 4 weeks with the 12 before", 4, 12),
    "13": ("The last 13 weeks with the 13 before", 13, 13),
}
# Along all calls, told apart from the empty choice where that is the fitting one.
ALL = "all"
# With so many calls a share is known to 10 points either way (95 %, Wilson); with fewer, a longer span says more.
CALLS_TO_SAY = 100


def compared_windows(session: Session, window: Window, span: str) -> tuple[Window, Before]:
    """Return the later window to compare, and what is asked of the earlier one."""
    _, weeks, weeks_before = SPANS.get(span, SPANS[""])
    known = analysed_span(session, window)
    if not weeks or known is None:
        return window, Before()
    end = midnight(known.last) + timedelta(days=1)
    start = end - timedelta(weeks=weeks)
    return replace(window, start_from=start, start_to=end), Before(start_from=start - timedelta(weeks=weeks_before))


def fitting_span(session: Session, window: Window) -> str:
    """Return the shortest span with calls enough on its later side to say something; it looks at no theme."""
    for name, (_, weeks, _) in SPANS.items():
        if weeks and analysed(session, compared_windows(session, window, name)[0]) >= CALLS_TO_SAY:
            return name
    return ALL


def theme_cut(session: Session, window: Window, by: str) -> Cut | None:
    """Return the cut that a theme's page shows: the one asked for, or the first to choose from that is not chosen."""
    there = _cuts_there(session, window)
    narrowed = dict(window.cuts)
    return _asked(by) or next((cut for cut in there if cut not in narrowed), there[0] if there else None)


def heat_cut(session: Session, window: Window, by: str) -> Cut:
    """Return the cut of the heat map: the one asked for, or the first that calls have values of."""
    return _asked(by) or next(iter(_cuts_there(session, window)), Cut.SEGMENT)


def _asked(by: str) -> Cut | None:
    asked = chosen(Cut, by)
    return asked if asked in CUTS else None


def _cuts_there(session: Session, window: Window) -> tuple[Cut, ...]:
    narrowed = dict(window.cuts)
    return tuple(cut for cut in CUTS if narrowed.get(cut) or any(cut_values(session, cut)))


def worked_out(session: Session, address: Address) -> dict[str, str]:
    """Return what a page works out, by its name in the API; nothing for an address that its page would refuse."""
    if address.found.works_out is None:
        return {}
    given = dict(address.query)
    try:
        window = window_from(given)
        window = replace(window, rep=named_rep(session, window.rep) if window.rep else None)
        return _WORK[address.found.works_out](session, address, window, given)
    except TalktrackError:
        return {}


def _of_span(session: Session, _address: Address, window: Window, given: Mapping[str, str]) -> dict[str, str]:
    return _compared(session, window, given.get("span", ""))


def _of_fitting_span(session: Session, _address: Address, window: Window, given: Mapping[str, str]) -> dict[str, str]:
    return _compared(session, window, given.get("span") or fitting_span(session, window))


def _compared(session: Session, window: Window, span: str) -> dict[str, str]:
    later, before = compared_windows(session, window, span)
    if before.start_from is None:
        return {}
    return _sides(later, before.start_from)


def _sides(later: Window, before_from: datetime) -> dict[str, str]:
    times = window_query(Window(start_from=later.start_from, start_to=later.start_to), in_full=True)
    return times | {"before_from": window_query(Window(start_from=before_from), in_full=True)["from"]}


def _of_theme(session: Session, _address: Address, window: Window, given: Mapping[str, str]) -> dict[str, str]:
    known, cut = analysed_span(session, window), theme_cut(session, window, given.get("by", ""))
    period = given.get("period") or (fitting_period(known).value if known else "")
    return {name: value for name, value in (("period", period), ("by", cut.value if cut else "")) if value}


def _of_heat(session: Session, _address: Address, window: Window, given: Mapping[str, str]) -> dict[str, str]:
    return {"by": heat_cut(session, window, given.get("by", "")).value}


def _of_days(session: Session, address: Address, _window: Window, given: Mapping[str, str]) -> dict[str, str]:
    if not address.id.isdigit() or len(view_analyses(session)) < 2:
        return {}
    days = days_of(session, int(address.id), (given.get("first", ""), given.get("middle", ""), given.get("last", "")))
    if days is None or days.earlier.start_from is None:
        return {}
    earlier = window_query(days.earlier, in_full=True)
    return _sides(days.later, days.earlier.start_from) | {"before_to": earlier["to"]}


_WORK: dict[WorkedOut, Callable[[Session, Address, Window, Mapping[str, str]], dict[str, str]]] = {
    WorkedOut.SPAN: _of_span,
    WorkedOut.FITTING_SPAN: _of_fitting_span,
    WorkedOut.THEME: _of_theme,
    WorkedOut.HEAT: _of_heat,
    WorkedOut.DAYS: _of_days,
}
