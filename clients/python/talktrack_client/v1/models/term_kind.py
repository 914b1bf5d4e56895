from typing import Literal

TermKind = Literal["competitor", "name"]

TERM_KIND_VALUES: set[TermKind] = {
    "competitor",
    "name",
}


def check_term_kind(value: str) -> TermKind:
    if value in TERM_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TERM_KIND_VALUES!r}")
