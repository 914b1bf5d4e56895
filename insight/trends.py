"""How a theme's rate goes over time, by week or month of the call's start (UTC)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from insight.rates import Rate, wilson


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
    if not analysed:
        return ()
    counted = Counter(period_start(started, period) for started in with_theme)
    total = Counter(period_start(started, period) for started in analysed)
    points, day, last = [], min(total), max(total)
    while day <= last:
        points.append(TrendPoint(start=day, calls=counted[day], rate=wilson(counted[day], total[day])))
        day = _next(day, period)
    return tuple(points)


def period_start(instant: datetime, period: Period) -> date:
    """Return the first day of the period an instant lies in."""
    day = instant.astimezone(UTC).date()
    return day.replace(day=1) if period is Period.MONTH else day - timedelta(days=day.weekday())


def _next(day: date, period: Period) -> date:
    if period is Period.WEEK:
        return day + timedelta(days=7)
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
