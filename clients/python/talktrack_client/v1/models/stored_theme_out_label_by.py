from typing import Literal

StoredThemeOutLabelBy = Literal["person", "software"]

STORED_THEME_OUT_LABEL_BY_VALUES: set[StoredThemeOutLabelBy] = {
    "person",
    "software",
}


def check_stored_theme_out_label_by(value: str) -> StoredThemeOutLabelBy:
    if value in STORED_THEME_OUT_LABEL_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STORED_THEME_OUT_LABEL_BY_VALUES!r}")
