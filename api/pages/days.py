"""The days that two analyses are compared over, as an address asks for them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from api.comparing import pair_of
from calls.errors import InvalidInput
from store.comparing import shared_span
from store.session import Session
from store.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days (UTC) that a comparison is about: before `middle` is earlier, from it on later; `last` is included."""

    first: date
    middle: date
    last: date

    @property
    def earlier(self) -> Window:
        """The calls before the middle."""
        return Window(start_from=_instant(self.first), start_to=_instant(self.middle))

    @property
    def later(self) -> Window:
        """The calls from the middle on."""
        return Window(start_from=_instant(self.middle), start_to=_instant(self.last + timedelta(days=1)))


def days_of(session: Session, number: int, asked: tuple[str, str, str]) -> Days | None:
    """Return the days asked for: the first, the middle, the last; those left open are those of what both hold.

    None where an analysis and the one it is compared with hold no call in common. Raises NotFound and InvalidInput.
    """
    span = shared_span(session, pair_of(session, number))
    if span is None:
        return None
    first, last = (_day(asked[0]) or span[0].date()), (_day(asked[2]) or span[1].date())
    middle = _day(asked[1]) or first + (last - first) / 2 + timedelta(days=1)
    if not first <= middle <= last + timedelta(days=1):
        raise InvalidInput("The days come in order: the first, where the later window begins, the last.")
    return Days(first=first, middle=middle, last=last)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is not a day; write it as 2026-08-14.") from error


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
