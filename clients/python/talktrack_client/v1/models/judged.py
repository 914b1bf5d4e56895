from typing import Literal

Judged = Literal["added", "confirmed", "rejected", "relabelled"]

JUDGED_VALUES: set[Judged] = {
    "added",
    "confirmed",
    "rejected",
    "relabelled",
}


def check_judged(value: str) -> Judged:
    if value in JUDGED_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JUDGED_VALUES!r}")
