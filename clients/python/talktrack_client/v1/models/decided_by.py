from typing import Literal

DecidedBy = Literal["channels", "nothing", "person", "sidecar", "voice", "words"]

DECIDED_BY_VALUES: set[DecidedBy] = {
    "channels",
    "nothing",
    "person",
    "sidecar",
    "voice",
    "words",
}


def check_decided_by(value: str) -> DecidedBy:
    if value in DECIDED_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DECIDED_BY_VALUES!r}")
