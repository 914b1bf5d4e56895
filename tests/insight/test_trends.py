"""Trends by week and month."""

from datetime import UTC, date, datetime, timedelta, timezone

from insight.trends import Period, period_start, trend


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
