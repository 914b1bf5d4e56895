from typing import Literal

JudgementVerdict = Literal["add", "confirm", "reject", "relabel"]

JUDGEMENT_VERDICT_VALUES: set[JudgementVerdict] = {
    "add",
    "confirm",
    "reject",
    "relabel",
}


def check_judgement_verdict(value: str) -> JudgementVerdict:
    if value in JUDGEMENT_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JUDGEMENT_VERDICT_VALUES!r}")
