from typing import Literal

Format = Literal["csv", "ndjson", "parquet", "xlsx"]

FORMAT_VALUES: set[Format] = {
    "csv",
    "ndjson",
    "parquet",
    "xlsx",
}


def check_format(value: str) -> Format:
    if value in FORMAT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FORMAT_VALUES!r}")
