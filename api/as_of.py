"""As of when numbers are: every answer of numbers says it, and asked with it they are the same again."""

from datetime import datetime
from typing import Any, Generic

from pydantic import BaseModel, Field

from api.wire import Item, ListOut
from store.as_of import changed_otherwise
from store.known import changed_at
from store.session import Session
from store.windows import Window


class AsOfOut(BaseModel):
    """The instant that numbers are of: ask again with it as `as_of`, and calls that came since are left out.

    `exact` is false where people or the software did something since that cannot be left out; `inexact_because` says
    what. Without `as_of` in the question it is always true.
    """

    as_of: datetime | None = Field(description="The instant that the numbers are of; null before the first call.")
    exact: bool = True
    inexact_because: str | None = Field(default=None, examples=["people changed themes since"])


class CountedListOut(ListOut[Item], AsOfOut, Generic[Item]):
    """One page of a list of numbers. Ask again with `cursor=next_cursor` until it is null."""


def as_of_fields(session: Session, window: Window) -> dict[str, Any]:
    """Return the fields of AsOfOut for numbers in a window."""
    last = changed_at(session)
    if window.as_of is None or last is None or window.as_of >= last:
        return {"as_of": last}
    why = changed_otherwise(session, window.as_of)
    return {"as_of": window.as_of, "exact": why is None, "inexact_because": why}
