"""Calls that a number counts: what its link asks of the list of calls, said in words and taken away one by one."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Annotated

from fastapi import Depends, Query

from api.pages.filters import yes_no
from store.calls import CallFilter
from store.session import Session
from store.theme_list import name_of
from store.themes import resolve_theme

_ThemeId = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBy:
    """What a number counts calls by, as its link says it: the filters of /v1/calls under their names there."""

    analysed: str = ""
    theme_id: str = ""
    without_theme_id: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The query that asks for the same calls."""
        return {name: value for name, value in asdict(self).items() if value}

    def narrow(self, session: Session, wanted: CallFilter) -> CallFilter:
        """Return a filter of calls narrowed down to those that are counted. Raises NotFound and InvalidInput."""
        return replace(
            wanted,
            analysed=yes_no(self.analysed),
            theme_id=_theme_today(session, self.theme_id),
            without_theme_id=_theme_today(session, self.without_theme_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing asked of calls in words, and the address of the list that does not ask for it."""

    words: str
    without: str


def counted_by(analysed: str = "", theme_id: _ThemeId = "", without_theme_id: _ThemeId = "") -> CountedBy:
    """Return what the address of a list of calls counts them by; an empty value asks for nothing."""
    return CountedBy(analysed=analysed, theme_id=theme_id, without_theme_id=without_theme_id)


CountedByDep = Annotated[CountedBy, Depends(counted_by)]


def asked_of(session: Session, wanted: CallFilter, to: Callable[[str], str]) -> tuple[Asked, ...]:
    """Return what a filter asks of calls by which numbers count them; `to` leads to the list without one of these."""
    found = []
    if wanted.analysed is not None:
        words = "Analysed calls" if wanted.analysed else "Calls that are not analysed"
        found.append(Asked(words=words, without=to("analysed")))
    if wanted.theme_id:
        words = f"Calls that voice “{name_of(session, wanted.theme_id).label}”"
        found.append(Asked(words=words, without=to("theme_id")))
    if wanted.without_theme_id:
        words = f"Calls that do not voice “{name_of(session, wanted.without_theme_id).label}”"
        found.append(Asked(words=words, without=to("without_theme_id")))
    return tuple(found)


def _theme_today(session: Session, theme_id: str) -> str | None:
    return resolve_theme(session, theme_id) if theme_id else None
