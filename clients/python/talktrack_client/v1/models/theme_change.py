from typing import Literal

ThemeChange = Literal[
    "accept", "archive", "merge", "move", "nest", "pin", "rename", "restore", "split", "take_out", "undo", "unpin"
]

THEME_CHANGE_VALUES: set[ThemeChange] = {
    "accept",
    "archive",
    "merge",
    "move",
    "nest",
    "pin",
    "rename",
    "restore",
    "split",
    "take_out",
    "undo",
    "unpin",
}


def check_theme_change(value: str) -> ThemeChange:
    if value in THEME_CHANGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THEME_CHANGE_VALUES!r}")
