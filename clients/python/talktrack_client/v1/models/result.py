from typing import Literal

Result = Literal["lost", "open", "won"]

RESULT_VALUES: set[Result] = {
    "lost",
    "open",
    "won",
}


def check_result(value: str) -> Result:
    if value in RESULT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RESULT_VALUES!r}")
