from typing import Literal

TrackerState = Literal["applied", "applying", "failed"]

TRACKER_STATE_VALUES: set[TrackerState] = {
    "applied",
    "applying",
    "failed",
}


def check_tracker_state(value: str) -> TrackerState:
    if value in TRACKER_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRACKER_STATE_VALUES!r}")
