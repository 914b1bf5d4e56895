"""A trend as bars: how many analysed calls each period has, and in how many of them the theme is voiced."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from insight.rates import Rate, wilson
from insight.trends import Period, TrendPoint, trend

_LONGEST_IN_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a theme is counted over in one window: its rate and its trend."""

    rate: Rate
    period: Period
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One period of a drawn trend, in units of the drawing; `top` and `theme_top` are distances from above."""

    x: float
    width: float
    top: float
    height: float
    theme_top: float
    theme_height: float
    title: str


def count_theme(
    with_theme: Sequence[datetime], analysed: Sequence[datetime], *, period: Period | None = None
) -> Counted:
    """Return rate and trend of a theme voiced in calls that started `with_theme`, among `analysed` ones.

    A call that came to be analysed between the two queries is counted on both sides.
    """
    over = [*analysed, *(Counter(with_theme) - Counter(analysed)).elements()]
    chosen = period or fitting_period(over)
    return Counted(
        rate=wilson(len(with_theme), len(over)), period=chosen, points=trend(with_theme, analysed=over, period=chosen)
    )


def fitting_period(starts: Sequence[datetime]) -> Period:
    """Return weeks for up to half a year of calls, months for more."""
    if not starts:
        return Period.WEEK
    weeks = (max(starts) - min(starts)).days / 7
    return Period.WEEK if weeks <= _LONGEST_IN_WEEKS else Period.MONTH


def bars(points: Sequence[TrendPoint], *, width: float, height: float, gap: float = 2.0) -> tuple[Bar, ...]:
    """Return the bars of a drawing `width` by `height`: the period's calls, and those with the theme in front."""
    if not points:
        return ()
    step = width / len(points)
    most = max(1, *(point.rate.n for point in points))
    return tuple(
        _bar(point, x=index * step, width=max(1.0, step - gap), scale=height / most, height=height)
        for index, point in enumerate(points)
    )


def _bar(point: TrendPoint, *, x: float, width: float, scale: float, height: float) -> Bar:
    total, voiced = point.rate.n * scale, point.calls * scale
    return Bar(
        x=round(x, 2),
        width=round(width, 2),
        top=round(height - total, 2),
        height=round(total, 2),
        theme_top=round(height - voiced, 2),
        theme_height=round(voiced, 2),
        title=f"{point.start:%d %b %Y}: {point.calls} of {point.rate.n}",
    )
