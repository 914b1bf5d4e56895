"""Windows: which calls to count over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from calls.cut import Cut
from store.analyses import current_analysis
from store.tables import CallRow
from store.theme_tables import CallAnalysisRow, CallCutRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which calls to count over. Times bound the call's start, half-open; the rest are values of cuts.

    `as_of` leaves out calls that came to be counted after that instant.
    """

    start_from: datetime | None = None
    start_to: datetime | None = None
    segment: str | None = None
    stage: str | None = None
    outcome: str | None = None
    source: str | None = None
    rep: str | None = None
    competitor: str | None = None
    as_of: datetime | None = None

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
    if window.as_of:
        conditions.append(CallRow.id.in_(known_calls(current_analysis(), window.as_of)))
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
        # Of these a call may have several.
        having = select(CallCutRow.call_id).where(
            CallCutRow.analysis == current_analysis(), CallCutRow.cut == cut.value, CallCutRow.value == value
        )
        conditions.append(CallRow.id.in_(having))
    return conditions


def known_calls(analysis: Any, as_of: datetime) -> Any:
    """Return the query of the calls that an analysis counted at an instant, that instant included."""
    counted = CallAnalysisRow.analysis == analysis, CallAnalysisRow.analysed, CallAnalysisRow.created_at <= as_of
    return select(CallAnalysisRow.call_id).where(*counted)
