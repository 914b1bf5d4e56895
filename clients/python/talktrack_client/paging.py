"""Lists, whole: page after page until the last."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from talktrack_client.answers import Answered, ok
from talktrack_client.v1.models import Problem

Item = TypeVar("Item")
Covered = TypeVar("Covered", covariant=True)


class Page(Protocol[Covered]):
    """One page of any list."""

    @property
    def items(self) -> Sequence[Covered]:
        """What is on it."""

    @property
    def next_cursor(self) -> str | None:
        """What to ask for the next page with; None on the last."""


def every(ask: Callable[..., Answered[Page[Item] | Problem]], /, *args: Any, **asked: Any) -> Iterator[Item]:
    """Yield every item of a list: `ask` is the `sync_detailed` of an operation that lists. Raises ProblemError."""
    cursor: str | None = None
    while True:
        page: Page[Item] = ok(ask(*args, **asked, **({"cursor": cursor} if cursor else {})))
        yield from page.items
        cursor = page.next_cursor
        if not cursor:
            return
