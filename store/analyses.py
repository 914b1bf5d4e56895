"""Analyses: which there are, which one people see, and which one a call is to be mined into."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.analysis import Analysis, AnalysisState, fingerprint
from calls.errors import NotFound
from calls.formats import provenance_from_dict
from calls.provenance import Provenance
from store.rollups import refresh_calls
from store.tables import CallRow
from store.theme_tables import AnalysisRow, CallAnalysisRow


def current_analysis() -> ScalarSelect[int]:
    """Return, for conditions, the number of the analysis that people see."""
    current = AnalysisState.CURRENT.value
    return select(AnalysisRow.number).where(AnalysisRow.state == current).scalar_subquery()


def current_number(session: Session) -> int | None:
    """Return the number of the analysis that people see, None where nothing was mined yet."""
    return session.scalar(select(AnalysisRow.number).where(AnalysisRow.state == AnalysisState.CURRENT.value))


def analysis_for(session: Session, made_by: Sequence[Provenance]) -> int:
    """Return the number of the analysis of what is found by these; it is begun where there is none.

    The first one there is becomes the current one; any other is built beside it.
    """
    digest = fingerprint(made_by)
    known = session.scalar(select(AnalysisRow.number).where(AnalysisRow.fingerprint == digest))
    if known is not None:
        return known
    newest = session.scalar(select(func.max(AnalysisRow.number)))
    now = datetime.now(UTC)
    first = newest is None
    values = {
        "number": (newest or 0) + 1,
        "fingerprint": digest,
        "provenance": [provenance.as_dict() for provenance in made_by],
        "state": (AnalysisState.CURRENT if first else AnalysisState.BUILDING).value,
        "created_at": now,
        "made_current_at": now if first else None,
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # Two workers may begin it at once; whoever is second takes what the first began.
    session.execute(insert(AnalysisRow).values(values).on_conflict_do_nothing())
    return session.scalars(select(AnalysisRow.number).where(AnalysisRow.fingerprint == digest)).one()


def list_analyses(session: Session) -> tuple[Analysis, ...]:
    """Return all analyses, the newest first."""
    return tuple(_analysis(row) for row in session.scalars(select(AnalysisRow).order_by(AnalysisRow.number.desc())))


def get_analysis(session: Session, number: int) -> Analysis:
    """Return one analysis. Raises NotFound."""
    row = session.get(AnalysisRow, number)
    if row is None:
        raise NotFound(f"There is no analysis {number}.")
    return _analysis(row)


def switch_analysis(session: Session, number: int) -> Analysis:
    """Make an analysis the one that people see; the one before is kept, so that this can be taken back.

    Raises NotFound.
    """
    get_analysis(session, number)
    kept, current = AnalysisState.KEPT.value, AnalysisState.CURRENT.value
    session.execute(update(AnalysisRow).where(AnalysisRow.state == current).values(state=kept))
    now = datetime.now(UTC)
    session.execute(update(AnalysisRow).where(AnalysisRow.number == number).values(state=current, made_current_at=now))
    analysed = select(CallAnalysisRow.call_id).where(CallAnalysisRow.analysis == number, CallAnalysisRow.analysed)
    session.execute(
        update(CallRow)
        .where(CallRow.analysed != CallRow.id.in_(analysed))
        .values(analysed=CallRow.id.in_(analysed), updated_at=now)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return get_analysis(session, number)


def set_call_analysed(session: Session, call_id: str, *, analysis: int, analysed: bool) -> None:
    """Say that a call went through an analysis, and whether rates are counted over it there."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"analysis": analysis, "call_id": call_id, "analysed": analysed, "created_at": datetime.now(UTC)}
    kept = insert(CallAnalysisRow).values(values)
    session.execute(kept.on_conflict_do_update(index_elements=["analysis", "call_id"], set_={"analysed": analysed}))
    if analysis == current_number(session):
        session.execute(update(CallRow).where(CallRow.id == call_id).values(analysed=analysed))
    refresh_calls(session, [call_id], analysis=analysis)


def note_call(session: Session, call_id: str, *, analysis: int) -> None:
    """Note that a call goes through an analysis; whether it is counted there is said by `set_call_analysed`."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"analysis": analysis, "call_id": call_id, "analysed": False, "created_at": datetime.now(UTC)}
    session.execute(insert(CallAnalysisRow).values(values).on_conflict_do_nothing())


def analyses_of(session: Session, call_id: str) -> tuple[int, ...]:
    """Return the numbers of the analyses that a call went through."""
    of_call = select(CallAnalysisRow.analysis).where(CallAnalysisRow.call_id == call_id)
    return tuple(session.scalars(of_call.order_by(CallAnalysisRow.analysis)))


def calls_in(session: Session, number: int) -> int:
    """Return how many calls went through an analysis."""
    return session.scalar(select(func.count()).where(CallAnalysisRow.analysis == number)) or 0


def _analysis(row: AnalysisRow) -> Analysis:
    return Analysis(
        number=row.number,
        state=AnalysisState(row.state),
        made_by=tuple(provenance_from_dict(each) for each in row.provenance),
        created_at=row.created_at,
        made_current_at=row.made_current_at,
    )
