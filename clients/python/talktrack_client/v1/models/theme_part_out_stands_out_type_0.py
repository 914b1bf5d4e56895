from typing import Literal

ThemePartOutStandsOutType0 = Literal["higher", "lower"]

THEME_PART_OUT_STANDS_OUT_TYPE_0_VALUES: set[ThemePartOutStandsOutType0] = {
    "higher",
    "lower",
}


def check_theme_part_out_stands_out_type_0(value: str) -> ThemePartOutStandsOutType0:
    if value in THEME_PART_OUT_STANDS_OUT_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THEME_PART_OUT_STANDS_OUT_TYPE_0_VALUES!r}")
