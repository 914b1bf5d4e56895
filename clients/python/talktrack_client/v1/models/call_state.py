from typing import Literal

CallState = Literal["decoding", "failed", "mining", "ready", "received", "transcribing"]

CALL_STATE_VALUES: set[CallState] = {
    "decoding",
    "failed",
    "mining",
    "ready",
    "received",
    "transcribing",
}


def check_call_state(value: str) -> CallState:
    if value in CALL_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CALL_STATE_VALUES!r}")
