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

    A theme with a `parent_id` is a sub-theme; its moments are its parent's, too.
    """

    id: str
    kind: Kind
    label: str
    moment_ids: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    state: ThemeState = ThemeState.SUGGESTED
    parent_id: str | None = None
