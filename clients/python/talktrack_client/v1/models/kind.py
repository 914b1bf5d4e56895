from typing import Literal

Kind = Literal["competitor", "deal_breaker", "objection", "pain", "praise", "preference", "question"]

KIND_VALUES: set[Kind] = {
    "competitor",
    "deal_breaker",
    "objection",
    "pain",
    "praise",
    "preference",
    "question",
}


def check_kind(value: str) -> Kind:
    if value in KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KIND_VALUES!r}")
