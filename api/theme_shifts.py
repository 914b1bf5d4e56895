"""What changed: the verdict on every theme, along a span of time or between two windows.

Verdicts hold false discoveries down across all themes looked at: all that are listed and voiced in the window, whatever
a list or page then shows of them. So a theme has one verdict in a window, wherever it is read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from api.theme_figures import counts, figures_of, fitting_period, midnight, starts_of
from insight.change import Change, change
from insight.rates import wilson
from insight.slope import Panel, slope, slope_of_accounts
from insight.trends import TrendPoint
from insight.verdicts import Verdict, verdicts
from store.counts import Total, analysed, analysed_span, steps_of_themes, theme_totals
from store.memory import remembered
from store.session import Session
from store.spreads import Spreads, spreads_along, spreads_of
from store.windows import Window

# Keeping accounts together only ever raises a p-value past 0.05, so it is done for those themes alone whose plain one
# is anywhere near: the verdicts are the same as if it were done for all.
_NEAR = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """The changes and verdicts of all themes looked at, and the two windows that are set side by side.

    Along a span (`slope`) the change is that of the straight line through all its periods, which begin on `starts`; the
    windows are its halves. `too_few`: there are too few calls or accounts to say anything of any theme.
    """

    basis: Literal["windows", "slope"]
    earlier: Window
    later: Window
    starts: tuple[date, ...] = ()
    changes: Mapping[str, Change]
    verdicts: Mapping[str, Verdict]
    too_few: bool = False
    together: int | None = None

    def verdict(self, theme_id: str) -> Verdict:
        """Return the verdict on a theme; one that is not voiced at all is too little to say anything of."""
        return self.verdicts.get(theme_id, Verdict.TOO_FEW)

    @property
    def looked_at(self) -> int:
        """How many themes, or themes in values of a cut, the verdicts are made across."""
        return len(self.changes) if self.together is None else self.together


def shifts_along(session: Session, window: Window, *, listed: Collection[str]) -> Shifts:
    """Return how all `listed` themes change along a window."""
    named = frozenset(listed)
    return remembered(session, ("shifts", window, named), lambda: _along(session, window, named))


def _along(session: Session, window: Window, listed: frozenset[str]) -> Shifts:
    span = analysed_span(session, window)
    starts = starts_of(span, fitting_period(span)) if span else ()
    if len(starts) < 2:
        return Shifts(basis="slope", earlier=window, later=window, changes={}, verdicts={})
    line = _Line.of(session, window, starts=starts)
    found = steps_of_themes(session, window, starts=starts)
    changes = {theme_id: line.plain(steps) for theme_id, steps in found.items() if theme_id in listed}
    changes |= line.closely(_near(changes))
    middle = midnight(starts[len(starts) // 2])
    return Shifts(
        basis="slope",
        earlier=replace(window, start_to=middle),
        later=replace(window, start_from=middle),
        starts=starts,
        changes=changes,
        verdicts=_verdicts(changes, too_few=line.too_few),
        too_few=line.too_few,
    )


def shifts_between(session: Session, earlier: Window, later: Window, *, listed: Collection[str]) -> Shifts:
    """Return how all `listed` themes differ between two windows, which must not overlap."""
    sizes = [analysed(session, window) for window in (earlier, later)]
    totals = [theme_totals(session, window) for window in (earlier, later)]
    looked_at = sorted({theme_id for one in totals for theme_id in one if theme_id in listed})
    changes = {
        theme_id: change(*(wilson(_calls(one, theme_id), n) for one, n in zip(totals, sizes, strict=True)))
        for theme_id in looked_at
    }
    spreads = [spreads_of(session, window).of(None)[0] for window in (earlier, later)]
    changes |= _compared(session, (earlier, later), _near(changes))
    too_few = any(counts(each).rate().too_few for each in spreads)
    return Shifts(
        basis="windows",
        earlier=earlier,
        later=later,
        changes=changes,
        verdicts=_verdicts(changes, too_few=too_few),
        too_few=too_few,
    )


def shifts_within(
    session: Session, windows: Mapping[str, tuple[Window, Window | None]], *, listed: Collection[str]
) -> dict[str, Shifts]:
    """Return the changes within several sets of calls, with false discoveries held down across all of them together.

    `windows` has for each the later window and the earlier one to compare it with; without one, the changes are those
    along it. A theme in one set is one look, so the more sets the more it takes to be told.
    """
    found = {
        name: shifts_between(session, earlier, window, listed=listed)
        if earlier
        else shifts_along(session, window, listed=listed)
        for name, (window, earlier) in windows.items()
    }
    looked_at = {
        (name, theme_id): one
        for name, shifts in found.items()
        for theme_id, one in shifts.changes.items()
        if not shifts.too_few
    }
    said = verdicts(looked_at)
    return {
        name: replace(
            shifts,
            verdicts={theme_id: said.get((name, theme_id), Verdict.TOO_FEW) for theme_id in shifts.changes},
            together=len(looked_at),
        )
        for name, shifts in found.items()
    }


def closer(session: Session, shifts: Shifts, theme_ids: Sequence[str]) -> Shifts:
    """Return the same with intervals that know accounts for these themes; the verdicts stay what they are."""
    # Those that are near are known closely already.
    near = set(_near(shifts.changes))
    named = [theme_id for theme_id in theme_ids if theme_id in shifts.changes and theme_id not in near]
    found: dict[str, Change] = {}
    if named and shifts.basis == "windows":
        found = _compared(session, (shifts.earlier, shifts.later), named)
    elif named:
        whole = replace(shifts.later, start_from=shifts.earlier.start_from)
        found = _Line.of(session, whole, starts=shifts.starts).closely(named)
    return replace(shifts, changes={**shifts.changes, **found})


def _near(changes: Mapping[str, Change]) -> list[str]:
    return sorted(theme_id for theme_id, one in changes.items() if one.p_value is not None and one.p_value <= _NEAR)


def _calls(totals: Mapping[str, Total], theme_id: str) -> int:
    return totals[theme_id].calls if theme_id in totals else 0


def _compared(session: Session, windows: tuple[Window, Window], theme_ids: Sequence[str]) -> dict[str, Change]:
    if not theme_ids:
        return {}
    earlier, later = (figures_of(session, window, theme_ids) for window in windows)
    return {theme_id: change(earlier[theme_id].rate, later[theme_id].rate) for theme_id in theme_ids}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The straight line through all periods: the analysed calls by account and period."""

    starts: tuple[date, ...]
    spreads: Spreads
    panel: Panel

    @classmethod
    def of(cls, session: Session, window: Window, *, starts: tuple[date, ...]) -> "_Line":
        spreads = spreads_along(session, window, starts)
        account, period, calls = spreads.panel()
        return cls(starts=starts, spreads=spreads, panel=Panel(account=account, period=period, calls=calls))

    @property
    def too_few(self) -> bool:
        """Whether there are too few calls or accounts to say anything of any theme."""
        nothing = slope_of_accounts(self.panel, np.zeros_like(self.panel.calls))
        return nothing.earlier.too_few or nothing.later.too_few

    def plain(self, steps: Sequence[int]) -> Change:
        """Return the change of a theme with so many calls in each step, taken as independent."""
        points = zip(self.starts, steps, self.spreads.sizes, strict=True)
        return slope([TrendPoint(start=start, calls=count, rate=wilson(count, n)) for start, count, n in points])

    def closely(self, theme_ids: Sequence[str]) -> dict[str, Change]:
        """Return the changes of themes with accounts kept together."""
        return {theme_id: slope_of_accounts(self.panel, self.spreads.on_panel(theme_id)) for theme_id in theme_ids}


def _verdicts(changes: Mapping[str, Change], *, too_few: bool) -> dict[str, Verdict]:
    # Whether there are accounts enough is the same for every theme, and is not known of those not looked at closely.
    return dict.fromkeys(changes, Verdict.TOO_FEW) if too_few else verdicts(changes)
