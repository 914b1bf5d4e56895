from typing import Literal

Sentiment = Literal["mixed", "negative", "positive"]

SENTIMENT_VALUES: set[Sentiment] = {
    "mixed",
    "negative",
    "positive",
}


def check_sentiment(value: str) -> Sentiment:
    if value in SENTIMENT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SENTIMENT_VALUES!r}")
