from typing import Literal

Cut = Literal["all", "competitor", "outcome", "rep", "segment", "source", "stage"]

CUT_VALUES: set[Cut] = {
    "all",
    "competitor",
    "outcome",
    "rep",
    "segment",
    "source",
    "stage",
}


def check_cut(value: str) -> Cut:
    if value in CUT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CUT_VALUES!r}")
