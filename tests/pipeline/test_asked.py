from typing import Any

from pipeline.asked import asking_warnings

REPORT = {"asked": 5, "answered": 5, "stopped": ""}


def test_a_call_says_how_much_the_model_left_over() -> None:
    (warning,) = asking_warnings({**REPORT, "answered": 2, "stopped": "it answered 503"})
    assert warning.startswith("The language model judged 2 of 5 passages (it answered 503);")


def test_nothing_is_said_where_nothing_was_left_over_or_nobody_asked() -> None:
    whole: Any = REPORT
    assert asking_warnings(whole) == asking_warnings(None) == ()
