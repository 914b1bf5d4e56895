"""Moments of one kind that voice one underlying concern, under one label."""

from dataclasses import dataclass
from enum import StrEnum

from calls.moment import Kind


class ThemeState(StrEnum):
    """Where a theme is in its life: proposed by the software, accepted by a person, or put away."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A named group of moments. Its id is random and permanent: people refer to it.

    A sub-theme names the theme it is a part of in `parent_id`; its moments are moments of that theme too.
    """

    id: str
    kind: Kind
    label: str
    moment_ids: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    state: ThemeState = ThemeState.SUGGESTED
    parent_id: str | None = None
