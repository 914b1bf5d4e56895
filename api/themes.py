"""/v1/themes: what buyers keep saying, counted in calls and accounts, every number open to its quotes."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.access import CanReadThemes, DatabaseDep
from api.moments import MomentOut
from api.precision import PrecisionOut
from api.redacting import SeesAll, shown_evidence
from api.wire import Cursor, From, Limit, ListOut, RateOut, Segment, To, instant
from calls.moment import Kind
from calls.theme import ThemeState
from insight.rates import wilson
from insight.trends import Period, trend
from store.judgements import Tally, theme_tallies
from store.moments import MomentFilter, list_moments
from store.themes import (
    ThemeFilter,
    ThemeView,
    Window,
    analysed_calls,
    get_theme,
    list_themes,
    resolve_theme,
    theme_calls,
)

router = APIRouter(prefix="/v1/themes", tags=["themes"])
ThemeId = Annotated[str, Path(max_length=60, examples=["th_0123456789ab"])]


class ThemeOut(BaseModel):
    """Moments of one kind that voice one underlying concern.

    `mentions` is the number of quotes that `/v1/themes/{id}/evidence` returns with the same filters.
    """

    id: str = Field(examples=["th_0123456789ab"])
    kind: Kind
    label: str = Field(examples=["price per seat"])
    keywords: list[str]
    state: ThemeState
    mentions: int
    calls: int
    accounts: int
    rate: RateOut
    precision: PrecisionOut | None = Field(description="How often people agreed with its quotes; null: none judged.")
    first_at: datetime | None = Field(description="Start of the earliest call it is voiced in.")
    last_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, view: ThemeView, *, analysed: int, judged: Tally | None) -> "ThemeOut":
        """Return the wire shape of a theme counted over `analysed` calls, with how its quotes were `judged`."""
        return cls(
            id=view.id,
            kind=view.kind,
            label=view.label,
            keywords=list(view.keywords),
            state=view.state,
            mentions=view.mentions,
            calls=view.calls,
            accounts=view.accounts,
            rate=RateOut.of(wilson(view.calls, analysed)),
            precision=PrecisionOut.of(judged) if judged else None,
            first_at=view.first_at,
            last_at=view.last_at,
            created_at=view.created_at,
            updated_at=view.updated_at,
        )


@router.get("", dependencies=[CanReadThemes])
def read_themes(
    db: DatabaseDep,
    *,
    kind: Kind | None = None,
    state: ThemeState | None = None,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[ThemeOut]:
    """List themes, those voiced in most calls first. Archived ones only with `state=archived`."""
    window = Window(start_from=instant(start_from), start_to=instant(to), segment=segment)
    with db.reading() as session:
        analysed = len(analysed_calls(session, window))
        page = list_themes(session, ThemeFilter(kind=kind, state=state, window=window), limit=limit, cursor=cursor)
        judged = theme_tallies(session, window)
    items = [ThemeOut.of(view, analysed=analysed, judged=judged.get(view.id)) for view in page.items]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.get("/{theme_id}", dependencies=[CanReadThemes])
def read_theme(
    db: DatabaseDep, theme_id: ThemeId, *, start_from: From = None, to: To = None, segment: Segment = None
) -> ThemeOut:
    """Return one theme. The id of a theme that was taken up by another answers with that one, for ever."""
    window = Window(start_from=instant(start_from), start_to=instant(to), segment=segment)
    with db.reading() as session:
        view = get_theme(session, theme_id, window=window)
        judged = theme_tallies(session, window).get(view.id)
        return ThemeOut.of(view, analysed=len(analysed_calls(session, window)), judged=judged)


@router.get("/{theme_id}/evidence", dependencies=[CanReadThemes])
def read_evidence(
    db: DatabaseDep,
    in_full: SeesAll,
    theme_id: ThemeId,
    *,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[MomentOut]:
    """List every quote a theme's `mentions` counts, exactly those.

    Quotes are verbatim for holders of `calls:write`; for others personal data in them is masked. Their number is
    the same.
    """
    with db.reading() as session:
        wanted = MomentFilter(
            theme_id=resolve_theme(session, theme_id),
            segment=segment,
            start_from=instant(start_from),
            start_to=instant(to),
        )
        page = list_moments(session, wanted, limit=limit, cursor=cursor)
        shown = shown_evidence(session, page.items, in_full=in_full)
    items = [MomentOut.of(found, redacted=not in_full) for found in shown]
    return ListOut(items=items, next_cursor=page.next_cursor)


class TrendPointOut(BaseModel):
    """One step of a trend: its first day (UTC), the calls with the theme, and their share."""

    start: date
    calls: int
    rate: RateOut


class TrendOut(BaseModel):
    """How a theme's rate goes over time."""

    theme_id: str
    period: Period
    points: list[TrendPointOut]


@router.get("/{theme_id}/trend", dependencies=[CanReadThemes])
def read_trend(
    db: DatabaseDep,
    theme_id: ThemeId,
    *,
    period: Period = Period.WEEK,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
) -> TrendOut:
    """Return a theme's rate by week or month of the call's start."""
    window = Window(start_from=instant(start_from), start_to=instant(to), segment=segment)
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        analysed = [started for _, started in analysed_calls(session, window)]
        voiced = theme_calls(session, window, theme_id=current).get(current, ())
    points = [
        TrendPointOut(start=point.start, calls=point.calls, rate=RateOut.of(point.rate))
        for point in trend(voiced, analysed=analysed, period=period)
    ]
    return TrendOut(theme_id=current, period=period, points=points)
