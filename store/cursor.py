"""Opaque cursors: where in a sorted list the next page starts, stable while rows are added."""

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from calls.errors import InvalidInput

Item = TypeVar("Item")
_FOREIGN = "The cursor is not one this list gave out; start again without it."
# What a whole number may be in a database.
_LEAST, _MOST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """Some items of a list and, where there are more, the cursor to ask for the next ones with."""

    items: tuple[Item, ...]
    next_cursor: str | None


def encode_cursor(keys: Sequence[str | int | float]) -> str:
    """Return a cursor that stands for the sort keys of the last item given out."""
    return base64.urlsafe_b64encode(json.dumps(list(keys)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, types: Sequence[type]) -> list[str | int | float]:
    """Return the sort keys a cursor stands for. Raises InvalidInput where it was not made by `encode_cursor`."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(_FOREIGN) from error
    good = isinstance(keys, list) and len(keys) == len(types)
    if not good or not all(type(key) is kind and _can_be_asked(key) for key, kind in zip(keys, types, strict=True)):
        raise InvalidInput(_FOREIGN)
    return list(keys)


def _can_be_asked(key: object) -> bool:
    """Whether a database takes a key: anybody can write a cursor, and what it refuses would be an error of ours."""
    if isinstance(key, str):
        return "\0" not in key and not any("\ud800" <= each <= "\udfff" for each in key)
    if isinstance(key, float):
        return math.isfinite(key)
    return isinstance(key, int) and _LEAST <= key <= _MOST


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant with its zone. Raises InvalidInput."""
    try:
        instant = datetime.fromisoformat(text)
        # Databases keep it in UTC, in which it may lie before the first year or after the last.
        instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{text!r} is not a date and time; write it as 2026-08-14T15:02:00Z.") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
