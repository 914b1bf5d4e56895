from typing import Literal

AnalysisState = Literal["building", "current", "kept"]

ANALYSIS_STATE_VALUES: set[AnalysisState] = {
    "building",
    "current",
    "kept",
}


def check_analysis_state(value: str) -> AnalysisState:
    if value in ANALYSIS_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ANALYSIS_STATE_VALUES!r}")
