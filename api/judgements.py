"""/v1/corrections and what makes them: a person confirms, rejects or relabels a moment, or adds one that was missed."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from api.access import Caller, CanReadCalls, CanWriteCalls, DatabaseDep, needs
from api.errors import Problem
from api.judging import Missed, add, judge, take_back
from api.moments import MomentId, MomentOut
from api.precision import PrecisionOut
from api.redacting import SeesAll, shown_judgements
from api.wire import CallId, Cursor, From, Limit, ListOut, ProvenanceOut, Segment, To, UpdatedSince, instant
from calls.errors import InvalidInput
from calls.judgement import Label, Verdict
from calls.judging import LONGEST_QUOTE, label
from calls.moment import Category, Kind
from store.judgements import JudgementFilter, JudgementView, kind_tallies, list_judgements, view_judgement
from store.keys import Scope
from store.moments import get_moment
from store.session import Database
from store.themes import Window, resolve_theme

router = APIRouter(prefix="/v1", tags=["corrections"])
Writer = Annotated[Caller, Depends(needs(Scope.CALLS_WRITE))]
CorrectionId = Annotated[str, Path(max_length=60, examples=["ju_0123456789abcdef"])]
_NAME = Query(max_length=200)


class VerdictIn(BaseModel):
    """What a person says of a moment. `relabel` needs the right `kind`, and for an objection its `category`."""

    verdict: Literal[Verdict.CONFIRM, Verdict.REJECT, Verdict.RELABEL]
    kind: Kind | None = None
    category: Category | None = None


class MomentIn(BaseModel):
    """A moment that was missed: words of one buyer turn, verbatim. An objection needs its `category`."""

    turn_index: int = Field(ge=0, le=10_000_000, description="The turn's `index` in the transcript.")
    quote: str = Field(max_length=LONGEST_QUOTE, examples=["That is more than we had in mind."])
    kind: Kind
    category: Category | None = None
    version: int | None = Field(
        None, ge=1, description="The transcript version that was looked at; 409 when another is current by now."
    )


class LabelOut(BaseModel):
    """A kind and, for an objection, what it is about."""

    kind: Kind
    category: Category | None

    @classmethod
    def of(cls, label: Label | None) -> "LabelOut | None":
        """Return the wire shape of a label."""
        return cls(kind=label.kind, category=label.category) if label else None


class JudgementOut(BaseModel):
    """What a person said of a moment, and on which words.

    `found` is what the detector took them for (null for one that was added), `is_really` what the person says they are
    (null where they say it is no moment). `applies` says whether a moment of the call carries it now: words may have
    gone with another transcript, or a newer correction may say otherwise.
    """

    id: str = Field(examples=["ju_0123456789abcdef"])
    verdict: Verdict
    call_id: str
    call_title: str
    moment_id: str
    turn_index: int
    quote: str
    start_s: float | None
    end_s: float | None
    found: LabelOut | None
    is_really: LabelOut | None
    found_by: ProvenanceOut | None
    theme_id: str | None = Field(description="The theme it was in when it was judged.")
    transcript_version: int
    applies: bool
    made_by: str
    created_at: datetime
    redacted: bool

    @classmethod
    def of(cls, view: JudgementView, *, redacted: bool) -> "JudgementOut":
        """Return the wire shape of a judgement."""
        judgement, by = view.judgement, view.judgement.found_by
        return cls(
            id=judgement.id,
            verdict=judgement.verdict,
            call_id=judgement.call_id,
            call_title=view.call_title,
            moment_id=judgement.moment_id,
            turn_index=judgement.anchor.turn_index,
            quote=judgement.anchor.quote,
            start_s=judgement.anchor.start_s,
            end_s=judgement.anchor.end_s,
            found=LabelOut.of(judgement.found),
            is_really=LabelOut.of(judgement.label),
            found_by=ProvenanceOut.model_validate(by.as_dict()) if by else None,
            theme_id=judgement.theme_id,
            transcript_version=judgement.version,
            applies=view.applies,
            made_by=judgement.made_by,
            created_at=judgement.created_at,
            redacted=redacted,
        )


@router.post(
    "/moments/{moment_id}/corrections",
    status_code=201,
    dependencies=[CanWriteCalls],
    responses={200: {"description": "The same was said before; nothing changes.", "model": JudgementOut}},
)
def create_judgement(
    request: Request, response: Response, db: DatabaseDep, moment_id: MomentId, wanted: VerdictIn, who: Writer
) -> JudgementOut:
    """Confirm, reject or relabel a moment.

    What the detector stored stays as it is. A rejected moment disappears from every list, count and theme; a relabelled
    one leaves its theme and is placed anew (`reprocess` in the call's status says when that is done). A new verdict on
    the same moment takes the place of the one before. Needs `calls:write`, as every correction of a call does.
    """
    asked = _asked(wanted.kind, wanted.category)
    judgement, new = judge(request, moment_id, verdict=Verdict(wanted.verdict), asked=asked, made_by=who.name)
    response.status_code = 201 if new else 200
    return _out(db, judgement.id)


@router.post(
    "/calls/{call_id}/moments",
    status_code=201,
    dependencies=[CanWriteCalls],
    responses={
        200: {"description": "It was added before; nothing changes.", "model": MomentOut},
        409: {"description": "The transcript changed meanwhile, or the words are a moment already.", "model": Problem},
    },
)
def create_moment(
    request: Request, response: Response, db: DatabaseDep, call_id: CallId, wanted: MomentIn, who: Writer
) -> MomentOut:
    """Add a moment that was missed: words of a buyer's turn, verbatim.

    It counts at once, with score 1 and provenance `person`, and is placed into a theme when the call was gone over
    again. Take it back with `DELETE /v1/corrections/{correction_id}` and the moment's `correction_id`.
    """
    missed = Missed(
        turn_index=wanted.turn_index,
        quote=wanted.quote,
        label=label(wanted.kind, wanted.category),
        version=wanted.version,
    )
    judgement, new = add(request, call_id, missed, made_by=who.name)
    response.status_code = 201 if new else 200
    with db.reading() as session:
        return MomentOut.of(get_moment(session, judgement.moment_id), redacted=False)


@router.get("/corrections", dependencies=[CanReadCalls])
def read_judgements(
    db: DatabaseDep,
    in_full: SeesAll,
    *,
    call_id: Annotated[str | None, _NAME] = None,
    moment_id: Annotated[str | None, _NAME] = None,
    verdict: Verdict | None = None,
    kind: Annotated[Kind | None, Query(description="The kind as it was found, or added.")] = None,
    theme_id: Annotated[str | None, _NAME] = None,
    detector: Annotated[str | None, _NAME] = None,
    detector_version: Annotated[str | None, _NAME] = None,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[JudgementOut]:
    """List what people said of moments, the newest first.

    With the filters of a precision (`theme_id`; or `kind`, `detector` and `detector_version`) these are exactly the `n`
    that it counts.
    """
    with db.reading() as session:
        wanted = JudgementFilter(
            call_id=call_id,
            moment_id=moment_id,
            verdict=verdict,
            kind=kind,
            theme_id=resolve_theme(session, theme_id) if theme_id else None,
            detector=detector,
            detector_version=detector_version,
            window=Window(start_from=instant(start_from), start_to=instant(to), segment=segment),
            updated_since=instant(updated_since),
        )
        page = list_judgements(session, wanted, limit=limit, cursor=cursor)
        shown = shown_judgements(session, page.items, in_full=in_full)
    items = [JudgementOut.of(view, redacted=not in_full) for view in shown]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.delete("/corrections/{correction_id}", status_code=204, dependencies=[CanWriteCalls])
def delete_judgement(request: Request, correction_id: CorrectionId) -> None:
    """Undo what a person said of a moment: it is as if it had never been said."""
    take_back(request, correction_id)


class KindPrecisionOut(BaseModel):
    """How often people agreed with one kind of moment that one version of a detector found."""

    detector: str
    detector_version: str
    kind: Kind
    precision: PrecisionOut


@router.get("/moments/precision", tags=["moments"], dependencies=[CanReadCalls])
def read_precision(
    db: DatabaseDep, *, start_from: From = None, to: To = None, segment: Segment = None
) -> ListOut[KindPrecisionOut]:
    """Return the measured precision of each kind, by detector and version: among the moments that people judged.

    Only verdicts given on a moment of that very version count. A change of category alone agrees with the kind.
    `/v1/corrections` with `kind`, `detector` and `detector_version` lists the `n` behind each.
    """
    with db.reading() as session:
        window = Window(start_from=instant(start_from), start_to=instant(to), segment=segment)
        tallies = kind_tallies(session, window)
    return ListOut(
        items=[
            KindPrecisionOut(
                detector=of.detector, detector_version=of.version, kind=of.kind, precision=PrecisionOut.of(tally)
            )
            for of, tally in tallies.items()
        ]
    )


def _asked(kind: Kind | None, category: Category | None) -> Label | None:
    if kind is None and category is not None:
        raise InvalidInput("Give `kind` beside `category`.")
    return label(kind, category) if kind else None


def _out(db: Database, correction_id: str) -> JudgementOut:
    with db.reading() as session:
        return JudgementOut.of(view_judgement(session, correction_id), redacted=False)
