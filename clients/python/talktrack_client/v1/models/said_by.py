from typing import Literal

SaidBy = Literal["anyone", "buyer", "rep"]

SAID_BY_VALUES: set[SaidBy] = {
    "anyone",
    "buyer",
    "rep",
}


def check_said_by(value: str) -> SaidBy:
    if value in SAID_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SAID_BY_VALUES!r}")
