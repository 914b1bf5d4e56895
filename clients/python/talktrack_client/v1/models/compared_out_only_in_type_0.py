from typing import Literal

ComparedOutOnlyInType0 = Literal["new", "old"]

COMPARED_OUT_ONLY_IN_TYPE_0_VALUES: set[ComparedOutOnlyInType0] = {
    "new",
    "old",
}


def check_compared_out_only_in_type_0(value: str) -> ComparedOutOnlyInType0:
    if value in COMPARED_OUT_ONLY_IN_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COMPARED_OUT_ONLY_IN_TYPE_0_VALUES!r}")
