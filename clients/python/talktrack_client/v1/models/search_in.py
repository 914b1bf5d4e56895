from typing import Literal

SearchIn = Literal["moments", "turns"]

SEARCH_IN_VALUES: set[SearchIn] = {
    "moments",
    "turns",
}


def check_search_in(value: str) -> SearchIn:
    if value in SEARCH_IN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SEARCH_IN_VALUES!r}")
