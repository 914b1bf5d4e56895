from typing import Literal

Scope = Literal["admin", "calls:read", "calls:write", "themes:read", "themes:write"]

SCOPE_VALUES: set[Scope] = {
    "admin",
    "calls:read",
    "calls:write",
    "themes:read",
    "themes:write",
}


def check_scope(value: str) -> Scope:
    if value in SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPE_VALUES!r}")
