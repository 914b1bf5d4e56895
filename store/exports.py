"""Calls and moments as flat rows for files, in the order of their lists, read a batch of calls at a time.

A stream is as long as the list it goes with and is never whole in memory: calls are read through a cursor of the
database, and the moments of a few hundred of them at once. It goes past the ORM, which would take most of the time.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from store.analyses import current_number
from store.moments import MomentFilter, conditions_on_calls, moment_conditions
from store.redaction import shown_texts
from store.tables import AccountRow, CallRow, MomentRow
from store.theme_tables import PlacementRow, ThemeRow

CALLS_AT_ONCE = 200
Row = tuple[Any, ...]
# Generators, so that whoever has had enough can end their queries.
Batches = Generator[list[Row]]


class ColumnType(StrEnum):
    """What the cells of a column are: `str`, `int`, `float`, `bool`, an aware `datetime`, a tuple of `str`; or None."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: in every format under the same name."""

    name: str
    type: ColumnType = ColumnType.TEXT


_CALL_OF_MOMENT = (
    Column("call_title"),
    Column("started_at", ColumnType.INSTANT),
    Column("account_id"),
    Column("account"),
    Column("segment"),
    Column("stage"),
    Column("outcome"),
    Column("lead_source"),
    Column("audio_url"),
)
MOMENT_COLUMNS = (
    Column("id"),
    Column("call_id"),
    Column("turn_index", ColumnType.INTEGER),
    Column("kind"),
    Column("category"),
    Column("quote"),
    Column("start_s", ColumnType.NUMBER),
    Column("end_s", ColumnType.NUMBER),
    Column("role"),
    Column("score", ColumnType.NUMBER),
    Column("competitor"),
    Column("rep_answer"),
    Column("answer_turn_index", ColumnType.INTEGER),
    Column("answer_start_s", ColumnType.NUMBER),
    Column("answered", ColumnType.BOOLEAN),
    Column("came_back", ColumnType.BOOLEAN),
    Column("came_back_id"),
    Column("theme_id"),
    Column("theme_label"),
    *_CALL_OF_MOMENT,
    Column("transcript_version", ColumnType.INTEGER),
    Column("judged"),
    Column("correction_id"),
    Column("provenance_name"),
    Column("provenance_version"),
    Column("redacted", ColumnType.BOOLEAN),
)


