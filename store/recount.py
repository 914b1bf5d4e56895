"""Counting anew, beside what is kept: whether the counts of `store.rollups` are what the moments themselves give.

Compared by the database, both ways, so that a million moments need no memory here.
"""

from typing import Any

from sqlalchemy import Date, String, cast, exists, func, literal, select, true, union_all
from sqlalchemy.orm import Session, aliased

from calls.cut import Cut
from calls.transcript import Role
from store.rollups import counted_call_days, counted_days, counted_pairs
from store.tables import CallRow, MomentRow
from store.theme_tables import (
    CallAnalysisRow,
    CallCutRow,
    CallDayRow,
    PlacementRow,
    ThemeCallRow,
    ThemeDayRow,
    ThemeRow,
)

_EXAMPLES = 3


def differences(session: Session) -> tuple[str, ...]:
    """Return where the counts that are kept differ from counting anew, a few examples of each table; empty: nowhere."""
    said: list[str] = []
    for table, counted in (
        (CallCutRow, _counted_cuts(session)),
        (ThemeCallRow, counted_pairs()),
        (ThemeDayRow, counted_days()),
        (CallDayRow, counted_call_days()),
    ):
        kept = select(*table.__table__.columns)
        said += _some(session, kept.except_(counted), f"{table.__tablename__} has what counting anew does not give")
        said += _some(session, counted.except_(kept), f"{table.__tablename__} lacks what counting anew gives")
    return tuple(said)


def orphans(session: Session) -> tuple[str, ...]:
    """Return rows that stand for something that is gone or that may not be, a few examples of each; empty: none."""
    parent = aliased(ThemeRow)
    successor = aliased(ThemeRow)
    is_there = exists().where(MomentRow.analysis == PlacementRow.analysis, MomentRow.id == PlacementRow.moment_id)
    queries = (
        ("placements of moments that are gone", select(PlacementRow.analysis, PlacementRow.moment_id).where(~is_there)),
        (
            "placements in a theme of another kind",
            select(PlacementRow.moment_id, PlacementRow.theme_id)
            .join(MomentRow, (MomentRow.analysis == PlacementRow.analysis) & (MomentRow.id == PlacementRow.moment_id))
            .join(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
            .where(MomentRow.kind != ThemeRow.kind),
        ),
        (
            "placements in a theme that another took up",
            select(PlacementRow.moment_id, PlacementRow.theme_id)
            .join(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
            .where(ThemeRow.successor_id.is_not(None)),
        ),
        (
            "sub-themes of sub-themes, or of nothing",
            select(ThemeRow.id, ThemeRow.parent_id)
            .outerjoin(parent, parent.id == ThemeRow.parent_id)
            .where(ThemeRow.parent_id.is_not(None), parent.id.is_(None) | parent.parent_id.is_not(None)),
        ),
        (
            "themes taken up by what is not there",
            select(ThemeRow.id, ThemeRow.successor_id)
            .outerjoin(successor, successor.id == ThemeRow.successor_id)
            .where(ThemeRow.successor_id.is_not(None), successor.id.is_(None)),
        ),
        (
            "analysed calls that are gone",
            select(CallAnalysisRow.analysis, CallAnalysisRow.call_id)
            .outerjoin(CallRow, CallRow.id == CallAnalysisRow.call_id)
            .where(CallRow.id.is_(None)),
        ),
    )
    return tuple(line for name, query in queries for line in _some(session, query, name))


def _some(session: Session, query: Any, name: str) -> list[str]:
    rows = session.execute(query.limit(_EXAMPLES)).all()
    examples = "; ".join(", ".join(str(value) for value in row) for row in rows)
    return [f"{name}: {examples}{' …' if len(rows) == _EXAMPLES else ''}"] if rows else []


def _counted_cuts(session: Session) -> Any:
    """Return the query that reads from the calls themselves what `call_cuts` holds."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    day = func.date(CallRow.started_at) if sqlite else cast(func.timezone("UTC", CallRow.started_at), Date)
    counted = (CallAnalysisRow.call_id == CallRow.id) & CallAnalysisRow.analysed
    columns = (CallAnalysisRow.analysis, CallRow.id)

    def rows(cut: Cut, value: Any) -> Any:
        return (
            select(*columns, literal(cut.value), cast(value, String), day, CallRow.account_id)
            .select_from(CallRow)
            .join(CallAnalysisRow, counted)
        )

    named = {
        Cut.SEGMENT: CallRow.segment,
        Cut.STAGE: CallRow.stage,
        Cut.OUTCOME: CallRow.outcome,
        Cut.SOURCE: CallRow.lead_source,
    }
    listed = (func.json_each if sqlite else func.json_array_elements)(CallRow.parties).table_valued("value")
    name, role = (
        func.json_extract(listed.c.value, f"$.{key}") if sqlite else listed.c.value.op("->>")(key)
        for key in ("name", "role")
    )
    spoken_of = (MomentRow.call_id == CallRow.id) & (MomentRow.analysis == CallAnalysisRow.analysis)
    every = union_all(
        rows(Cut.ALL, literal("")),
        *(rows(cut, column).where(column.is_not(None)) for cut, column in named.items()),
        rows(Cut.REP, name).join(listed, true()).where(role == Role.REP.value, name.is_not(None)).distinct(),
        rows(Cut.COMPETITOR, MomentRow.competitor)
        .join(MomentRow, spoken_of)
        .where(MomentRow.competitor.is_not(None))
        .distinct(),
    ).subquery()
    return select(*every.c)
