"""/v1/moments: what buyers did, each with its verbatim quote and where to hear it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.access import CanReadCalls, DatabaseDep
from api.cached import RememberedView
from api.including import including
from api.redacting import SeesAll, shown_evidence, shown_transcript
from api.windows import WindowOfMomentsDep
from api.wire import Cursor, Limit, ListOut, ProvenanceOut, SaidBy, UpdatedSince, instant
from calls.call import Medium
from calls.judgement import Judged
from calls.moment import Category, Kind
from calls.transcript import Role
from store.corrections import corrected_transcript
from store.moments import Evidence, MomentFilter, get_moment, list_moments
from store.session import Session
from store.themes import resolve_theme

router = APIRouter(prefix="/v1/moments", tags=["moments"])
MomentId = Annotated[str, Path(max_length=60, examples=["mo_0123456789abcdef0123"])]

MomentParts = Annotated[frozenset[str], including("context")]
_TURNS_AROUND = 2


class ThemeRefOut(BaseModel):
    """The theme a moment is in."""

    id: str
    label: str


class AnswerOut(BaseModel):
    """A rep's turn after a moment."""

    turn_index: int
    text: str
    start_s: float | None

    @classmethod
    def of(cls, found: Evidence) -> "AnswerOut | None":
        """Return the wire shape of what the rep said next, None where nothing came."""
        index = found.moment.answer_turn_index
        if index is None:
            return None
        return cls(turn_index=index, text=found.rep_answer or "", start_s=found.answer_start_s)


class MomentOut(BaseModel):
    """A moment with its call. `audio_url` is null for a ready transcript; else play it from `start_s` to `end_s`.

    `redacted` says that personal data is hidden in `quote`, `rep_answer` and `call_title`.
    """

    id: str = Field(examples=["mo_0123456789abcdef0123"])
    call_id: str
    turn_index: int
    kind: Kind
    category: Category | None
    quote: str = Field(examples=["That is more than we had in mind."])
    start_s: float | None
    end_s: float | None
    role: Role
    score: float
    competitor: str | None = Field(description="The one name of the competitor it speaks of; null where none is named.")
    rep_answer: str | None = Field(description="What the rep said next.")
    answer: AnswerOut | None = Field(description="The rep's next turn.")
    answered: bool | None = Field(description="Whether that answers; null for all but questions.")
    came_back: bool = Field(description="Whether the same concern comes back later in the call.")
    came_back_id: str | None = Field(description="The moment in which it does.")
    theme: ThemeRefOut | None
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    stage: str | None
    outcome: str | None
    audio_url: str | None
    transcript_version: int = Field(description="The version of the call's transcript that the quote is of.")
    redacted: bool
    judged: Judged | None = Field(description="What a person said of it; `rejected` only with `include_rejected`.")
    correction_id: str | None = Field(description="The correction that says so; delete it to take that back.")
    provenance: ProvenanceOut

    @classmethod
    def of(cls, found: Evidence, *, redacted: bool) -> "MomentOut":
        """Return the wire shape of a moment, which is `redacted` already where that is said."""
        moment = found.moment
        return cls(
            id=moment.id,
            call_id=moment.call_id,
            turn_index=moment.turn_index,
            kind=moment.kind,
            category=moment.category,
            quote=moment.quote,
            start_s=moment.start_s,
            end_s=moment.end_s,
            role=moment.role,
            score=moment.score,
            competitor=moment.competitor,
            rep_answer=found.rep_answer,
            answer=AnswerOut.of(found),
            answered=moment.answered,
            came_back=moment.came_back,
            came_back_id=moment.came_back_id,
            theme=ThemeRefOut(id=found.theme_id, label=found.theme_label or "") if found.theme_id else None,
            call_title=found.call_title,
            started_at=found.started_at,
            account=found.account,
            segment=found.segment,
            stage=found.stage,
            outcome=found.outcome,
            audio_url=f"/v1/calls/{moment.call_id}/audio" if found.medium is Medium.AUDIO else None,
            transcript_version=found.transcript_version,
            redacted=redacted,
            judged=found.judged,
            correction_id=found.judgement_id,
            provenance=ProvenanceOut.model_validate(moment.provenance.as_dict()),
        )


@router.get("", dependencies=[CanReadCalls, RememberedView])
def read_moments(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowOfMomentsDep,
    *,
    call_id: Annotated[str | None, Query(max_length=60)] = None,
    kind: Kind | None = None,
    category: Category | None = None,
    role: SaidBy = None,
    competitor: Annotated[str | None, Query(max_length=300, description="One name, as given in `competitor`.")] = None,
    answered: Annotated[bool | None, Query(description="Only questions that the rep answered, or did not.")] = None,
    theme_id: Annotated[str | None, Query(max_length=60)] = None,
    account_id: Annotated[str | None, Query(max_length=60)] = None,
    updated_since: UpdatedSince = None,
    include_rejected: Annotated[
        bool, Query(description="List what a person put aside too, so that it can be taken back; needs `call_id`.")
    ] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[MomentOut]:
    """List moments, those of the newest calls first and in the order they were said.

    Quotes are verbatim for holders of `calls:write`; for others personal data in them is masked (`[name]`, `[phone]`).
    """
    with db.reading() as session:
        wanted = MomentFilter(
            call_id=call_id,
            kind=kind,
            category=category,
            role=role,
            competitor=competitor or None,
            answered=answered,
            theme_id=resolve_theme(session, theme_id) if theme_id else None,
            account_id=account_id,
            window=window,
            updated_since=instant(updated_since),
            include_rejected=include_rejected,
        )
        page = list_moments(session, wanted, limit=limit, cursor=cursor)
        shown = shown_evidence(session, page.items, in_full=in_full)
    items = [MomentOut.of(found, redacted=not in_full) for found in shown]
    return ListOut(items=items, next_cursor=page.next_cursor)


class TurnAroundOut(BaseModel):
    """A turn before, at or after a moment."""

    index: int
    role: Role
    start_s: float | None
    text: str


class MomentPartsOut(BaseModel):
    """What was asked for with `include`; null: it was not."""

    context: list[TurnAroundOut] | None = Field(
        default=None, description="The two turns before it, its own and the two after."
    )


class OneMomentOut(MomentOut):
    """One moment with the parts that were asked for."""

    included: MomentPartsOut | None = None


@router.get("/{moment_id}", dependencies=[CanReadCalls])
def read_moment(db: DatabaseDep, in_full: SeesAll, moment_id: MomentId, *, include: MomentParts) -> OneMomentOut:
    """Return one moment."""
    with db.reading() as session:
        (shown,) = shown_evidence(session, [get_moment(session, moment_id)], in_full=in_full)
        included = MomentPartsOut(context=_around(session, shown, in_full=in_full)) if include else None
    return OneMomentOut(**dict(MomentOut.of(shown, redacted=not in_full)), included=included)


def _around(session: Session, found: Evidence, *, in_full: bool) -> list[TurnAroundOut]:
    transcript = shown_transcript(session, corrected_transcript(session, found.moment.call_id), in_full=in_full)
    at = found.moment.turn_index
    return [
        TurnAroundOut(index=turn.index, role=turn.role, start_s=turn.start_s, text=turn.text)
        for turn in transcript.turns
        if at - _TURNS_AROUND <= turn.index <= at + _TURNS_AROUND
    ]
