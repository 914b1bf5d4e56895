from typing import Literal

ChangeVerdict = Literal["falling", "gone", "new", "rising", "steady", "too_few"]

CHANGE_VERDICT_VALUES: set[ChangeVerdict] = {
    "falling",
    "gone",
    "new",
    "rising",
    "steady",
    "too_few",
}


def check_change_verdict(value: str) -> ChangeVerdict:
    if value in CHANGE_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHANGE_VERDICT_VALUES!r}")
