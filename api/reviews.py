"""/v1/reviews: moments drawn from themes at random, what people say of them, and how right themes are by that."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep, needs
from api.cached import Remembered
from api.moments import MomentOut
from api.redacting import SeesAll, shown_evidence
from api.reviewing import Precision, Question, answer, next_question, precision_of
from api.theme_figures import figures_of
from api.windows import WindowDep
from api.wire import Cursor, Limit, ListOut, RateOut
from calls.moment import Kind
from calls.review import SAMPLE, Answer, Review
from calls.transcript import Role
from insight.rates import Rate
from store.keys import Scope
from store.redaction import masks
from store.reviews import Reviewed, list_reviews, remove_review, reviewed
from store.session import Session
from store.themes import resolve_theme

router = APIRouter(prefix="/v1", tags=["reviews"])
ThemeId = Annotated[str, Path(max_length=60, examples=["th_0123456789ab"])]
MomentId = Annotated[str, Path(max_length=60, examples=["mo_0123456789abcdef0123"])]
Writer = Annotated[Caller, Depends(needs(Scope.THEMES_WRITE))]
_THEME = Query(max_length=60, description="Of this theme only; without it, of whichever waits.")


class ReviewIn(BaseModel):
    """What a person says of a moment that was drawn: `right` where it is about the theme, `skipped` for who knows."""

    answer: Answer


class ReviewOut(BaseModel):
    """What a person said of a moment that was drawn from a theme. `theme_id` is the one it was drawn from."""

    id: str = Field(examples=["rv_0123456789abcdef"])
    theme_id: str
    call_id: str
    moment_id: str
    answer: Answer
    made_by: str
    created_at: datetime

    @classmethod
    def of(cls, review: Review) -> "ReviewOut":
        """Return the wire shape of a review."""
        return cls(
            id=review.id,
            theme_id=review.theme_id,
            call_id=review.call_id,
            moment_id=review.moment_id,
            answer=review.answer,
            made_by=review.made_by,
            created_at=review.created_at,
        )


class ContextTurnOut(BaseModel):
    """A turn around the moment, so that it can be judged."""

    index: int
    role: Role
    text: str


class QuestionOut(BaseModel):
    """A moment that was drawn: is it about the theme? `answered` of `wanted` answers of this theme are there."""

    theme_id: str
    theme_label: str
    kind: Kind
    moment: MomentOut
    context: list[ContextTurnOut]
    answered: int
    wanted: int

    @classmethod
    def of(cls, asked: Question, *, redacted: bool) -> "QuestionOut":
        """Return the wire shape of a question."""
        return cls(
            theme_id=asked.theme.id,
            theme_label=asked.theme.label,
            kind=asked.theme.kind,
            moment=MomentOut.of(asked.evidence, redacted=redacted),
            context=[ContextTurnOut(index=turn.index, role=turn.role, text=turn.text) for turn in asked.context],
            answered=asked.answered,
            wanted=asked.wanted,
        )


class NextOut(BaseModel):
    """The next moment to ask a person about; null where enough is answered."""

    question: QuestionOut | None


@router.get("/reviews/next", dependencies=[CanReadThemes])
def read_next_review(db: DatabaseDep, in_full: SeesAll, *, theme_id: Annotated[str | None, _THEME] = None) -> NextOut:
    """Return the next moment to review: of each theme 20 are drawn at random, in an order that never changes.

    Without `theme_id`, themes come in turn: accepted ones first, then those voiced in most calls.
    """
    with db.reading() as session:
        asked = next_question(session, resolve_theme(session, theme_id) if theme_id else None)
        shown = shown_question(session, asked, in_full=in_full) if asked else None
    return NextOut(question=QuestionOut.of(shown, redacted=not in_full) if shown else None)


@router.get("/reviews", dependencies=[CanReadThemes])
def read_reviews(
    db: DatabaseDep,
    *,
    theme_id: Annotated[str, Query(max_length=60)],
    said: Annotated[Answer | None, Query(alias="answer")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[ReviewOut]:
    """List what people said of moments drawn from a theme: exactly those that its precision counts."""
    with db.reading() as session:
        found = list_reviews(session, resolve_theme(session, theme_id), answer=said, limit=limit, cursor=cursor)
    return ListOut(items=[ReviewOut.of(review) for review in found.items], next_cursor=found.next_cursor)


@router.put("/themes/{theme_id}/reviews/{moment_id}", dependencies=[CanWriteThemes])
def put_review(db: DatabaseDep, theme_id: ThemeId, moment_id: MomentId, wanted: ReviewIn, who: Writer) -> ReviewOut:
    """Say whether a moment that was drawn is about its theme; said again, it replaces what was said before.

    It only measures: the moment stays where it is. To put it aside or to move it, correct or move it.
    """
    with db.transaction() as session:
        current = resolve_theme(session, theme_id)
        return ReviewOut.of(answer(session, current, moment_id, said=wanted.answer, made_by=who.name))


@router.delete("/themes/{theme_id}/reviews/{moment_id}", status_code=204, dependencies=[CanWriteThemes])
def delete_review(db: DatabaseDep, theme_id: ThemeId, moment_id: MomentId) -> None:
    """Take back what was said of a moment of a theme."""
    with db.transaction() as session:
        remove_review(session, resolve_theme(session, theme_id), moment_id)


class CorrectedOut(BaseModel):
    """The theme's rate without its wrong finds, an estimate beside the rate that can be counted.

    Rogan and Gladen's estimator, rate x precision, with a 95 % interval of both uncertainties. `assumes` says what it
    takes for granted.
    """

    value: float | None
    low: float | None
    high: float | None
    too_few: bool
    assumes: str = "Nothing was missed (sensitivity 1), and a call is as often right as a moment: a lower bound."


class ThemePrecisionOut(BaseModel):
    """How right a theme is by what people said of moments drawn from it at random; `precision.n` is right and wrong.

    Corrections made elsewhere are of what people came across and do not count here. `rate` is the theme's share of
    calls in the window, `corrected` the same without its wrong finds.
    """

    theme_id: str
    sample: int = Field(SAMPLE, description="How many moments are drawn.")
    right: int
    wrong: int
    skipped: int
    precision: RateOut
    rate: RateOut
    corrected: CorrectedOut

    @classmethod
    def of(cls, theme_id: str, found: Precision, apparent: Rate) -> "ThemePrecisionOut":
        """Return the wire shape of a precision beside the theme's rate."""
        corrected = found.corrected(apparent)
        return cls(
            theme_id=theme_id,
            right=found.reviewed.right,
            wrong=found.reviewed.wrong,
            skipped=found.reviewed.skipped,
            precision=RateOut.of(found.rate),
            rate=RateOut.of(apparent),
            corrected=CorrectedOut(
                value=corrected.value, low=corrected.low, high=corrected.high, too_few=corrected.too_few
            ),
        )


@router.get("/themes/{theme_id}/precision", dependencies=[CanReadThemes, Remembered])
def read_theme_precision(db: DatabaseDep, theme_id: ThemeId, window: WindowDep) -> ThemePrecisionOut:
    """Return a theme's measured precision with its interval, and its rate in the window corrected for it.

    `GET /v1/reviews` with `theme_id` lists what was said.
    """
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        found = precision_of(reviewed(session, {current}).get(current, Reviewed()))
        apparent = figures_of(session, window, [current])[current].rate
    return ThemePrecisionOut.of(current, found, apparent)


def shown_question(session: Session, asked: Question, *, in_full: bool) -> Question:
    """Return a question as the reader may see it."""
    if in_full:
        return asked
    evidence = shown_evidence(session, (asked.evidence,), in_full=False)[0]
    call_id = asked.evidence.moment.call_id
    mask = masks(session, {call_id: [turn.text for turn in asked.context]})[call_id]
    context = tuple(replace(turn, text=mask.text(turn.text), words=()) for turn in asked.context)
    return replace(asked, evidence=evidence, context=context)
