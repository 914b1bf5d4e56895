from typing import Literal

ThemeChangeOutBasis = Literal["slope", "windows"]

THEME_CHANGE_OUT_BASIS_VALUES: set[ThemeChangeOutBasis] = {
    "slope",
    "windows",
}


def check_theme_change_out_basis(value: str) -> ThemeChangeOutBasis:
    if value in THEME_CHANGE_OUT_BASIS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THEME_CHANGE_OUT_BASIS_VALUES!r}")
