"""What is true of the composed calls: how likely a call voices each concern, by segment, month and outcome.

Everything that a trend, a cut or a test should find in these calls is declared here and nowhere else. Standard library
only.
"""

from dataclasses import dataclass
from typing import Protocol

SEED = 20260202
"""The day of the first call, taken before anybody looked at what it brings: no seed was tried against another.

None needs to be: what is declared is strong enough to be found with nearly every seed, and with any seed a verdict now
and then is chance. How often: `python -m bench.demo_power`.
"""

CALLS_BY_SEGMENT = {"smb": 78, "mid-market": 176, "enterprise": 66}
"""More than half in mid-market, for what rises there has to be found among fifteen concerns from these calls alone."""
CALLS = sum(CALLS_BY_SEGMENT.values())
YEAR, MONTHS = 2026, (2, 3, 4, 5, 6, 7)
SEGMENTS = ("smb", "mid-market", "enterprise")
OUTCOMES = {"won": 0.35, "lost": 0.35, "open": 0.30}
"""An account has one deal; its outcome is drawn with these chances, whatever its segment and month."""

ACCOUNT_CORRELATION = 0.2
"""How much calls of one account are alike.

A call voices a concern of rate r when sqrt(c) * A + sqrt(1 - c) * E lies below the r-quantile of the normal
distribution; A is drawn once for the account and the concern, E once for the call, both standard normal, and c is this
number. So the rate of all calls is r exactly, and an account that voiced a concern is likelier to voice it again.
"""

_Shape = dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A concern that buyers voice. `category` is set for objections only.

    `also` names a kind that the same words may be given too, as whoever would stay with another vendor refers to one.
    `by_segment` holds one rate for each of MONTHS. `by_outcome`, where set, takes its place and is the same in all
    segments and months. `excludes` names a concern that is never voiced in the same call.
    """

    name: str
    kind: str
    category: str | None
    by_segment: _Shape
    by_outcome: dict[str, float] | None = None
    excludes: str | None = None
    also: str | None = None


def _still(smb: float, mid_market: float, enterprise: float) -> _Shape:
    return {
        segment: (rate,) * len(MONTHS) for segment, rate in zip(SEGMENTS, (smb, mid_market, enterprise), strict=True)
    }


def _line(first: float, last: float) -> tuple[float, ...]:
    steps = len(MONTHS) - 1
    return tuple(round(first + (last - first) * step / steps, 4) for step in range(len(MONTHS)))


RISING, FALLING, LOSING = "contract-length", "vendor-size", "happy-with-current-tool"
"""What rises in mid-market only, what falls everywhere, and what goes with lost deals. All else stands still."""

CONCERNS = (
    Concern(name="per-technician-price", kind="objection", category="price", by_segment=_still(0.34, 0.26, 0.14)),
    Concern(name="boss-sign-off", kind="objection", category="authority", by_segment=_still(0.16, 0.26, 0.36)),
    Concern(name="setup-effort", kind="objection", category="fit", by_segment=_still(0.25, 0.25, 0.25)),
    Concern(
        name=LOSING, kind="objection", category="competitor", by_segment={},
        by_outcome={"won": 0.08, "lost": 0.48, "open": 0.20}, also="competitor",
    ),
    Concern(name="security-review", kind="objection", category="trust", by_segment=_still(0.04, 0.12, 0.38)),
    Concern(name=FALLING, kind="objection", category="trust", by_segment=dict.fromkeys(SEGMENTS, _line(0.50, 0.05))),
    Concern(
        name=RISING, kind="objection", category="terms",
        by_segment=_still(0.06, 0.0, 0.10) | {"mid-market": _line(0.04, 0.70)},
    ),
    Concern(name="busy-season", kind="objection", category="timing", by_segment=_still(0.22, 0.16, 0.10)),
    Concern(name="manual-reporting", kind="pain", category=None, by_segment=_still(0.26, 0.26, 0.26)),
    Concern(name="missed-appointments", kind="pain", category=None, by_segment=_still(0.30, 0.22, 0.14)),
    Concern(name="second-visits", kind="pain", category=None, by_segment=_still(0.14, 0.22, 0.28)),
    Concern(name="pilot-first", kind="preference", category=None, by_segment=_still(0.10, 0.22, 0.34)),
    Concern(name="easy-to-use", kind="praise", category=None, by_segment=_still(0.32, 0.32, 0.32)),
    Concern(name="silver-bridge", kind="competitor", category=None, by_segment=_still(0.20, 0.24, 0.28)),
    Concern(
        name="green-compass", kind="competitor", category=None, by_segment=_still(0.24, 0.18, 0.12),
        excludes="silver-bridge",
    ),
)  # fmt: skip
BY_NAME = {concern.name: concern for concern in CONCERNS}

QUESTIONS_PER_CALL = {0: 0.35, 1: 0.40, 2: 0.25}
"""How many of the other questions (lines/questions.txt) a call holds; they belong to none of CONCERNS."""


class _Call(Protocol):
    @property
    def truth(self) -> "tuple[TextMoment, ...]": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMoment:
    """What a buyer does in a turn. `quote` is the turn's whole text; `concern` is None for the other questions."""

    turn_index: int
    quote: str
    kind: str
    category: str | None
    concern: str | None


def declared_rate(concern: str, *, segment: str, month: int, outcome: str | None = None) -> float:
    """Return the chance that a call of a segment and month (2 to 7) voices a concern, 0 to 1.

    Without an outcome, the chance over deals of all outcomes. Raises KeyError and ValueError for what is not there.
    """
    declared = BY_NAME[concern]
    if segment not in SEGMENTS or (outcome is not None and outcome not in OUTCOMES):
        raise KeyError(segment if segment not in SEGMENTS else outcome)
    position = MONTHS.index(month)
    if declared.by_outcome is None:
        return declared.by_segment[segment][position]
    if outcome is not None:
        return declared.by_outcome[outcome]
    return sum(share * declared.by_outcome[name] for name, share in OUTCOMES.items())


def concerns_in(call: _Call) -> frozenset[str]:
    """Return the names of the concerns that a composed call truly voices."""
    return frozenset(moment.concern for moment in call.truth if moment.concern is not None)
