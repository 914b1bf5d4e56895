from typing import Literal

Period = Literal["month", "week"]

PERIOD_VALUES: set[Period] = {
    "month",
    "week",
}


def check_period(value: str) -> Period:
    if value in PERIOD_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PERIOD_VALUES!r}")
