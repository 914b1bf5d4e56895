from typing import Literal

CorrectionKind = Literal["confirm", "name", "roles", "text"]

CORRECTION_KIND_VALUES: set[CorrectionKind] = {
    "confirm",
    "name",
    "roles",
    "text",
}


def check_correction_kind(value: str) -> CorrectionKind:
    if value in CORRECTION_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CORRECTION_KIND_VALUES!r}")
