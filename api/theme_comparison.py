"""Which windows are set side by side, and the themes in the order in which their changes are told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.theme_figures import Figures, figures_of, midnight
from api.theme_shifts import Shifts, shifts_along, shifts_between
from calls.errors import InvalidInput
from insight.verdicts import Verdict
from store.counts import analysed_span
from store.session import Session
from store.theme_list import ThemeName, theme_names
from store.windows import Window

# New and gone say most, then what moves; what stands still comes last.
TOLD_FIRST = (Verdict.NEW, Verdict.RISING, Verdict.FALLING, Verdict.GONE, Verdict.STEADY, Verdict.TOO_FEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The window to compare with, as it was asked for: None is what follows from the later one."""

    start_from: datetime | None = None
    start_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A theme that was looked at, its place in the order of telling, and its figures in both windows."""

    name: ThemeName
    earlier: Figures
    later: Figures


def shifts_of(session: Session, window: Window, before: Before) -> tuple[Shifts, dict[str, ThemeName]]:
    """Return how all listed themes changed, with their names by id.

    Where `window` begins somewhere, it is compared with `before`: by default the same length of time just before it.
    Where it does not, the changes are those along it. Raises InvalidInput for windows that cannot be compared.
    """
    names = {name.id: name for name in theme_names(session)}
    if window.start_from is None:
        if before.start_from or before.start_to:
            raise InvalidInput("`before_from` and `before_to` need `from`: the start of the window to compare.")
        return shifts_along(session, window, listed=names), names
    earlier = _earlier(session, window, before)
    return shifts_between(session, earlier, window, listed=names), names


def _earlier(session: Session, window: Window, before: Before) -> Window:
    start = window.start_from
    assert start is not None
    if window.start_to is not None and window.start_to <= start:
        raise InvalidInput("`to` must be later than `from`.")
    end = before.start_to or start
    if end > start:
        raise InvalidInput("`before_to` must not be later than `from`: the two windows would overlap.")
    begin = before.start_from or end - _length(session, window, start)
    if begin >= end:
        raise InvalidInput("`before_from` must be earlier than `before_to` and `from`.")
    return replace(window, start_from=begin, start_to=end)


def _length(session: Session, window: Window, start: datetime) -> timedelta:
    """Return how long a window is; one without an end lasts as long as there are calls."""
    if window.start_to is not None:
        return window.start_to - start
    span = analysed_span(session, window)
    last = midnight(span.last) + timedelta(days=1) if span else start
    return max(last - start, timedelta(days=1))


def order_of(shifts: Shifts, theme_id: str) -> tuple[int, float, str]:
    """Return a theme's place among the changes: by verdict, then the greatest change first."""
    difference = shifts.changes[theme_id].difference or 0.0
    return TOLD_FIRST.index(shifts.verdict(theme_id)), -abs(difference), theme_id


def with_figures(session: Session, shifts: Shifts, names: list[ThemeName]) -> tuple[Changed, ...]:
    """Return themes with their figures in both windows."""
    theme_ids = [name.id for name in names]
    earlier, later = (figures_of(session, window, theme_ids) for window in (shifts.earlier, shifts.later))
    return tuple(Changed(name=name, earlier=earlier[name.id], later=later[name.id]) for name in names)
