from typing import Literal

Medium = Literal["audio", "text"]

MEDIUM_VALUES: set[Medium] = {
    "audio",
    "text",
}


def check_medium(value: str) -> Medium:
    if value in MEDIUM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MEDIUM_VALUES!r}")
