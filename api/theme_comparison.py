"""Which windows are set side by side, and the themes in the order in which their changes are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from api.theme_figures import MOST_VALUES, Figures, figures_of, midnight
from api.theme_shifts import Shifts, shifts_along, shifts_between, shifts_within
from api.windows import cut_to
from calls.cut import Cut
from calls.errors import InvalidInput
from insight.verdicts import Verdict
from store.counts import analysed_by, analysed_span
from store.session import Session
from store.theme_list import ThemeName, theme_names
from store.windows import Window

# Where a change stands in the order of telling: verdict, size, theme and value.
Key = tuple[int, float, str, str]
# New and gone say most, then what moves; what stands still comes last.
TOLD_FIRST = (Verdict.NEW, Verdict.RISING, Verdict.FALLING, Verdict.GONE, Verdict.STEADY, Verdict.TOO_FEW)

# A day later than the first there is, so that it is one in every time zone.
_FIRST = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The window to compare with, as it was asked for: None is what follows from the later one."""

    start_from: datetime | None = None
    start_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The changes of all listed themes: in all calls of a window (under ``""``), or in those of each value of a cut."""

    by: Cut | None
    sets: Mapping[str, Shifts]
    names: Mapping[str, ThemeName]

    @property
    def looked_at(self) -> int:
        """How many looks the verdicts are made across."""
        return next((shifts.looked_at for shifts in self.sets.values()), 0)

    def keys(self) -> list[Key]:
        """Return all changes in the order in which they are told: by verdict, then the greatest first."""
        return sorted(
            (TOLD_FIRST.index(shifts.verdict(theme_id)), -abs(one.difference or 0.0), theme_id, value)
            for value, shifts in self.sets.items()
            for theme_id, one in shifts.changes.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A theme that was looked at, in all calls or in those of a `value` of the cut, and its figures on both sides."""

    name: ThemeName
    value: str
    shifts: Shifts
    earlier: Figures
    later: Figures


def compare(session: Session, window: Window, before: Before, *, by: Cut | None = None) -> Comparison:
    """Return how all listed themes changed, with `by` within each of its values.

    Where `window` begins somewhere, it is compared with `before`: by default the same length of time just before it.
    Where it does not, the changes are those along it. Raises InvalidInput for windows that cannot be compared.
    """
    names = {name.id: name for name in theme_names(session)}
    earlier = _earlier(session, window, before) if window.start_from is not None else None
    if earlier is None and (before.start_from or before.start_to):
        raise InvalidInput("`before_from` and `before_to` need `from`: the start of the window to compare.")
    if by is None:
        one = (
            shifts_along(session, window, listed=names)
            if earlier is None
            else shifts_between(session, earlier, window, listed=names)
        )
        return Comparison(by=None, sets={"": one}, names=names)
    windows = {
        value: (cut_to(window, by, value), cut_to(earlier, by, value) if earlier else None)
        for value in _values(session, window, by)
    }
    return Comparison(by=by, sets=shifts_within(session, windows, listed=names), names=names)


def _values(session: Session, window: Window, by: Cut) -> list[str]:
    calls = analysed_by(session, replace(window, start_from=None, start_to=None), by)
    only = dict(window.cuts).get(by)
    kept = [value for value in calls if value and only in (None, value)]
    return sorted(kept, key=lambda value: (-calls[value], value))[:MOST_VALUES]


def with_figures(session: Session, compared: Comparison, keys: Sequence[Key]) -> tuple[Changed, ...]:
    """Return changes with the theme's figures on both sides, and with intervals that know accounts."""
    found: dict[tuple[str, str], Changed] = {}
    for value in dict.fromkeys(key[-1] for key in keys):
        theme_ids = [theme_id for _, _, theme_id, of_value in keys if of_value == value]
        shifts = compared.sets[value]
        earlier, later = (figures_of(session, window, theme_ids) for window in (shifts.earlier, shifts.later))
        for theme_id in theme_ids:
            found[theme_id, value] = Changed(
                name=compared.names[theme_id],
                value=value,
                shifts=shifts,
                earlier=earlier[theme_id],
                later=later[theme_id],
            )
    return tuple(found[theme_id, value] for _, _, theme_id, value in keys)


def _earlier(session: Session, window: Window, before: Before) -> Window:
    start = window.start_from
    assert start is not None
    if window.start_to is not None and window.start_to <= start:
        raise InvalidInput("`to` must be later than `from`.")
    end = before.start_to or start
    if end > start:
        raise InvalidInput("`before_to` must not be later than `from`: the two windows would overlap.")
    begin = before.start_from or _reaching_back(end, _length(session, window, start))
    if begin >= end:
        raise InvalidInput("`before_from` must be earlier than `before_to` and `from`.")
    return replace(window, start_from=begin, start_to=end)


def _reaching_back(end: datetime, length: timedelta) -> datetime:
    """Return the beginning of a window, or of time where it would be before that."""
    return end - length if end - _FIRST > length else _FIRST


def _length(session: Session, window: Window, start: datetime) -> timedelta:
    """Return how long a window is; one without an end lasts as long as there are calls."""
    if window.start_to is not None:
        return window.start_to - start
    span = analysed_span(session, window)
    last = midnight(span.last) + timedelta(days=1) if span else start
    return max(last - start, timedelta(days=1))
