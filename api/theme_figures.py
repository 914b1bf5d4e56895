"""Themes in numbers: calls, accounts, mentions and rates over a window, whole, along time and by the values of a cut.

What the API answers and what pages show is made here, once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calls.cut import Cut
from insight.heat import HeatCell, heat_map
from insight.rates import Counts, Rate
from insight.trends import Period, first_day
from store.session import Session
from store.theme_accounts import (
    Calls,
    Span,
    Voiced,
    analysed_span,
    calls_by_account,
    calls_by_step,
    voiced_by_account,
    voiced_by_step,
)
from store.windows import Window

_LONGEST_IN_WEEKS = 26
# Of so many values of a cut a table can be read.
MOST_VALUES = 24


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


_NOBODY = Voiced()


def counts(calls: Calls, voiced: Calls) -> Counts:
    """Return what a rate is made of from calls by account, and those of them that voice a theme."""
    clusters = Counter((n, voiced.get(account, 0)) for account, n in calls.items() if account is not None)
    return Counts(count=sum(voiced.values()), n=sum(calls.values()), clusters=clusters)


def figures(calls: Calls, voiced: Voiced) -> Figures:
    """Return the figures of a theme over calls."""
    return Figures(
        calls=sum(voiced.calls.values()),
        accounts=sum(account is not None for account in voiced.calls),
        mentions=voiced.mentions,
        rate=counts(calls, voiced.calls).rate(),
    )


def figures_of(session: Session, window: Window, theme_ids: Sequence[str]) -> dict[str, Figures]:
    """Return the figures of themes over a window, each of them, voiced or not."""
    calls = calls_by_account(session, window).get("", {})
    voiced = voiced_by_account(session, window, theme_ids=theme_ids)
    return {theme_id: figures(calls, _whole(voiced, theme_id)) for theme_id in theme_ids}


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


def trends_of(
    session: Session, window: Window, theme_ids: Sequence[str], *, period: Period | None = None
) -> dict[str, Trend]:
    """Return how the rates of themes go over a window; without a period, by the one that fits."""
    span = analysed_span(session, window)
    if span is None:
        return {theme_id: Trend(period=period or Period.WEEK, steps=()) for theme_id in theme_ids}
    chosen = period or fitting_period(span)
    starts = starts_of(span, chosen)
    calls = calls_by_step(session, window, starts=starts)
    voiced = voiced_by_step(session, window, theme_ids=theme_ids, starts=starts)
    return {
        theme_id: Trend(
            period=chosen,
            steps=tuple(
                Step(start=start, end=next_start(start, chosen), figures=figures(in_step, of_theme))
                for start, in_step, of_theme in zip(starts, calls, voiced[theme_id], strict=True)
            ),
        )
        for theme_id in theme_ids
    }


def parts_of(session: Session, window: Window, theme_ids: Sequence[str], *, by: Cut, most: int = MOST_VALUES) -> Parts:
    """Return themes by the `most` values of a cut with most calls, and which parts stand out among all these."""
    only = dict(window.cuts).get(by)
    everybody = calls_by_account(session, window).get("", {})
    calls = {
        value: of_value
        for value, of_value in calls_by_account(session, window, by=by).items()
        # An empty value is no value: nothing could ask for it.
        if value and only in (None, value)
    }
    sizes = {value: sum(of_value.values()) for value, of_value in calls.items()}
    values = sorted(calls, key=lambda value: (-sizes[value], value))[:most]
    whole = voiced_by_account(session, window, theme_ids=theme_ids)
    parts = voiced_by_account(session, window, theme_ids=theme_ids, by=by)
    voiced = {
        (theme_id, value): parts.get(theme_id, {}).get(value, _NOBODY) for theme_id in theme_ids for value in values
    }
    # Of a cut in which a call has several values, the rest are the calls without this one, not those with another.
    others = {value: less(everybody, calls[value]) for value in values}
    rest = {
        (theme_id, value): counts(others[value], less(_whole(whole, theme_id).calls, here.calls))
        for (theme_id, value), here in voiced.items()
    }
    heat = heat_map({key: counts(calls[key[1]], here.calls) for key, here in voiced.items()}, rest=rest)
    return Parts(
        cut=by,
        calls={value: counts(calls[value], {}).rate() for value in values},
        left_out=len(sizes) - len(values),
        rows={
            theme_id: tuple(
                Part(
                    value=value,
                    figures=figures(calls[value], voiced[theme_id, value]),
                    cell=heat.cells[theme_id, value],
                )
                for value in values
            )
            for theme_id in theme_ids
        },
    )


def _whole(voiced: Mapping[str, Mapping[str, Voiced]], theme_id: str) -> Voiced:
    return voiced.get(theme_id, {}).get("", _NOBODY)


def less(calls: Calls, taken: Calls) -> Calls:
    """Return calls by account without those of some."""
    left = {account: count - taken.get(account, 0) for account, count in calls.items()}
    return {account: count for account, count in left.items() if count}


def total(calls: Iterable[Calls]) -> Calls:
    """Return calls by account over several sets of calls."""
    summed: Counter[str | None] = Counter()
    for each in calls:
        summed.update(each)
    return dict(summed)
