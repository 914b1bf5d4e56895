"""Judgements: keeping what people say of moments, listing it, and counting how often they agree with the detector."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.formats import provenance_from_dict
from calls.judgement import Anchor, Judgement, Label, Verdict
from calls.moment import Category, Kind
from store.analyses import current_analysis
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.tables import CallRow, JudgementRow, MomentRow, RejectedMomentRow
from store.theme_tables import ThemeRow
from store.themes import Window, window_conditions

# What precision counts: an added moment says nothing about what the detector found.
_ON_FOUND = JudgementRow.verdict != Verdict.ADD.value
_ANY_CALL = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementView:
    """A judgement with its call's title; `applies` says whether a moment of the call carries it now."""

    judgement: Judgement
    call_title: str
    applies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementFilter:
    """Which judgements to list. `theme_id` is the theme the moment was in when it was judged, or what took it up."""

    call_id: str | None = None
    moment_id: str | None = None
    verdict: Verdict | None = None
    kind: Kind | None = None
    theme_id: str | None = None
    detector: str | None = None
    detector_version: str | None = None
    window: Window = _ANY_CALL
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How people judged what was found: `right` of `n`; the rest they rejected, or said it is something else."""

    right: int = 0
    rejected: int = 0
    relabelled: int = 0

    @property
    def n(self) -> int:
        """How many were judged."""
        return self.right + self.rejected + self.relabelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found by what: a kind by one version of a detector."""

    detector: str
    version: str
    kind: Kind


def keep_judgement(session: Session, judgement: Judgement) -> tuple[Judgement, bool]:
    """Keep a judgement in place of an earlier one on the same moment; return what is kept and whether it is new.

    The same verdict once more changes nothing: who gave it first and when stays.
    """
    row = session.get(JudgementRow, judgement.id)
    if row is not None:
        kept = _judgement(row)
        if (kept.verdict, kept.label) == (judgement.verdict, judgement.label):
            return kept, False
        for name, value in _values(judgement).items():
            setattr(row, name, value)
    else:
        session.add(JudgementRow(**_values(judgement)))
    session.flush()
    return judgement, True


def get_judgement(session: Session, judgement_id: str) -> Judgement:
    """Return one judgement. Raises NotFound."""
    row = session.get(JudgementRow, judgement_id)
    if row is None:
        raise _not_found(judgement_id)
    return _judgement(row)


def find_judgement(session: Session, judgement_id: str | None) -> Judgement | None:
    """Return one judgement, None where it is gone."""
    row = session.get(JudgementRow, judgement_id) if judgement_id else None
    return _judgement(row) if row else None


def remove_judgement(session: Session, judgement_id: str) -> Judgement:
    """Undo a judgement: it is as if it had never been made; return what it was. Raises NotFound."""
    judgement = get_judgement(session, judgement_id)
    session.delete(session.get_one(JudgementRow, judgement_id))
    session.flush()
    return judgement


def judgements_of(session: Session, call_id: str) -> tuple[Judgement, ...]:
    """Return the judgements on a call's moments, the oldest first."""
    made = select(JudgementRow).where(JudgementRow.call_id == call_id)
    return tuple(_judgement(row) for row in session.scalars(made.order_by(JudgementRow.created_at, JudgementRow.id)))


def judged_calls(session: Session) -> tuple[str, ...]:
    """Return the ids of the calls that have judgements, in order of their start."""
    calls = select(CallRow.id).where(CallRow.id.in_(select(JudgementRow.call_id)))
    return tuple(session.scalars(calls.order_by(CallRow.started_at, CallRow.id)))


def view_judgement(session: Session, judgement_id: str) -> JudgementView:
    """Return one judgement as it is listed. Raises NotFound."""
    row = session.execute(_views().where(JudgementRow.id == judgement_id)).one_or_none()
    if row is None:
        raise _not_found(judgement_id)
    return _view(*row)


def list_judgements(
    session: Session, wanted: JudgementFilter, *, limit: int, cursor: str | None = None
) -> Page[JudgementView]:
    """Return judgements, the newest first, from after the cursor. Raises InvalidInput on a foreign one."""
    query = _views()
    for condition in _conditions(session, wanted):
        query = query.where(condition)
    if cursor is not None:
        made, last_id = decode_cursor(cursor, types=(str, str))
        at = parse_instant(str(made))
        earlier = JudgementRow.created_at < at
        query = query.where(earlier | ((JudgementRow.created_at == at) & (JudgementRow.id < last_id)))
    query = query.order_by(JudgementRow.created_at.desc(), JudgementRow.id.desc()).limit(limit + 1)
    views = [_view(*row) for row in session.execute(query)]
    more = views[limit - 1].judgement if len(views) > limit else None
    return Page(
        items=tuple(views[:limit]),
        next_cursor=encode_cursor([more.created_at.isoformat(), more.id]) if more else None,
    )


def kind_tallies(session: Session, window: Window) -> dict[Found, Tally]:
    """Return how often people agreed with what each version of each detector found, by kind.

    Only verdicts given on a moment of that very version count. One that changed the category but not the kind agrees
    with the kind.
    """
    of = (JudgementRow.detector, JudgementRow.detector_version, JudgementRow.kind)
    query = select(*of, JudgementRow.verdict, JudgementRow.new_kind, func.count()).where(_ON_FOUND, _in_calls(window))
    rows: Any = session.execute(query.group_by(*of, JudgementRow.verdict, JudgementRow.new_kind).order_by(*of))
    found: dict[Found, Tally] = {}
    for detector, version, kind, verdict, new_kind, count in rows:
        key = Found(detector=detector or "", version=version or "", kind=Kind(kind))
        agreed = Verdict.CONFIRM if new_kind == kind else Verdict(verdict)
        found[key] = _counted(found.get(key, Tally()), agreed, count)
    return found


