"""What a person says of a moment that was drawn from a theme at random: whether it is about that theme."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# So many moments of each theme are put before people: of 20 right ones the interval is 84 to 100 %.
SAMPLE = 20


class Answer(StrEnum):
    """What a person says of a moment that was drawn."""

    RIGHT = "right"  # it is about the theme
    WRONG = "wrong"  # it is about something else, or no such moment at all
    SKIPPED = "skipped"  # who knows; another one is drawn in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One person's answer about one moment; `theme_id` is the theme it was drawn from, `analysis` where it was found.

    Answering again replaces what was said before.
    """

    theme_id: str
    analysis: int
    call_id: str
    moment_id: str
    answer: Answer
    made_by: str
    created_at: datetime

    @property
    def id(self) -> str:
        """The id of the answer: of one moment of a theme there is one."""
        return review_id(self.theme_id, self.analysis, self.moment_id)


def review_id(theme_id: str, analysis: int, moment_id: str) -> str:
    """Return the id of what is said of a moment of a theme."""
    return f"rv_{hashlib.sha256(f'{theme_id}:{analysis}:{moment_id}'.encode()).hexdigest()[:16]}"
