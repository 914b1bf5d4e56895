from typing import Literal

Found = Literal["moment", "turn"]

FOUND_VALUES: set[Found] = {
    "moment",
    "turn",
}


def check_found(value: str) -> Found:
    if value in FOUND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FOUND_VALUES!r}")
