from typing import Literal

ThemeState = Literal["accepted", "archived", "suggested"]

THEME_STATE_VALUES: set[ThemeState] = {
    "accepted",
    "archived",
    "suggested",
}


def check_theme_state(value: str) -> ThemeState:
    if value in THEME_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THEME_STATE_VALUES!r}")
