"""What people do with themes: each deed is an event that says what it changed, so that it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from calls.errors import InvalidInput
from calls.theme import ThemeState

LONGEST_LABEL = 120

# By field of a theme: what it was before an event and what it was after it.
Fields = Mapping[str, tuple[Any, Any]]


class ThemeChange(StrEnum):
    """What was done with a theme."""

    ACCEPT = "accept"
    RENAME = "rename"
    MERGE = "merge"  # into the other theme, which answers for it from then on
    SPLIT = "split"  # the other theme came out of it
    MOVE = "move"  # quotes of it, to the other theme or to none
    NEST = "nest"  # under the other theme
    TAKE_OUT = "take_out"  # of the other theme
    PIN = "pin"
    UNPIN = "unpin"
    ARCHIVE = "archive"
    RESTORE = "restore"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEvent:
    """Something that a person did with a theme. Numbers count up.

    `fields` says, by theme, what changed of it; `moments` how many moments it took elsewhere, in the analysis that saw
    most. `made` says whether the other theme came into being by it. `undone_by` is the event that took it back, `undid`
    the one that it took back.
    """

    number: int
    theme_id: str
    other_id: str | None
    kind: ThemeChange
    fields: Mapping[str, Fields] = field(default_factory=dict)
    moments: int = 0
    made: bool = False
    undone_by: int | None = None
    undid: int | None = None
    made_by: str
    created_at: datetime

    @property
    def touched(self) -> frozenset[str]:
        """The themes it has to do with."""
        return frozenset({self.theme_id, *self.fields} | ({self.other_id} if self.other_id else set()))

    @property
    def relabelled(self) -> tuple[str, str] | None:
        """What a theme was called before and after, where that changed."""
        for fields in self.fields.values():
            if "label" in fields:
                return fields["label"]
        return None

    def change_of(self, theme_id: str, name: str) -> tuple[Any, Any] | None:
        """Return what a field of a theme was before and after, None where it stayed."""
        return self.fields.get(theme_id, {}).get(name)


def rests_on(later: ThemeEvent, earlier: ThemeEvent) -> bool:
    """Whether a later event rests on what an earlier one did to themes, so that it has to be taken back first.

    It does where both changed the same of a theme, where the later one has to do with a theme that came into being, or
    became a person's, by the earlier one, and where a theme that the earlier one changed was merged since. Moments that
    both moved are not looked at here.
    """
    if earlier.made and earlier.other_id in later.touched:
        return True
    for theme_id, fields in earlier.fields.items():
        if fields.keys() & later.fields.get(theme_id, {}).keys():
            return True
        if later.kind is ThemeChange.MERGE and later.theme_id == theme_id:
            return True
        began = fields.get("state", (None, None))[0] == ThemeState.SUGGESTED.value
        if began and theme_id in later.touched:
            return True
    return False


def theme_label(text: str) -> str:
    """Return a label with its white space in order. Raises InvalidInput where there is none, or it is too long."""
    label = " ".join(text.split())
    if not label or len(label) > LONGEST_LABEL or not any(character.isalnum() for character in label):
        raise InvalidInput(f"A theme needs a label of 1 to {LONGEST_LABEL} characters, with a letter or digit in it.")
    if any(not character.isprintable() for character in label):
        raise InvalidInput("The label holds a character that cannot be shown; type it anew.")
    return label
