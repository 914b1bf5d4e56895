"""Analyses: which there are, which one people see, and which one a call is to be mined into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ScalarSelect, Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.analysis import Analysis, AnalysisState, fingerprint
from calls.call import CallState
from calls.cut import Cut
from calls.errors import NotFound
from calls.formats import provenance_from_dict
from calls.provenance import Provenance
from store.memory import remembered
from store.rollups import refresh_calls
from store.tables import CallRow, MomentRow
from store.theme_tables import AnalysisRow, CallAnalysisRow, CallCutRow, CallDayRow

_LOCK = 7_204_520


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisView:
    """An analysis and how far it is: `calls` of all `ready` calls went through it, and `analysed` of those count."""

    analysis: Analysis
    calls: int
    ready: int
    analysed: int
    moments: int

    @property
    def is_complete(self) -> bool:
        """Whether every finished call went through it."""
        return self.calls >= self.ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What people are to know while there are several analyses: numbers are of `current` alone.

    `elsewhere` is how many calls count in another analysis and not in the current one yet; `building` is the newest
    analysis that never was current, with `done` of `ready` calls, None where there is none.
    """

    current: int
    elsewhere: int
    building: int | None
    done: int
    ready: int


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
    _hold(session)
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
    # Whoever waited for another to begin it takes what that one began.
    session.execute(insert(AnalysisRow).values(values).on_conflict_do_nothing(index_elements=["fingerprint"]))
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


def view_analyses(session: Session) -> tuple[AnalysisView, ...]:
    """Return all analyses with how far they are, the newest first."""
    return _views(session, list_analyses(session))


def view_analysis(session: Session, number: int) -> AnalysisView:
    """Return one analysis with how far it is. Raises NotFound."""
    return _views(session, (get_analysis(session, number),))[0]


def switch_analysis(session: Session, number: int) -> Analysis:
    """Make an analysis the one that people see; the one before is kept, so that this can be taken back.

    Switching to the current one changes nothing. Raises NotFound.
    """
    _hold(session)
    before = get_analysis(session, number)
    if before.state is AnalysisState.CURRENT:
        return before
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


def waiting(session: Session) -> Waiting | None:
    """Return what people are to know while there are several analyses; None where nothing waits for anybody."""
    found = list_analyses(session)
    current = next((each.number for each in found if each.state is AnalysisState.CURRENT), None)
    if current is None or len(found) < 2:
        return None
    # Every page asks for it.
    elsewhere = remembered(session, ("calls elsewhere", current), lambda: _counted_elsewhere(session, current))
    building = next((each for each in found if each.state is AnalysisState.BUILDING), None)
    if building is None:
        return Waiting(current=current, elsewhere=elsewhere, building=None, done=0, ready=0) if elsewhere else None
    return Waiting(
        current=current,
        elsewhere=elsewhere,
        building=building.number,
        done=calls_in(session, building.number),
        ready=_ready(session),
    )


def _counted_elsewhere(session: Session, current: int) -> int:
    here = select(CallAnalysisRow.call_id).where(CallAnalysisRow.analysis == current)
    counted = select(func.count(CallCutRow.call_id.distinct())).where(
        CallCutRow.analysis != current, CallCutRow.cut == Cut.ALL.value, CallCutRow.call_id.not_in(here)
    )
    return session.scalar(counted) or 0


def lacks_counts(session: Session) -> bool:
    """Whether there are analysed calls and no counts of them: a database that was just brought to this shape."""
    for number in session.scalars(select(AnalysisRow.number)):
        analysed = select(CallAnalysisRow.call_id).where(CallAnalysisRow.analysis == number, CallAnalysisRow.analysed)
        if session.scalar(analysed.limit(1)) is None:
            continue
        if session.scalar(select(CallDayRow.calls).where(CallDayRow.analysis == number).limit(1)) is None:
            return True
    return False


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
    """Return how many of the finished calls went through an analysis."""
    through = CallAnalysisRow.analysis == number, CallAnalysisRow.call_id.in_(_ready_calls())
    return session.scalar(select(func.count()).select_from(CallAnalysisRow).where(*through)) or 0


def _hold(session: Session) -> None:
    """Let nobody else begin or switch analyses until the transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _views(session: Session, found: Sequence[Analysis]) -> tuple[AnalysisView, ...]:
    numbers = [each.number for each in found]
    of = CallAnalysisRow.analysis
    went = select(of, func.count()).where(of.in_(numbers)).group_by(of)
    through = dict(_counts(session, went.where(CallAnalysisRow.call_id.in_(_ready_calls()))))
    counted = dict(_counts(session, went.where(CallAnalysisRow.analysed)))
    held = select(MomentRow.analysis, func.count()).where(MomentRow.analysis.in_(numbers)).group_by(MomentRow.analysis)
    moments = dict(_counts(session, held))
    ready = _ready(session)
    return tuple(
        AnalysisView(
            analysis=each,
            calls=through.get(each.number, 0),
            ready=ready,
            analysed=counted.get(each.number, 0),
            moments=moments.get(each.number, 0),
        )
        for each in found
    )


def _counts(session: Session, query: "Select[int, int]") -> list[tuple[int, int]]:
    return [(number, count) for number, count in session.execute(query)]


def _ready(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(_ready_calls().subquery())) or 0


def _ready_calls() -> "Select[str]":
    return select(CallRow.id).where(CallRow.state == CallState.READY.value)


def _analysis(row: AnalysisRow) -> Analysis:
    return Analysis(
        number=row.number,
        state=AnalysisState(row.state),
        made_by=tuple(provenance_from_dict(each) for each in row.provenance),
        created_at=row.created_at,
        made_current_at=row.made_current_at,
    )
