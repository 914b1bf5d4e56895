"""What a visitor narrowed a list down to, read from its address and written back into links."""

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from calls.errors import InvalidInput


class YesNo(StrEnum):
    """A filter that asks for what is so, or for what is not; written as in the API."""

    YES = "true"
    NO = "false"


Choice = TypeVar("Choice", bound=StrEnum)


def chosen(kind: type[Choice], value: str | None) -> Choice | None:
    """Return the member a filter names; an empty one is no filter. Raises InvalidInput."""
    if not value:
        return None
    try:
        return kind(value)
    except ValueError as error:
        raise InvalidInput(f"{value!r} is not one of: {', '.join(kind)}.") from error


def yes_no(value: str) -> bool | None:
    """Return whether a filter asks for what is so; None where it is empty. Raises InvalidInput."""
    found = chosen(YesNo, value)
    return None if found is None else found is YesNo.YES


def link(path: str, **values: str | None) -> str:
    """Return an address with those of the values that are set."""
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path
