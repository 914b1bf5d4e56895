from typing import Literal

Stage = Literal["mine", "transcribe"]

STAGE_VALUES: set[Stage] = {
    "mine",
    "transcribe",
}


def check_stage(value: str) -> Stage:
    if value in STAGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STAGE_VALUES!r}")
