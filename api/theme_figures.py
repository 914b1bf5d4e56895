"""Themes in numbers: calls, accounts, mentions and rates over a window, whole, along time and by the values of a cut.

What the API answers and what pages show is made here, once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from api.windows import between
from calls.cut import Cut
from insight.heat import HeatCell, heat_map
from insight.rates import Counts, Rate
from insight.trends import Period, first_day
from store.counts import Span, analysed_span
from store.memory import remembered
from store.session import Session
from store.spreads import Spread, spreads_along, spreads_by, spreads_of
from store.windows import Window

_LONGEST_IN_WEEKS = 26
# Of so many values of a cut a table can be read.
MOST_VALUES = 24
# Bytes of the figures of one theme in some calls, about.
_FIGURES_TAKE = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is counted of a theme in some calls; every figure has its evidence in the theme's quotes in those calls."""

    calls: int
    accounts: int
    mentions: int
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a trend: its first day (UTC), the first day after it, and the theme in it."""

    start: date
    end: date
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A theme along time, empty steps included."""

    period: Period
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A theme in the calls of one value of a cut, and how it differs there from all other calls."""

    value: str
    figures: Figures
    cell: HeatCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Themes by the values of a cut, those with most analysed calls first; `calls` holds the analysed calls of each.

    `left_out` counts the values with fewer calls that are not among them.
    """

    cut: Cut
    calls: Mapping[str, Rate]
    left_out: int
    rows: Mapping[str, tuple[Part, ...]]


def counts(spread: Spread) -> Counts:
    """Return what the rate of a theme in some calls is made of."""
    return Counts(count=spread.calls, n=spread.n, clusters=spread.sums)


def figures(spread: Spread) -> Figures:
    """Return the figures of a theme over calls."""
    return Figures(calls=spread.calls, accounts=spread.accounts, mentions=spread.mentions, rate=counts(spread).rate())


def figures_of(session: Session, window: Window, theme_ids: Sequence[str]) -> dict[str, Figures]:
    """Return the figures of themes over a window, each of them, voiced or not."""
    return remembered(
        session,
        ("figures", window, tuple(theme_ids)),
        lambda: _figures_of(session, window, theme_ids),
        weigh=lambda made: len(made) * _FIGURES_TAKE,
    )


def _figures_of(session: Session, window: Window, theme_ids: Sequence[str]) -> dict[str, Figures]:
    spreads = spreads_of(session, window)
    return {theme_id: figures(one) for theme_id, (one,) in zip(theme_ids, spreads.many(theme_ids), strict=True)}


def fitting_period(span: Span) -> Period:
    """Return weeks for up to half a year of calls, months for more."""
    return Period.WEEK if (span.last - span.first).days / 7 <= _LONGEST_IN_WEEKS else Period.MONTH


def starts_of(span: Span, period: Period) -> tuple[date, ...]:
    """Return the first days of all periods from the first analysed call to the last."""
    starts = [first_day(span.first, period)]
    while (following := next_start(starts[-1], period)) <= span.last:
        starts.append(following)
    return tuple(starts)


def next_start(start: date, period: Period) -> date:
    """Return the first day of the period after the one that begins on `start`."""
    if period is Period.WEEK:
        return start + timedelta(days=7)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)


def midnight(day: date) -> datetime:
    """Return the instant a day begins (UTC)."""
    return datetime.combine(day, time(), tzinfo=UTC)


def step_of(window: Window, start: date, *, period: Period) -> Window:
    """Return a window narrowed down to the step of a trend that begins on `start`."""
    return between(window, midnight(start), midnight(next_start(start, period)))


def trends_of(
    session: Session, window: Window, theme_ids: Sequence[str], *, period: Period | None = None
) -> dict[str, Trend]:
    """Return how the rates of themes go over a window; without a period, by the one that fits."""
    return remembered(
        session,
        ("trends", window, tuple(theme_ids), period),
        lambda: _trends_of(session, window, theme_ids, period=period),
        weigh=lambda made: sum(len(trend.steps) + 1 for trend in made.values()) * _FIGURES_TAKE,
    )


def _trends_of(
    session: Session, window: Window, theme_ids: Sequence[str], *, period: Period | None
) -> dict[str, Trend]:
    span = analysed_span(session, window)
    if span is None:
        return {theme_id: Trend(period=period or Period.WEEK, steps=()) for theme_id in theme_ids}
    chosen = period or fitting_period(span)
    starts = starts_of(span, chosen)
    spreads = spreads_along(session, window, starts)
    ends = [next_start(start, chosen) for start in starts]
    return {
        theme_id: Trend(
            period=chosen,
            steps=tuple(
                Step(start=start, end=end, figures=figures(spread))
                for start, end, spread in zip(starts, ends, along, strict=True)
            ),
        )
        for theme_id, along in zip(theme_ids, spreads.many(theme_ids), strict=True)
    }


def parts_of(session: Session, window: Window, theme_ids: Sequence[str], *, by: Cut, most: int = MOST_VALUES) -> Parts:
    """Return themes by the `most` values of a cut with most calls, and which parts stand out among all these."""
    return remembered(
        session,
        ("parts", window, tuple(theme_ids), by, most),
        lambda: _parts_of(session, window, theme_ids, by=by, most=most),
        weigh=lambda made: (len(made.rows) + 1) * (len(made.calls) + 1) * 3 * _FIGURES_TAKE,
    )


def _parts_of(session: Session, window: Window, theme_ids: Sequence[str], *, by: Cut, most: int) -> Parts:
    spreads = spreads_by(session, window, by, most=most)
    values = spreads.names
    here = {
        theme_id: dict(zip(values, parts, strict=True))
        for theme_id, parts in zip(theme_ids, spreads.many(theme_ids), strict=True)
    }
    # Of a cut in which a call has several values, the rest are the calls without this one, not those with another.
    rest = {
        (theme_id, value): counts(spread)
        for theme_id, others in zip(theme_ids, spreads.rest(theme_ids), strict=True)
        for value, spread in zip(values, others, strict=True)
    }
    cells = {(theme_id, value): counts(spread) for theme_id in theme_ids for value, spread in here[theme_id].items()}
    heat = heat_map(cells, rest=rest)
    return Parts(
        cut=by,
        calls={value: counts(spread).rate() for value, spread in zip(values, spreads.of(None), strict=True)},
        left_out=spreads.left_out,
        rows={
            theme_id: tuple(
                Part(value=value, figures=figures(here[theme_id][value]), cell=heat.cells[theme_id, value])
                for value in values
            )
            for theme_id in theme_ids
        },
    )
