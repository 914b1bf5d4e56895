"""What calls can be cut by when themes are counted."""

from enum import StrEnum


class Cut(StrEnum):
    """A dimension of calls. A call may have several values of one: two reps, or none."""

    ALL = "all"
    SEGMENT = "segment"
    STAGE = "stage"
    OUTCOME = "outcome"
    SOURCE = "source"
    REP = "rep"
    COMPETITOR = "competitor"
