from typing import Literal

Answer = Literal["right", "skipped", "wrong"]

ANSWER_VALUES: set[Answer] = {
    "right",
    "skipped",
    "wrong",
}


def check_answer(value: str) -> Answer:
    if value in ANSWER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ANSWER_VALUES!r}")
