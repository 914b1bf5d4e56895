from typing import Literal

ChangeOutBasis = Literal["slope", "windows"]

CHANGE_OUT_BASIS_VALUES: set[ChangeOutBasis] = {
    "slope",
    "windows",
}


def check_change_out_basis(value: str) -> ChangeOutBasis:
    if value in CHANGE_OUT_BASIS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHANGE_OUT_BASIS_VALUES!r}")