_OF_CALLS = select(
    MomentRow.analysis, MomentRow.call_id, MomentRow.turn_index, MomentRow.id, MomentRow.kind, MomentRow.category,
    MomentRow.quote, MomentRow.start_s, MomentRow.end_s, MomentRow.role, MomentRow.score, MomentRow.competitor,
    MomentRow.rep_answer, MomentRow.answer_turn_index, MomentRow.answer_start_s, MomentRow.answered,
    MomentRow.came_back_id, MomentRow.transcript_version, MomentRow.judged, MomentRow.judgement_id,
    MomentRow.provenance, MomentRow.created_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _CallPart:
    """What the rows of a call's moments share, in the order of the columns; its title may be masked."""

    title: str
    rest: Row


def moment_rows(session: Session, wanted: MomentFilter, *, in_full: bool) -> Batches:
    """Yield the rows of moments in the order of `store.moments.list_moments`; personal data masked unless `in_full`.

    `include_rejected` is not heard: what a person put aside is in no file.
    """
    analysis = wanted.analysis if wanted.analysis is not None else current_number(session)
    if analysis is None:
        return
    labels = _labels(session)
    for calls in _calls_of_moments(session, wanted, analysis=analysis):
        found = _moments_of(session, wanted, calls=list(calls), analysis=analysis)
        shown = None if in_full else shown_texts(session, _texts(found, calls))
        rows: list[Row] = []
        for call_id in (each for each in calls if each in found):
            rows += _rows(found[call_id], calls[call_id], labels, shown[call_id] if shown is not None else None)
        yield rows


def read(session: Session, query: Any) -> "CursorResult[*tuple[Any, ...]]":
    """Run a query whose rows are taken by `partitions()`, a batch at a time, and held by the database until then."""
    return session.connection().execute(query, execution_options={"yield_per": CALLS_AT_ONCE})


def more_moments_than(session: Session, wanted: MomentFilter, most: int) -> bool:
    """Whether there are more than `most` moments of this kind; counts no further than that."""
    analysis = wanted.analysis if wanted.analysis is not None else current_number(session)
    query = (
        select(MomentRow.id)
        .join(CallRow, CallRow.id == MomentRow.call_id)
        .outerjoin(PlacementRow, _placed())
        .outerjoin(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
        .where(MomentRow.analysis == analysis, *moment_conditions(wanted), *conditions_on_calls(wanted))
        .limit(most + 1)
    )
    return (session.scalar(select(func.count()).select_from(query.subquery())) or 0) > most


def _placed() -> Any:
    return and_(PlacementRow.analysis == MomentRow.analysis, PlacementRow.moment_id == MomentRow.id)


def _labels(session: Session) -> dict[str, str]:
    found = session.execute(select(ThemeRow.id, ThemeRow.label))
    return {theme_id: label for theme_id, label in found}  # noqa: C416  (a row is no tuple to the type checker)


def _calls_of_moments(session: Session, wanted: MomentFilter, *, analysis: int) -> Iterator[dict[str, _CallPart]]:
    columns = (CallRow.id, CallRow.title, CallRow.started_at, CallRow.account_id, AccountRow.name, CallRow.segment,
               CallRow.stage, CallRow.outcome, CallRow.lead_source, CallRow.medium)  # fmt: skip
    query = (
        select(*columns)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(*conditions_on_calls(wanted), *_calls_with(wanted, analysis=analysis))
        .order_by(CallRow.started_at.desc(), CallRow.id.desc())
    )
    with closing(read(session, query)) as result:
        for rows in result.partitions():
            yield {row[0]: _call_part(row[0], row[1:]) for row in rows}


def _call_part(call_id: str, of_call: Sequence[Any]) -> _CallPart:
    title, *rest, medium = of_call
    audio = f"/v1/calls/{call_id}/audio" if medium == "audio" else None
    return _CallPart(title, (*rest, audio))


def _calls_with(wanted: MomentFilter, *, analysis: int) -> list[Any]:
    """Return what narrows the calls down to those that may have such a moment, where the database can tell quickly."""
    of_analysis = select(MomentRow.call_id).where(MomentRow.analysis == analysis)
    conditions = [CallRow.id == wanted.call_id] if wanted.call_id is not None else []
    if wanted.competitor is not None:
        conditions.append(CallRow.id.in_(of_analysis.where(MomentRow.competitor == wanted.competitor)))
    if wanted.theme_id is not None:
        parts = select(ThemeRow.id).where(or_(ThemeRow.id == wanted.theme_id, ThemeRow.parent_id == wanted.theme_id))
        placed = of_analysis.join(PlacementRow, _placed()).where(PlacementRow.theme_id.in_(parts))
        conditions.append(CallRow.id.in_(placed))
    return conditions


def _moments_of(
    session: Session, wanted: MomentFilter, *, calls: Sequence[str], analysis: int
) -> dict[str, list[Sequence[Any]]]:
    """Return the moments of some calls, by call, each call's in the order they were said."""
    # The offset keeps either database from choosing, for some hundred calls, to look through all moments of a kind.
    moment = _OF_CALLS.where(MomentRow.analysis == analysis, MomentRow.call_id.in_(calls)).offset(0).subquery().c
    placed = and_(PlacementRow.analysis == moment.analysis, PlacementRow.moment_id == moment.id)
    query = (
        select(
            moment.call_id, moment.turn_index, moment.id, moment.kind, moment.category, moment.quote, moment.start_s,
            moment.end_s, moment.role, moment.score, moment.competitor, moment.rep_answer, moment.answer_turn_index,
            moment.answer_start_s, moment.answered, moment.came_back_id, PlacementRow.theme_id,
            moment.transcript_version, moment.judged, moment.judgement_id, cast(moment.provenance, Text),
        )
        .outerjoin(PlacementRow, placed)
        .where(*moment_conditions(wanted, moment))
    )  # fmt: skip
    if wanted.theme_id is not None:
        query = query.outerjoin(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
    found: dict[str, list[Sequence[Any]]] = {}
    for row in session.connection().execute(query).all():
        found.setdefault(row[0], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row[1], row[2]))
    return found


def _texts(found: dict[str, list[Sequence[Any]]], calls: dict[str, _CallPart]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for call_id, rows in found.items():
        answers = [row[11] for row in rows if row[11]]
        texts[call_id] = [calls[call_id].title, *(row[5] for row in rows), *answers]
    return texts


def _rows(
    found: Sequence[Sequence[Any]], call: _CallPart, labels: dict[str, str], shown: dict[str, str] | None
) -> Iterator[Row]:
    of_call = (shown[call.title] if shown is not None else call.title, *call.rest)
    for (
        call_id, turn_index, moment_id, kind, category, quote, start_s, end_s, role, score, competitor, answer,
        answer_turn, answer_start_s, answered, came_back_id, theme_id, version, judged, judgement, made_by,
    ) in found:  # fmt: skip
        if shown is not None:
            quote, answer = shown[quote], shown[answer] if answer else answer
        yield (
            moment_id, call_id, turn_index, kind, category, quote, start_s, end_s, role, score, competitor, answer,
            answer_turn, answer_start_s, answered, came_back_id is not None, came_back_id, theme_id,
            labels.get(theme_id) if theme_id else None, *of_call, version, judged, judgement, *_maker(made_by),
            shown is not None,
        )  # fmt: skip


@lru_cache(maxsize=1000)
def _maker(provenance: str) -> tuple[str, str]:
    shape = json.loads(provenance)
    return shape["name"], shape["version"]
