"""/v1/themes: what buyers keep saying, counted in calls and accounts, every number open to its quotes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.access import CanReadThemes, DatabaseDep
from api.as_of import AsOfOut, CountedListOut, as_of_fields
from api.cached import Remembered, RememberedView, forget
from api.including import including
from api.moments import MomentOut
from api.precision import PrecisionOut
from api.redacting import SeesAll, shown_evidence
from api.theme_changes import EventOut
from api.theme_listing import Listed, listed_themes, one_theme
from api.theme_numbers import PartsOut, TrendOut, parts_out, trend_out
from api.theme_params import Parent, ThemeId, Voiced, parent_of
from api.theme_wire import FiguresOut, figures_fields
from api.windows import WindowDep
from api.wire import Cursor, Limit, ListOut, UpdatedSince, instant
from calls.cut import Cut
from calls.moment import Kind
from calls.theme import ThemeState
from insight.trends import Period
from store.analyses import current_number
from store.judgements import Tally, theme_tallies
from store.moments import MomentFilter, list_moments
from store.session import Session
from store.theme_history import lineage
from store.theme_list import ThemeChoice
from store.themes import resolve_theme
from store.windows import Window

router = APIRouter(prefix="/v1/themes", tags=["themes"])
_FIRST = 20
ThemeParts = Annotated[frozenset[str], including("trend", "segments", "evidence", "lineage")]


class ThemeOut(FiguresOut):
    """Moments of one kind that voice one underlying concern.

    `mentions` is the number of quotes that `evidence` returns. A theme's calls, accounts and quotes include those of
    its sub-themes.
    """

    id: str = Field(examples=["th_0123456789ab"])
    kind: Kind
    label: str = Field(examples=["price per seat"])
    keywords: list[str]
    state: ThemeState
    parent_id: str | None = Field(description="The theme that it is a sub-theme of.")
    subthemes: int = Field(description="How many sub-themes it has: list them with `parent`.")
    pinned: bool
    central_quote: str | None = Field(description="The quote that says best what it is about.")
    analysis: int | None = Field(description="The analysis it is counted in: see `/v1/analyses`.")
    precision: PrecisionOut | None = Field(
        description="How often people agreed with those of its quotes that they came across; null: none judged."
    )
    first_at: datetime | None = Field(description="Start of the earliest call it is voiced in.")
    last_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a theme is shown with: the analysis that is current, what was judged of it, and whether in full."""

    analysis: int | None
    judged: Mapping[str, Tally]
    in_full: bool

    @classmethod
    def of(cls, session: Session, window: Window, *, in_full: bool) -> "Around":
        """Return what themes in a window are shown with."""
        return cls(analysis=current_number(session), judged=theme_tallies(session, window), in_full=in_full)


def theme_out(found: Listed, window: Window, around: Around) -> ThemeOut:
    """Return the wire shape of a theme counted over a window."""
    facts, judged = found.facts, around.judged.get(found.facts.id)
    return ThemeOut(
        id=facts.id,
        kind=facts.kind,
        label=facts.label,
        keywords=list(facts.keywords),
        state=facts.state,
        parent_id=facts.parent_id,
        subthemes=facts.subthemes,
        pinned=facts.pinned,
        central_quote=facts.central_quote,
        analysis=around.analysis,
        precision=PrecisionOut.of(judged) if judged else None,
        first_at=found.first_at,
        last_at=found.last_at,
        created_at=facts.created_at,
        updated_at=facts.updated_at,
        **figures_fields(facts.id, found.figures, window, in_full=around.in_full),
    )