def theme_tallies(session: Session, window: Window) -> dict[str, Tally]:
    """Return how often people agreed with what was in each theme when they judged it, by the theme's present id."""
    of = (JudgementRow.theme_id, JudgementRow.verdict)
    query = select(*of, func.count()).where(_ON_FOUND, _in_calls(window), JudgementRow.theme_id.is_not(None))
    rows: Any = session.execute(query.group_by(*of)).all()
    successors = _successors(session) if rows else {}
    found: dict[str, Tally] = {}
    for theme_id, verdict, count in rows:
        current = _follow(theme_id, successors)
        found[current] = _counted(found.get(current, Tally()), Verdict(verdict), count)
    return found


def _not_found(judgement_id: str) -> NotFound:
    return NotFound(f"There is no correction {judgement_id}; it may have been undone already.")


def _views() -> Any:
    current = current_analysis()
    applies = or_(
        exists().where(MomentRow.judgement_id == JudgementRow.id, MomentRow.analysis == current),
        exists().where(RejectedMomentRow.judgement_id == JudgementRow.id, RejectedMomentRow.analysis == current),
    )
    return select(JudgementRow, CallRow.title, applies).join(CallRow, CallRow.id == JudgementRow.call_id)


def _in_calls(window: Window) -> ColumnElement[bool]:
    """Return the condition that a judgement is on a call of the window."""
    return JudgementRow.call_id.in_(select(CallRow.id).where(*window_conditions(window)))


def _counted(tally: Tally, verdict: Verdict, count: int) -> Tally:
    return Tally(
        right=tally.right + count * (verdict is Verdict.CONFIRM),
        rejected=tally.rejected + count * (verdict is Verdict.REJECT),
        relabelled=tally.relabelled + count * (verdict is Verdict.RELABEL),
    )


def _successors(session: Session) -> dict[str, str]:
    taken_up = select(ThemeRow.id, ThemeRow.successor_id).where(ThemeRow.successor_id.is_not(None))
    rows: Any = session.execute(taken_up)
    return dict(tuple(row) for row in rows)


def _follow(theme_id: str, successors: Mapping[str, str]) -> str:
    seen = set()
    while theme_id in successors and theme_id not in seen:
        seen.add(theme_id)
        theme_id = successors[theme_id]
    return theme_id


def _conditions(session: Session, wanted: JudgementFilter) -> Iterable[ColumnElement[bool]]:
    equals: Mapping[Any, object] = {
        JudgementRow.call_id: wanted.call_id,
        JudgementRow.moment_id: wanted.moment_id,
        JudgementRow.verdict: wanted.verdict,
        JudgementRow.kind: wanted.kind,
        JudgementRow.detector: wanted.detector,
        JudgementRow.detector_version: wanted.detector_version,
    }
    conditions = [column == value for column, value in equals.items() if value is not None]
    if wanted.theme_id is not None:
        successors = _successors(session)
        same = [old for old in successors if _follow(old, successors) == wanted.theme_id]
        conditions.append(JudgementRow.theme_id.in_([wanted.theme_id, *same]))
    if wanted.updated_since is not None:
        conditions.append(JudgementRow.created_at >= wanted.updated_since)
    return [*conditions, *window_conditions(wanted.window)]


def _view(judgement: JudgementRow, title: str, applies: object) -> JudgementView:
    return JudgementView(judgement=_judgement(judgement), call_title=title, applies=bool(applies))


def _values(judgement: Judgement) -> dict[str, Any]:
    found = judgement.found or judgement.label
    assert found is not None, "what was added has a label, anything else was found"
    new = judgement.label if judgement.verdict is Verdict.RELABEL else None
    made_by = judgement.found_by
    return {
        "id": judgement.id,
        "call_id": judgement.call_id,
        "moment_id": judgement.moment_id,
        "verdict": judgement.verdict.value,
        "kind": found.kind.value,
        "category": found.category.value if found.category else None,
        "new_kind": new.kind.value if new else None,
        "new_category": new.category.value if new and new.category else None,
        **asdict(judgement.anchor),
        "detector": made_by.name if made_by else None,
        "detector_version": made_by.version if made_by else None,
        "found_by": made_by.as_dict() if made_by else None,
        "theme_id": judgement.theme_id,
        "version": judgement.version,
        "made_by": judgement.made_by,
        "created_at": judgement.created_at,
    }


def _judgement(row: JudgementRow) -> Judgement:
    verdict = Verdict(row.verdict)
    given = _label(row.kind, row.category)
    label = {Verdict.REJECT: None, Verdict.RELABEL: _label(row.new_kind, row.new_category)}.get(verdict, given)
    return Judgement(
        id=row.id,
        call_id=row.call_id,
        moment_id=row.moment_id,
        verdict=verdict,
        anchor=Anchor(turn_index=row.turn_index, quote=row.quote, start_s=row.start_s, end_s=row.end_s),
        found=None if verdict is Verdict.ADD else given,
        label=label,
        found_by=provenance_from_dict(row.found_by) if row.found_by else None,
        theme_id=row.theme_id,
        version=row.version,
        made_by=row.made_by,
        created_at=row.created_at,
    )


def _label(kind: str | None, category: str | None) -> Label | None:
    return Label(kind=Kind(kind), category=Category(category) if category else None) if kind else None
