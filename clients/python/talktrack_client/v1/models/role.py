from typing import Literal

Role = Literal["buyer", "rep", "unknown"]

ROLE_VALUES: set[Role] = {
    "buyer",
    "rep",
    "unknown",
}


def check_role(value: str) -> Role:
    if value in ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ROLE_VALUES!r}")