@router.get("", dependencies=[CanReadThemes, Remembered])
def read_themes(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    kind: Kind | None = None,
    state: ThemeState | None = None,
    parent: Parent = None,
    voiced: Voiced = False,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CountedListOut[ThemeOut]:
    """List themes: pinned ones first, then those voiced in most calls. Archived ones only with `state=archived`.

    A suggested theme without a quote in any call that is counted is not listed.
    """
    with db.reading() as session:
        choice = ThemeChoice(kind=kind, state=state, parent_id=parent_of(session, parent))
        choice = replace(choice, updated_since=instant(updated_since))
        page = listed_themes(session, choice, window, limit=limit, cursor=cursor, only_voiced=voiced)
        around = Around.of(session, window, in_full=in_full)
        known = as_of_fields(session, window)
    items = [theme_out(found, window, around) for found in page.items]
    return CountedListOut(items=items, next_cursor=page.next_cursor, **known)


class ThemePartsOut(BaseModel):
    """What was asked for with `include`; null: it was not."""

    trend: TrendOut | None = Field(default=None, description="By `period`, as `/trend` has it.")
    segments: PartsOut | None = Field(default=None, description="By the cut `by`, as `/segments` has it.")
    evidence: list[MomentOut] | None = Field(default=None, description="Its first 20 quotes, as in `/evidence`.")
    lineage: list[EventOut] | None = Field(default=None, description="The newest 20 events, as in `/lineage`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsAsked:
    """Which parts of a theme are asked for, with the steps of its trend and the cut of its segments."""

    names: frozenset[str]
    period: Period
    by: Cut


class OneThemeOut(ThemeOut, AsOfOut):
    """One theme, as of when, and the parts that were asked for."""

    included: ThemePartsOut | None = None


@router.get("/{theme_id}", dependencies=[CanReadThemes, Remembered])
def read_theme(
    request: Request,
    db: DatabaseDep,
    in_full: SeesAll,
    theme_id: ThemeId,
    window: WindowDep,
    *,
    include: ThemeParts,
    period: Annotated[Period, Query(description="The steps of an included trend.")] = Period.WEEK,
    by: Annotated[Cut, Query(description="The cut of included segments.")] = Cut.SEGMENT,
) -> OneThemeOut:
    """Return one theme. The id of a theme that was taken up by another answers with that one, for ever."""
    if "evidence" in include:
        forget(request)
    with db.reading() as session:
        found = one_theme(session, theme_id, window)
        around = Around.of(session, window, in_full=in_full)
        known = as_of_fields(session, window)
        parts = PartsAsked(names=include, period=period, by=by)
        included = _included(session, found.facts.id, window, parts, in_full=in_full) if include else None
    return OneThemeOut(**dict(theme_out(found, window, around)), **known, included=included)


def _included(session: Session, theme_id: str, window: Window, asked: PartsAsked, *, in_full: bool) -> ThemePartsOut:
    found = ThemePartsOut()
    if "trend" in asked.names:
        found.trend = trend_out(session, theme_id, window, period=asked.period, in_full=in_full)
    if "segments" in asked.names:
        found.segments = parts_out(session, theme_id, window, by=asked.by, in_full=in_full)
    if "evidence" in asked.names:
        page = list_moments(session, MomentFilter(theme_id=theme_id, window=window), limit=_FIRST)
        shown = shown_evidence(session, page.items, in_full=in_full)
        found.evidence = [MomentOut.of(each, redacted=not in_full) for each in shown]
    if "lineage" in asked.names:
        found.lineage = [EventOut.of(each) for each in lineage(session, theme_id, limit=_FIRST).items]
    return found


@router.get("/{theme_id}/evidence", dependencies=[CanReadThemes, RememberedView])
def read_evidence(
    db: DatabaseDep,
    in_full: SeesAll,
    theme_id: ThemeId,
    window: WindowDep,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[MomentOut]:
    """List every quote a theme's `mentions` counts, exactly those.

    Quotes are verbatim for holders of `calls:write`; for others personal data in them is masked. Their number is
    the same.
    """
    with db.reading() as session:
        wanted = MomentFilter(theme_id=resolve_theme(session, theme_id), window=window)
        page = list_moments(session, wanted, limit=limit, cursor=cursor)
        shown = shown_evidence(session, page.items, in_full=in_full)
    items = [MomentOut.of(found, redacted=not in_full) for found in shown]
    return ListOut(items=items, next_cursor=page.next_cursor)
