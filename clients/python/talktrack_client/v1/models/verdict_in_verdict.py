from typing import Literal

VerdictInVerdict = Literal["confirm", "reject", "relabel"]

VERDICT_IN_VERDICT_VALUES: set[VerdictInVerdict] = {
    "confirm",
    "reject",
    "relabel",
}


def check_verdict_in_verdict(value: str) -> VerdictInVerdict:
    if value in VERDICT_IN_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VERDICT_IN_VERDICT_VALUES!r}")
