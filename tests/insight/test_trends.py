"""Trends by week and month."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from insight.trends import Period, period_start, trend, trend_of_days


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 12, tzinfo=UTC)


def test_weeks_start_on_monday_and_empty_ones_are_there() -> None:
    analysed = [day(8, 3), day(8, 4), day(8, 20)]
    points = trend([day(8, 4)], analysed=analysed, period=Period.WEEK)
    assert [(p.start, p.calls, p.rate.n) for p in points] == [
        (date(2026, 8, 3), 1, 2),
        (date(2026, 8, 10), 0, 0),
        (date(2026, 8, 17), 0, 1),
    ]


def test_months_cross_the_year() -> None:
    analysed = [datetime(2026, 11, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)]
    points = trend([], analysed=analysed, period=Period.MONTH)
    assert [p.start for p in points] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def test_a_call_counts_in_the_period_of_its_start_in_utc() -> None:
    late_on_sunday_in_new_york = datetime(2026, 8, 9, 22, tzinfo=timezone(timedelta(hours=-4)))
    assert period_start(late_on_sunday_in_new_york, Period.WEEK) == date(2026, 8, 10)


def test_nothing_analysed_is_no_trend() -> None:
    assert trend([], analysed=[], period=Period.WEEK) == ()


def test_counts_by_day_give_the_trend_that_calls_give() -> None:
    analysed = [day(8, 3), day(8, 4), day(8, 20), day(9, 1)]
    days = Counter(one.date() for one in analysed)
    for period in Period:
        assert trend_of_days({date(2026, 8, 4): 1}, days, period) == trend(
            [day(8, 4)], analysed=analysed, period=period
        )


def test_days_without_calls_do_not_stretch_a_trend() -> None:
    days = {date(2026, 7, 1): 0, date(2026, 8, 3): 2, date(2026, 9, 1): 0}
    assert [p.start for p in trend_of_days({date(2026, 7, 1): 0}, days, Period.MONTH)] == [date(2026, 8, 1)]


def test_a_period_knows_its_accounts() -> None:
    days = {date(2026, 8, 3): 10, date(2026, 8, 12): 5}
    accounts = {date(2026, 8, 3): {(5, 5): 1, (5, 0): 1}}
    first, second = trend_of_days({date(2026, 8, 3): 5}, days, Period.WEEK, accounts)
    assert (first.rate.method, first.rate.accounts, first.rate.too_few) == ("accounts", 2, True)
    assert second.rate.method == "wilson"


def test_a_theme_where_no_call_was_analysed_is_a_bug() -> None:
    with pytest.raises(ValueError, match="the week of 2026-08-10"):
        trend_of_days({date(2026, 8, 12): 1}, {date(2026, 8, 3): 1}, Period.WEEK)
