"""How a theme's rate goes over time, by week or month of the call's start (UTC)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from insight.rates import Clusters, Rate, rate


class Period(StrEnum):
    """How wide one step of a trend is. Weeks start on Monday."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One step of a trend: its first day, calls with the theme, and their share of the calls in it."""

    start: date
    calls: int
    rate: Rate


def trend(with_theme: Iterable[datetime], *, analysed: Sequence[datetime], period: Period) -> tuple[TrendPoint, ...]:
    """Return one point a period from the first analysed call to the last, empty periods included."""
    return _points(
        Counter(period_start(started, period) for started in with_theme),
        total=Counter(period_start(started, period) for started in analysed),
        period=period,
        clusters={},
    )


def trend_of_days(
    theme_days: Mapping[date, int],
    analysed_days: Mapping[date, int],
    period: Period,
    clusters: Mapping[date, Clusters] | None = None,
) -> tuple[TrendPoint, ...]:
    """Return one point a period from counts of calls by day (UTC), those with the theme and all that were analysed.

    Points go from the first day with an analysed call to the last, empty periods included. `clusters` gives the
    accounts of a period by its first day; a period without takes its calls as independent. Raises ValueError where a
    period has more calls with the theme than calls.
    """
    return _points(
        _by_period(theme_days, period), total=_by_period(analysed_days, period), period=period, clusters=clusters or {}
    )


def _points(
    counted: Mapping[date, int], *, total: Mapping[date, int], period: Period, clusters: Mapping[date, Clusters]
) -> tuple[TrendPoint, ...]:
    having = [day for day, calls in total.items() if calls]
    stray = sorted(day for day, calls in counted.items() if calls and not total.get(day))
    if stray:
        raise ValueError(f"calls with a theme in the {period.value} of {stray[0]}, which has no analysed calls")
    if not having:
        return ()
    points, day, last = [], min(having), max(having)
    while day <= last:
        calls, n = counted.get(day, 0), total.get(day, 0)
        points.append(TrendPoint(start=day, calls=calls, rate=rate(calls, n, clusters.get(day))))
        day = _next(day, period)
    return tuple(points)


def _by_period(days: Mapping[date, int], period: Period) -> Counter[date]:
    counted: Counter[date] = Counter()
    for day, calls in days.items():
        counted[first_day(day, period)] += calls
    return counted


def period_start(instant: datetime, period: Period) -> date:
    """Return the first day of the period an instant lies in."""
    return first_day(instant.astimezone(UTC).date(), period)


def first_day(day: date, period: Period) -> date:
    """Return the first day of the period a day lies in."""
    return day.replace(day=1) if period is Period.MONTH else day - timedelta(days=day.weekday())


def _next(day: date, period: Period) -> date:
    if period is Period.WEEK:
        return day + timedelta(days=7)
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
