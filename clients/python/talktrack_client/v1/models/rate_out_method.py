from typing import Literal

RateOutMethod = Literal["accounts", "wilson"]

RATE_OUT_METHOD_VALUES: set[RateOutMethod] = {
    "accounts",
    "wilson",
}


def check_rate_out_method(value: str) -> RateOutMethod:
    if value in RATE_OUT_METHOD_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RATE_OUT_METHOD_VALUES!r}")
