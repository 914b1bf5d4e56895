"""What changed: the verdict on every theme, along a span of time or between two windows.

Verdicts hold false discoveries down across all themes looked at: all that are listed and voiced in the window, whatever
a list or page then shows of them. So a theme has one verdict in a window, wherever it is read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from api.theme_figures import counts, fitting_period, midnight, starts_of
from insight.change import Change, change
from insight.slope import Along, Line, Panel, slope_along
from insight.verdicts import Verdict, verdicts
from store.counts import analysed_span
from store.memory import remembered
from store.session import Session
from store.spread_sums import LineSums, Spread
from store.spreads import spreads_along, spreads_of
from store.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """The changes and verdicts of all themes looked at, and the two windows that are set side by side.

    Along a span (`slope`) the change is that of the straight line through all its periods; the windows are its halves.
    `too_few`: there are too few calls or accounts to say anything of any theme.
    """

    basis: Literal["windows", "slope"]
    earlier: Window
    later: Window
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
    half = starts[len(starts) // 2]
    spreads, halves = spreads_along(session, window, starts), spreads_along(session, window, (starts[0], half))
    numbers, calls, _ = spreads.totals()
    voiced = sorted(theme_id for theme_id, at in numbers.items() if theme_id in listed and calls[at].any())
    account, period, of_panel = spreads.panel()
    line = Line.of(Panel(account=account, period=period, calls=of_panel))
    told = zip(voiced, spreads.along(voiced, line.centred, (line.first, line.second)), halves.many(voiced), strict=True)
    changes = {theme_id: slope_along(line, _on_line(sums, of_halves)) for theme_id, sums, of_halves in told}
    # Whether there are accounts enough is the same for every theme.
    too_few = any(counts(each).rate().too_few for each in halves.of(None))
    middle = midnight(half)
    return Shifts(
        basis="slope",
        earlier=replace(window, start_to=middle),
        later=replace(window, start_from=middle),
        changes=changes,
        verdicts=_verdicts(changes, too_few=too_few),
        too_few=too_few,
    )


def _on_line(sums: LineSums, halves: Sequence[Spread]) -> Along:
    earlier, later = (counts(each).rate() for each in halves)
    return Along(
        steps=sums.steps,
        alone=sums.alone,
        squares=sums.squares,
        products=(sums.products[0], sums.products[1]),
        having=sums.having,
        full=sums.full,
        earlier=earlier,
        later=later,
    )


def shifts_between(session: Session, earlier: Window, later: Window, *, listed: Collection[str]) -> Shifts:
    """Return how all `listed` themes differ between two windows, which must not overlap."""
    named = frozenset(listed)
    return remembered(session, ("shifts", earlier, later, named), lambda: _between(session, earlier, later, named))


def _between(session: Session, earlier: Window, later: Window, listed: frozenset[str]) -> Shifts:
    spreads = [spreads_of(session, window) for window in (earlier, later)]
    totals = [each.totals() for each in spreads]
    voiced = {theme_id for numbers, calls, _ in totals for theme_id, at in numbers.items() if calls[at].any()}
    looked_at = sorted(voiced & listed)
    sides = [each.many(looked_at) for each in spreads]
    changes = {
        theme_id: change(counts(before).rate(), counts(after).rate())
        for theme_id, (before,), (after,) in zip(looked_at, *sides, strict=True)
    }
    too_few = any(counts(each.of(None)[0]).rate().too_few for each in spreads)
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


def _verdicts(changes: Mapping[str, Change], *, too_few: bool) -> dict[str, Verdict]:
    return dict.fromkeys(changes, Verdict.TOO_FEW) if too_few else verdicts(changes)
