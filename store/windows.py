"""Windows: which calls to count over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists

from calls.cut import Cut
from store.analyses import current_analysis
from store.tables import CallRow
from store.theme_tables import CallCutRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which calls to count over. Times bound the call's start, half-open; the rest are values of cuts."""

    start_from: datetime | None = None
    start_to: datetime | None = None
    segment: str | None = None
    stage: str | None = None
    outcome: str | None = None
    source: str | None = None
    rep: str | None = None
    competitor: str | None = None

    @property
    def cuts(self) -> tuple[tuple[Cut, str], ...]:
        """The values that calls must have, by cut."""
        values = ((cut, getattr(self, cut.value, None)) for cut in Cut if cut is not Cut.ALL)
        return tuple((cut, value) for cut, value in values if value is not None)


def window_conditions(window: Window) -> list[Any]:
    """Return what a call must fulfil to be counted in the window."""
    conditions: list[Any] = []
    if window.start_from:
        conditions.append(CallRow.started_at >= window.start_from)
    if window.start_to:
        conditions.append(CallRow.started_at < window.start_to)
    columns = {
        Cut.SEGMENT: CallRow.segment,
        Cut.STAGE: CallRow.stage,
        Cut.OUTCOME: CallRow.outcome,
        Cut.SOURCE: CallRow.lead_source,
    }
    for cut, value in window.cuts:
        if cut in columns:
            conditions.append(columns[cut] == value)
            continue
        # Of these a call may have several. Asked of each call, for which the key has the answer: a list of all calls that
        # have the value would be made for each page.
        having = exists().where(
            CallCutRow.analysis == current_analysis(),
            CallCutRow.call_id == CallRow.id,
            CallCutRow.cut == cut.value,
            CallCutRow.value == value,
        )
        conditions.append(having)
    return conditions
