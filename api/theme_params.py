"""Parameters that operations on themes share."""

from typing import Annotated

from fastapi import Path, Query

from store.session import Session
from store.themes import resolve_theme

ThemeId = Annotated[str, Path(max_length=60, examples=["th_0123456789ab"])]
Parent = Annotated[
    str | None, Query(max_length=60, description="Only sub-themes of this theme; `none`: only those that are none.")
]
Voiced = Annotated[bool, Query(description="Only themes that are voiced in the calls asked for, and pinned ones.")]
_NO_PARENT = "none"


def parent_of(session: Session, given: str | None) -> str | None:
    """Return the parent that a request asks for, as `ThemeChoice` takes it. Raises NotFound."""
    if given == _NO_PARENT:
        return ""
    return resolve_theme(session, given) if given else None
