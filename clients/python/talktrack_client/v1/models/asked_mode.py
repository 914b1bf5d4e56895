from typing import Literal

AskedMode = Literal["auto", "meaning", "text"]

ASKED_MODE_VALUES: set[AskedMode] = {
    "auto",
    "meaning",
    "text",
}


def check_asked_mode(value: str) -> AskedMode:
    if value in ASKED_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASKED_MODE_VALUES!r}")
