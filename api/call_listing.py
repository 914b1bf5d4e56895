"""A page of the list of calls as the reader may see it: what is hidden from them does not help them find a call."""

from typing import Annotated

from fastapi import Query

from api.redacting import shown_calls
from store.calls import CallFilter, CallView, cursor_after, list_calls
from store.cursor import Page
from store.session import Session

Title = Annotated[str | None, Query(max_length=200, description="Only calls with this text in their title.")]
OfContact = Annotated[str | None, Query(max_length=60, description="Only calls in which this contact took part.")]
CutIntoTopics = Annotated[
    bool | None, Query(description="Only calls that were looked through for topics; those of topics' rates.")
]
Sha256 = Annotated[
    str | None, Query(pattern="^[0-9a-f]{64}$", description="Only the call whose recording has this hash.")
]


def listed_calls(
    session: Session, wanted: CallFilter, *, in_full: bool, limit: int, cursor: str | None = None
) -> Page[CallView]:
    """Return calls, the newest first, masked unless `in_full`. Raises InvalidInput on a foreign cursor.

    A title is searched as the reader sees it: a name that is hidden from them finds nothing.
    """
    if in_full or not wanted.title:
        found = list_calls(session, wanted, limit=limit, cursor=cursor)
        return Page(items=shown_calls(session, found.items, in_full=in_full), next_cursor=found.next_cursor)
    text, kept = wanted.title.casefold(), list[CallView]()
    while True:
        found = list_calls(session, wanted, limit=limit, cursor=cursor)
        kept += [call for call in shown_calls(session, found.items, in_full=False) if text in call.title.casefold()]
        cursor = found.next_cursor
        if cursor is None or len(kept) > limit:
            # Made of calls that are shown, so that the cursor tells of no other.
            more = cursor_after(kept[limit - 1]) if len(kept) > limit else None
            return Page(items=tuple(kept[:limit]), next_cursor=more)
