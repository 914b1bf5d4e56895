from typing import Literal

PersonRole = Literal["admin", "content", "marketer", "rep"]

PERSON_ROLE_VALUES: set[PersonRole] = {
    "admin",
    "content",
    "marketer",
    "rep",
}


def check_person_role(value: str) -> PersonRole:
    if value in PERSON_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PERSON_ROLE_VALUES!r}")
