"""How numbers of themes read on a page: cuts, verdicts, differences and their intervals in plain words."""

from calls.cut import Cut
from insight.association import Association
from insight.change import Change
from insight.heat import HeatCell
from insight.rates import Rate
from insight.verdicts import Verdict

CUTS: dict[Cut, str] = {
    Cut.SEGMENT: "Segment",
    Cut.STAGE: "Stage",
    Cut.OUTCOME: "Outcome",
    Cut.SOURCE: "Lead source",
    Cut.REP: "Rep",
    Cut.COMPETITOR: "Competitor",
}
VERDICTS: dict[Verdict, str] = {
    Verdict.NEW: "New",
    Verdict.RISING: "Rising",
    Verdict.FALLING: "Falling",
    Verdict.GONE: "Gone",
    Verdict.STEADY: "No change shown",
    Verdict.TOO_FEW: "Too few to say",
}
# What is said beside a theme wherever it stands; of all others silence says as much.
TOLD = frozenset({Verdict.NEW, Verdict.RISING, Verdict.FALLING, Verdict.GONE})


def points(share: float) -> str:
    """Return a difference of shares in whole points with its sign: `+12`, `−3`, `0`."""
    rounded = round(share * 100)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded)}"


def difference(found: Change | HeatCell | Association) -> str:
    """Return a difference with its 95 % interval: `+12 points (+3 to +21)`; empty where there is none."""
    if found.difference is None or found.low is None or found.high is None:
        return ""
    return f"{points(found.difference)} points ({points(found.low)} to {points(found.high)})"


def change_words(change: Change | None, verdict: Verdict) -> str:
    """Return what may be said of a theme's change, in one or two sentences."""
    if verdict is Verdict.TOO_FEW or change is None or change.difference is None:
        return "Too few calls or accounts to say whether it changes."
    ends = f"{_share(change.earlier)} before, {_share(change.later)} after"
    if change.basis == "slope":
        ends = f"{_share(change.earlier)} in the first half, {_share(change.later)} in the second"
    if verdict is Verdict.STEADY:
        return f"No change shown: {ends}."
    by = f"from the first step to the last {difference(change)}" if change.basis == "slope" else difference(change)
    return f"{VERDICTS[verdict]}: {ends}; {by}. That is more than chance does among all themes."


def _share(rate: Rate) -> str:
    return f"{(rate.value or 0) * 100:.0f} % of calls"


def association_words(found: Association) -> str:
    """Return how a theme goes with winning, in one sentence that names no cause."""
    if found.too_few or found.difference is None:
        return "Too few calls of closed deals to say how it goes with winning."
    if not found.shown:
        return f"No association with winning that is beyond chance among all themes: {difference(found)} with it."
    less = "less" if found.difference < 0 else "more"
    return f"Deals whose calls voice it were won {less} often: {difference(found)}."


def heat_class(rate: Rate) -> str:
    """Return the class that shades a cell, `heat-0` to `heat-10`; `heat-none` where there is too little to say.

    Shades go by the square root of the share, so that 2 % and 8 % can be told apart.
    """
    if rate.too_few or rate.value is None:
        return "heat-none"
    return f"heat-{min(10, round(rate.value**0.5 * 10))}"
