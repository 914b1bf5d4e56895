"""How often people agreed with what was found, on the wire."""

from pydantic import BaseModel, Field

from insight.rates import FEWEST_CALLS, wilson
from store.judgements import Tally

FEWEST_JUDGED = FEWEST_CALLS


class PrecisionOut(BaseModel):
    """The share of judged moments that people found right, with its 95 % Wilson interval.

    People judge what they happen to look at, so it speaks of judged moments only. `too_few` says that `n` is under 10
    and too small to say anything.
    """

    value: float | None = Field(examples=[0.88])
    low: float | None = Field(examples=[0.701])
    high: float | None = Field(examples=[0.958])
    n: int = Field(examples=[25], description="Moments judged: confirmed, rejected and relabelled.")
    too_few: bool
    confirmed: int
    rejected: int
    relabelled: int

    @classmethod
    def of(cls, tally: Tally) -> "PrecisionOut":
        """Return the wire shape of a tally."""
        rate = wilson(tally.right, tally.n)
        return cls(
            value=rate.value,
            low=rate.low,
            high=rate.high,
            n=rate.n,
            too_few=rate.n < FEWEST_JUDGED,
            confirmed=tally.right,
            rejected=tally.rejected,
            relabelled=tally.relabelled,
        )
