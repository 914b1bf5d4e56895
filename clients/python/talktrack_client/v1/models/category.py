from typing import Literal

Category = Literal["authority", "competitor", "fit", "need", "other", "price", "terms", "timing", "trust"]

CATEGORY_VALUES: set[Category] = {
    "authority",
    "competitor",
    "fit",
    "need",
    "other",
    "price",
    "terms",
    "timing",
    "trust",
}


def check_category(value: str) -> Category:
    if value in CATEGORY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CATEGORY_VALUES!r}")
