"""Moments: keeping what a call was mined for, and listing it with its call beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from calls.call import Medium
from calls.errors import InvalidInput, NotFound
from calls.formats import moment_from_dict
from calls.judgement import PERSON, Judged
from calls.judging import judgement_id
from calls.moment import Category, Kind, Moment
from calls.transcript import Role
from store.analyses import current_analysis, note_call
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.laying import lay, moment_of, own_vectors, packed
from store.newest_first import calls_along, found_along
from store.tables import AccountRow, CallRow, MomentRow, RejectedMomentRow
from store.theme_tables import CallAnalysisRow, PlacementRow, ThemeRow
from store.windows import Window, window_conditions

_ANY_CALL = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A moment with the call it was said in, the theme it is in and the rep's next turn.

    `transcript_version` is the version of the call's transcript that the quote was found in.
    """

    moment: Moment
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    stage: str | None
    outcome: str | None
    medium: Medium
    theme_id: str | None
    theme_label: str | None
    rep_answer: str | None
    answer_start_s: float | None = None
    transcript_version: int = 1
    judged: Judged | None = None
    judgement_id: str | None = None

    @property
    def is_carried(self) -> bool:
        """Whether what was said of it was said of another detector's moment in the same words."""
        return self.judgement_id is not None and self.judgement_id != judgement_id(self.moment.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentFilter:
    """Which moments to list. Times bound the call's start, half-open.

    `role` is that of who says it.
    `competitor` is whom the moment itself speaks of; a window's competitor is one named somewhere in its call.
    `answered` picks questions by whether the rep answered.
    `analysis` is another one than the current; a theme's moments are then those in calls that count there.
    `updated_since` wants those that were found since then, or whose call was changed since.
    `include_rejected` lists those of one call that a person put aside too; it needs `call_id`.
    """

    call_id: str | None = None
    kind: Kind | None = None
    category: Category | None = None
    role: Role | None = None
    competitor: str | None = None
    answered: bool | None = None
    theme_id: str | None = None
    account_id: str | None = None
    window: Window = _ANY_CALL
    include_rejected: bool = False
    analysis: int | None = None
    updated_since: datetime | None = None


def replace_moments(
    session: Session, call_id: str, moments: Sequence[Moment], *, vectors: NDArray[np.float32], analysis: int
) -> None:
    """Keep these moments as all that was found in a call by one analysis; a moment found again keeps row and theme.

    `vectors` has one row of float32 a moment. The moments are of the call's current transcript with its corrections;
    what people said of moments is laid over them.
    """
    rows = {moment.id: packed(vector) for moment, vector in zip(moments, vectors, strict=True)}
    # An encoder of another width would leave vectors that cannot be compared; those are made anew.
    width = len(next(iter(rows.values()))) if rows else None
    note_call(session, call_id, analysis=analysis)
    own = own_vectors(session, call_id, analysis=analysis, width=width)
    lay(session, call_id, moments, vectors=own | rows, analysis=analysis)


def moments_with_vectors(
    session: Session, *, call_id: str | None = None, analysis: int | None = None
) -> tuple[tuple[Moment, ...], NDArray[np.float32]]:
    """Return moments of an analysis (the current one), of one call or of all, in a stable order, with their vectors.

    Vectors are rows of float32.
    Those that a person has just added have none yet and are left out.
    """
    number = current_analysis() if analysis is None else analysis
    with_vector = (MomentRow.analysis == number, func.length(MomentRow.vector) > 0)
    query = select(MomentRow).where(*with_vector).order_by(MomentRow.id)
    if call_id is not None:
        query = query.where(MomentRow.call_id == call_id)
    rows = list(session.scalars(query))
    if not rows:
        return (), np.zeros((0, 0), dtype=np.float32)
    vectors = np.stack([np.frombuffer(row.vector, dtype="<f4") for row in rows]).astype(np.float32)
    return tuple(moment_of(row) for row in rows), vectors


def moments_fingerprint(session: Session) -> str:
    """Return a text that changes whenever a moment comes or goes."""
    count, newest = session.execute(select(func.count(), func.max(MomentRow.created_at)).select_from(MomentRow)).one()
    return f"{count}:{newest.isoformat() if newest else ''}"


def _evidence_query(analysis: int | None = None, *, of_few_calls: bool = False) -> "Select[*tuple[Any, ...]]":
    # Put otherwise, no index of all moments is used: where only a few calls are looked into, theirs is better.
    of_analysis = MomentRow.analysis + 0 if of_few_calls else MomentRow.analysis
    return (
        select(MomentRow, CallRow, AccountRow.name, ThemeRow.id, ThemeRow.label)
        .join(CallRow, CallRow.id == MomentRow.call_id)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .outerjoin(
            PlacementRow, and_(PlacementRow.analysis == MomentRow.analysis, PlacementRow.moment_id == MomentRow.id)
        )
        .outerjoin(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
        .where(of_analysis == (current_analysis() if analysis is None else analysis))
    )


def get_moment(session: Session, moment_id: str) -> Evidence:
    """Return one moment. Raises NotFound, for one that was rejected too."""
    found = session.execute(_evidence_query().where(MomentRow.id == moment_id)).one_or_none()
    if found is None:
        of_analysis = RejectedMomentRow.analysis == current_analysis()
        aside = session.scalar(select(RejectedMomentRow).where(RejectedMomentRow.id == moment_id, of_analysis))
        raise NotFound(
            f"Moment {moment_id} was put aside by a person; undo the correction {aside.judgement_id} to have it back."
            if aside
            else f"There is no moment {moment_id}."
        )
    return _evidence(*found)


def moments_by_id(session: Session, moment_ids: Sequence[str]) -> dict[str, Evidence]:
    """Return moments by id; one that is not there (any more) is left out. At most some hundred at a time."""
    found = session.execute(_evidence_query().where(MomentRow.id.in_(moment_ids)))
    return {each.moment.id: each for each in (_evidence(*row) for row in found)}


def get_judged(session: Session, moment_id: str) -> tuple[Evidence, Moment | None]:
    """Return a moment, rejected or not, and as it was found (None where no detector found it). Raises NotFound."""
    put_aside = _aside_evidence(session, RejectedMomentRow.id == moment_id)
    if put_aside:
        return put_aside[0], put_aside[0].moment
    shown = get_moment(session, moment_id)
    if shown.moment.provenance == PERSON:
        return shown, None
    of_analysis = MomentRow.analysis == current_analysis()
    found = session.scalar(select(MomentRow.found).where(MomentRow.id == moment_id, of_analysis))
    return shown, moment_from_dict(found) if found else shown.moment


def moments_of_call(session: Session, call_id: str) -> tuple[Evidence, ...]:
    """Return all moments of one call in the order they were said."""
    query = _evidence_query().where(MomentRow.call_id == call_id).order_by(MomentRow.turn_index, MomentRow.id)
    return tuple(_evidence(*row) for row in session.execute(query))


def rejected_of_call(session: Session, call_id: str) -> tuple[Evidence, ...]:
    """Return the moments of one call that a person put aside, in the order they were said."""
    return _aside_evidence(session, RejectedMomentRow.call_id == call_id)


def list_moments(
    session: Session,
    wanted: MomentFilter,
    *,
    limit: int,
    cursor: str | None = None,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> Page[Evidence]:
    """Return moments, those of the newest calls first, from after the cursor. Raises InvalidInput on a foreign one.

    `conditions` on their calls narrow them further.
    """
    after = decode_cursor(cursor, types=(str, str, int, str)) if cursor is not None else None
    ordered, along = (
        _evidence_query(wanted.analysis, of_few_calls=few)
        .where(*moment_conditions(wanted, of_few_calls=few), *conditions_on_calls(wanted), *conditions)
        .where(*([_after(after)] if after is not None else []))
        .order_by(CallRow.started_at.desc(), CallRow.id.desc(), MomentRow.turn_index, MomentRow.id)
        .limit(limit + 1)
        for few in (False, True)
    )

    def read(calls: Sequence[str] | None) -> list[Evidence]:
        chosen = ordered if calls is None else along.where(CallRow.id.in_(calls))
        return [_evidence(*row) for row in session.execute(chosen)]

    chunks = calls_along(
        session,
        [*conditions_on_calls(wanted), *conditions],
        after=(after[0], after[1], True) if after else None,
        first=limit + 1,
        theme=(wanted.theme_id, wanted.analysis or current_analysis()) if wanted.theme_id else None,
    )
    # The moments of one call need no walk.
    found = read(None) if wanted.call_id else found_along(chunks, read, wanted=limit + 1)
    if wanted.include_rejected:
        found = sorted([*found, *_rejected(session, wanted, after=after)], key=_said)
    more = found[limit - 1] if len(found) > limit else None
    return Page(items=tuple(found[:limit]), next_cursor=_cursor_of(more) if more else None)


def _rejected(session: Session, wanted: MomentFilter, *, after: Sequence[str | int | float] | None) -> list[Evidence]:
    """Return what a person put aside in the one call that is listed and that the other filters let through."""
    if wanted.call_id is None:
        raise InvalidInput("Rejected moments are listed call by call: give `call_id` with `include_rejected`.")
    call = select(CallRow.id).where(CallRow.id == wanted.call_id, *conditions_on_calls(wanted))
    if wanted.theme_id is not None or session.scalar(call) is None:
        return []
    last = (after[2], after[3]) if after else (-1, "")
    return [
        item
        for item in rejected_of_call(session, wanted.call_id)
        if wanted.kind in (None, item.moment.kind)
        and wanted.category in (None, item.moment.category)
        and wanted.role in (None, item.moment.role)
        and _said(item) > last
    ]


def _said(item: Evidence) -> tuple[int, str]:
    return item.moment.turn_index, item.moment.id


def _aside_evidence(session: Session, condition: ColumnElement[bool]) -> tuple[Evidence, ...]:
    query = (
        select(RejectedMomentRow, CallRow, AccountRow.name)
        .join(CallRow, CallRow.id == RejectedMomentRow.call_id)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(condition, RejectedMomentRow.analysis == current_analysis())
        .order_by(RejectedMomentRow.turn_index, RejectedMomentRow.id)
    )
    return tuple(_evidence(row, call, account, None, None) for row, call, account in session.execute(query))


def _cursor_of(evidence: Evidence) -> str:
    moment = evidence.moment
    return encode_cursor([evidence.started_at.isoformat(), moment.call_id, moment.turn_index, moment.id])


def _after(keys: Sequence[str | int | float]) -> Any:
    started, call_id, turn_index, moment_id = keys
    started_at = parse_instant(str(started))
    same_call = and_(CallRow.started_at == started_at, CallRow.id == call_id)
    return (
        (CallRow.started_at < started_at)
        | and_(CallRow.started_at == started_at, CallRow.id < call_id)
        | and_(same_call, MomentRow.turn_index > turn_index)
        | and_(same_call, MomentRow.turn_index == turn_index, MomentRow.id > moment_id)
    )


def moment_conditions(wanted: MomentFilter, moment: Any = MomentRow, *, of_few_calls: bool = False) -> list[Any]:
    """Return what moments must fulfil themselves, in a query that has their placements and themes beside them.

    `moment` has the columns of moments under their names. `of_few_calls` says that the calls are given, so that no
    index of another column is to be taken.
    """
    equals: Mapping[Any, object] = {
        moment.kind: wanted.kind,
        moment.category: wanted.category,
        moment.role: wanted.role,
        moment.competitor: wanted.competitor,
    }
    columns = {column: column.concat("") if of_few_calls else column for column in equals}
    conditions: list[Any] = [columns[column] == value for column, value in equals.items() if value is not None]
    if wanted.call_id is not None:
        conditions.append(moment.call_id == wanted.call_id)
    if wanted.answered is not None:
        conditions.append(moment.answered.is_(wanted.answered))
    if wanted.updated_since is not None:
        since = wanted.updated_since
        changed = select(CallRow.id).where(CallRow.updated_at >= since)
        conditions.append(or_(moment.created_at >= since, moment.call_id.in_(changed)))
    if wanted.theme_id is not None:
        # What a theme counts: of its sub-themes too.
        conditions.append(or_(PlacementRow.theme_id == wanted.theme_id, ThemeRow.parent_id == wanted.theme_id))
    return conditions


def conditions_on_calls(wanted: MomentFilter) -> list[Any]:
    """Return what the calls of moments must fulfil."""
    conditions: list[Any] = [CallRow.account_id == wanted.account_id] if wanted.account_id is not None else []
    if wanted.theme_id is not None:
        # What a theme counts is in calls that are counted.
        conditions.append(CallRow.analysed if wanted.analysis is None else _counts_in(wanted.analysis))
    return [*conditions, *window_conditions(wanted.window)]


def _counts_in(analysis: int) -> ColumnElement[bool]:
    counted = CallAnalysisRow.analysis == analysis, CallAnalysisRow.analysed
    return CallRow.id.in_(select(CallAnalysisRow.call_id).where(*counted))


def _evidence(
    row: MomentRow | RejectedMomentRow,
    call: CallRow,
    account: str | None,
    theme_id: str | None,
    theme_label: str | None,
) -> Evidence:
    return Evidence(
        moment=moment_of(row) if isinstance(row, MomentRow) else moment_from_dict(row.found),
        call_title=call.title,
        started_at=call.started_at,
        account=account,
        segment=call.segment,
        stage=call.stage,
        outcome=call.outcome,
        medium=Medium(call.medium),
        theme_id=theme_id,
        theme_label=theme_label,
        rep_answer=row.rep_answer,
        answer_start_s=row.answer_start_s if isinstance(row, MomentRow) else None,
        transcript_version=row.transcript_version,
        judged=Judged(row.judged) if row.judged else None,
        judgement_id=row.judgement_id,
    )
