"""Which calls there are: accounts with their deals, each call's date and stage, and what it voices."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from demo.text_calls.chance import Chance, falls_below
from demo.text_calls.lines import Account, accounts
from demo.text_calls.truth import ACCOUNT_CORRELATION, CALLS_BY_SEGMENT, CONCERNS, OUTCOMES, declared_rate

REPS = ("Marcus Bell", "Elena Ortiz", "Owen Pratt", "Naomi Clarke")
LEAD_SOURCES = ("webinar", "website", "trade show", "referral", "partner", "cold call")
STAGES = ("discovery", "demo", "proposal", "negotiation", "closed")
FIRST_DAY, LAST_DAY = date(2026, 2, 2), date(2026, 7, 31)
PRICE_A_YEAR = 45 * 12
_MOST_CALLS = 6
_CREWS = {"smb": (6, 30), "mid-market": (35, 120), "enterprise": (150, 400)}
_STAGES_OF = {
    1: ((0,), (0,), (1,)),
    2: ((0, 1), (0, 2), (1, 2)),
    3: ((0, 1, 2), (0, 1, 3), (0, 2, 3)),
    4: ((0, 1, 2, 3), (0, 1, 2, 4), (0, 0, 1, 2)),
    5: ((0, 1, 2, 3, 4), (0, 1, 1, 2, 3)),
    6: ((0, 1, 1, 2, 3, 4), (0, 1, 2, 2, 3, 4)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What is the same in all calls of an account. `crew` is how many technicians it has."""

    account: Account
    rep: str
    lead_source: str
    outcome: str
    crew: int

    @property
    def amount(self) -> int:
        """US dollars a year."""
        return self.crew * PRICE_A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """A call before anything is said in it. `number` counts the account's calls from 0."""

    deal: Deal
    number: int
    stage: str
    started: datetime
    concerns: frozenset[str]


def plan(chance: Chance) -> list[PlannedCall]:
    """Return all calls, the earliest first."""
    deals = [_deal(account, chance) for account in accounts()]
    counts = _counts(deals, chance)
    calendar = _Calendar(chance)
    planned = [
        call
        for deal, count in zip(deals, counts, strict=True)
        for call in _calls_of(deal, calendar.days(count, segment=deal.account.segment), chance)
    ]
    return sorted(planned, key=lambda call: (call.started, call.deal.account.name))


def _deal(account: Account, chance: Chance) -> Deal:
    low, high = _CREWS[account.segment]
    crew = chance.number(low, high)
    return Deal(
        account=account,
        rep=chance.one(REPS),
        lead_source=chance.one(LEAD_SOURCES),
        outcome=chance.weighted(OUTCOMES),
        crew=crew if crew <= 30 else crew // 5 * 5,
    )


def _counts(deals: Sequence[Deal], chance: Chance) -> list[int]:
    """Return how many calls each deal has: at least one, and as many in a segment as are declared for it."""
    counts = [1] * len(deals)
    for segment, calls in CALLS_BY_SEGMENT.items():
        places = [place for place, deal in enumerate(deals) if deal.account.segment == segment]
        left = calls - len(places)
        while left > 0:
            place = chance.one(places)
            room = counts[place] < _MOST_CALLS
            counts[place] += room
            left -= room
    return counts


def _calls_of(deal: Deal, days: list[date], chance: Chance) -> list[PlannedCall]:
    stages = chance.one(_STAGES_OF[len(days)])
    shared = {concern.name: chance.normal() for concern in CONCERNS}
    return [
        PlannedCall(
            deal=deal,
            number=number,
            stage="negotiation" if stage == 4 and deal.outcome == "open" else STAGES[stage],
            started=_started(day, chance),
            concerns=_voiced(deal, day.month, shared, chance),
        )
        for number, (stage, day) in enumerate(zip(stages, days, strict=True))
    ]


class _Calendar:
    """Gives out days so that each segment has about as many calls in every month."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._taken: Counter[tuple[str, int]] = Counter()

    def days(self, count: int, *, segment: str) -> list[date]:
        """Return weekdays one to three weeks apart, all from FIRST_DAY to LAST_DAY."""
        gaps = [self._chance.number(6, 21) for _ in range(count - 1)]
        tried = [self._from(self._chance.number(0, (LAST_DAY - FIRST_DAY).days - sum(gaps)), gaps) for _ in range(12)]
        days = min(tried, key=lambda days: sum(self._taken[segment, day.month] for day in days))
        self._taken.update((segment, day.month) for day in days)
        return days

    def _from(self, offset: int, gaps: list[int]) -> list[date]:
        days = [FIRST_DAY + timedelta(days=offset)]
        for gap in gaps:
            days.append(days[-1] + timedelta(days=gap))
        return [_weekday(day) for day in days]


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _started(day: date, chance: Chance) -> datetime:
    return datetime(day.year, day.month, day.day, chance.number(13, 20), 5 * chance.number(0, 11), tzinfo=UTC)


def _voiced(deal: Deal, month: int, shared: dict[str, float], chance: Chance) -> frozenset[str]:
    own = {concern.name: chance.normal() for concern in CONCERNS}
    voiced = set()
    for concern in CONCERNS:
        rate = declared_rate(concern.name, segment=deal.account.segment, month=month, outcome=deal.outcome)
        # Of two that are never voiced together, one takes the low end of the same draw and the other the high end.
        source, sign = (concern.excludes, -1) if concern.excludes else (concern.name, 1)
        if falls_below(rate, shared=sign * shared[source], own=sign * own[source], correlation=ACCOUNT_CORRELATION):
            voiced.add(concern.name)
    return frozenset(voiced)
