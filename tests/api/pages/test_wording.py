"""How numbers and times read."""

from datetime import UTC, datetime, timedelta

import pytest

from api.pages.trendline import bars, count_theme
from api.pages.wording import clock, interval, moment_in_time, plural, rate_words, sentence
from insight.rates import wilson
from insight.trends import Period

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def weekly(count):
    return [MONDAY + timedelta(days=7 * week) for week in range(count)]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (61, "1:01"), (3661, "1:01:01"), (None, "–")]
)
def test_times_in_a_call(seconds, text):
    assert clock(seconds) == text


def test_a_rate_reads_with_its_counts():
    assert rate_words(9, wilson(9, 16)) == "9 of 16 calls, 56 % (33–77 %)"
    assert rate_words(2, wilson(2, 9)) == "2 of 9 calls, too few to say"
    assert interval(wilson(0, 0)) == "too few to say"


def test_words():
    assert plural(1, "call") == "1 call"
    assert plural(1204, "quote") == "1,204 quotes"
    assert moment_in_time(MONDAY) == "1 Jun 2026, 09:00 UTC"
    assert sentence("closed_won") == "Closed won"
    assert sentence("smb") == "SMB"
    assert sentence("") == ""


def test_a_trend_steps_by_week_up_to_half_a_year_and_then_by_month():
    assert count_theme([], weekly(20)).period is Period.WEEK
    assert count_theme([], weekly(40)).period is Period.MONTH
    assert count_theme([], []).points == ()


def test_a_call_analysed_meanwhile_is_counted_on_both_sides():
    counted = count_theme(weekly(3), weekly(2))
    assert (counted.rate.n, counted.rate.value) == (3, 1.0)
    assert [(point.calls, point.rate.n) for point in counted.points] == [(1, 1), (1, 1), (1, 1)]


def test_bars_stand_on_the_ground_and_the_highest_fills_the_drawing():
    counted = count_theme(weekly(1), [*weekly(3), MONDAY])
    drawn = bars(counted.points, width=90, height=30, gap=2)
    assert [(bar.height, bar.theme_height) for bar in drawn] == [(30, 15), (15, 0), (15, 0)]
    assert all(bar.top + bar.height == 30 == bar.theme_top + bar.theme_height for bar in drawn)
    assert drawn[-1].x + drawn[-1].width <= 90
    assert bars((), width=90, height=30) == ()
