"""Who a person is to a team."""

from enum import StrEnum


class PersonRole(StrEnum):
    """What a person does in their team: sends calls in, browses themes, queries for content, or runs it all."""

    REP = "rep"
    MARKETER = "marketer"
    CONTENT = "content"
    ADMIN = "admin"
