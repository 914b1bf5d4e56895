"""What answers about themes share: a theme's name, and its figures with the queries that open them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.theme_figures import Figures
from api.theme_shifts import Shifts
from api.windows import calls_in, evidence_of
from api.wire import RateOut
from calls.moment import Kind
from calls.theme import ThemeState
from insight.heat import HeatCell
from insight.verdicts import Verdict
from store.theme_list import ThemeName
from store.windows import Window


class ThemeNameOut(BaseModel):
    """A theme as others speak of it."""

    id: str = Field(examples=["th_0123456789ab"])
    kind: Kind
    label: str = Field(examples=["price per seat"])
    state: ThemeState

    @classmethod
    def of(cls, name: ThemeName) -> "ThemeNameOut":
        """Return the wire shape of a theme's name."""
        return cls(id=name.id, kind=name.kind, label=name.label, state=name.state)


class FiguresOut(BaseModel):
    """What is counted of a theme in some calls. `evidence` answers with exactly the quotes behind the three counts."""

    calls: int
    accounts: int
    mentions: int
    rate: RateOut
    evidence: str = Field(examples=["/v1/themes/th_0123456789ab/evidence?segment=mid-market"])


def figures_fields(theme_id: str, counted: Figures, window: Window, *, in_full: bool) -> dict[str, Any]:
    """Return the fields of FiguresOut for a theme in a window."""
    return {
        "calls": counted.calls,
        "accounts": counted.accounts,
        "mentions": counted.mentions,
        "rate": RateOut.of(counted.rate, evidence=calls_in(window, in_full=in_full)),
        "evidence": evidence_of(theme_id, window, in_full=in_full),
    }


class PartOut(FiguresOut):
    """A theme in the calls of one value of a cut.

    `difference` is its rate there less that in all other analysed calls, with its 95 % interval; `stands_out` says that
    it is higher or lower there beyond chance, across all cells that the answer holds.
    """

    value: str = Field(examples=["mid-market"])
    difference: float | None
    low: float | None
    high: float | None
    stands_out: Literal["higher", "lower"] | None

    @classmethod
    def fields(cls, value: str, cell: HeatCell) -> dict[str, Any]:
        """Return the fields beside the figures."""
        return {
            "value": value,
            "difference": cell.difference,
            "low": cell.low,
            "high": cell.high,
            "stands_out": cell.stands_out,
        }


class SideOut(FiguresOut):
    """A theme in one of the two windows that are set side by side; null: from the first call, to the last."""

    start: datetime | None
    end: datetime | None


class ChangeOut(BaseModel):
    """How a theme's rate changed, and what may be said of it.

    With the basis `slope` the change is what the straight line through all weeks or months climbs, and `earlier` and
    `later` are the halves of the time; with `windows` it is `later` less `earlier`. `rising`, `falling`, `new` and
    `gone` are said only where the interval excludes no change and the false discovery rate, across the `looked_at`
    themes that are voiced at all, is held at 5 %; `steady` says that no change was shown.
    """

    verdict: Verdict
    basis: Literal["windows", "slope"]
    earlier: SideOut
    later: SideOut
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    looked_at: int


def change_fields(theme_id: str, shifts: Shifts, sides: tuple[Figures, Figures], *, in_full: bool) -> dict[str, Any]:
    """Return the fields of ChangeOut for a theme with its figures in both windows."""
    found = shifts.changes.get(theme_id)
    return {
        "verdict": shifts.verdict(theme_id),
        "basis": shifts.basis,
        "earlier": _side(theme_id, sides[0], shifts.earlier, in_full=in_full),
        "later": _side(theme_id, sides[1], shifts.later, in_full=in_full),
        "difference": found.difference if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "p_value": found.p_value if found else None,
        "looked_at": shifts.looked_at,
    }


def _side(theme_id: str, counted: Figures, window: Window, *, in_full: bool) -> SideOut:
    fields = figures_fields(theme_id, counted, window, in_full=in_full)
    return SideOut(start=window.start_from, end=window.start_to, **fields)
