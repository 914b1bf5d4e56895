from typing import Literal

ThemeInStateType0 = Literal["accepted", "archived"]

THEME_IN_STATE_TYPE_0_VALUES: set[ThemeInStateType0] = {
    "accepted",
    "archived",
}


def check_theme_in_state_type_0(value: str) -> ThemeInStateType0:
    if value in THEME_IN_STATE_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THEME_IN_STATE_TYPE_0_VALUES!r}")
