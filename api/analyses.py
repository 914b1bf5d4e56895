"""/v1/analyses: versions of the analysis, how they differ on the same calls, and the switch from one to another."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.access import CanReadThemes, CanWriteThemes, DatabaseDep
from api.cached import Remembered
from api.comparing import Both, Compared, compare, pair_of
from api.moments import MomentOut
from api.redacting import SeesAll, shown_evidence
from api.wire import Cursor, From, Limit, ListOut, ProvenanceOut, RateOut, To, instant
from calls.analysis import AnalysisState
from calls.errors import InvalidInput
from calls.moment import Kind
from calls.theme import ThemeState
from insight.versions import Part, Split
from store.analyses import AnalysisView, switch_analysis, view_analyses, view_analysis
from store.comparing import compared_moments
from store.cursor import decode_cursor, encode_cursor
from store.moments import MomentFilter
from store.themes import Window, resolve_theme

router = APIRouter(prefix="/v1/analyses", tags=["analyses"])
Number = Annotated[int, Path(ge=1, le=1_000_000, examples=[2])]
_BEFORE_FROM = Query(description="The earlier window, to split changes: calls that started at this instant or later.")
_BEFORE_TO = Query(description="The earlier window: calls that started before this instant.")
_WITH = Query(alias="with", ge=1, le=1_000_000, description="Compare with this one, not with the current one.")
_OTHER_FINDS = Query(description="Only calls in which the other analysis finds the theme too, or (false) does not.")


class AnalysisOut(BaseModel):
    """Everything that one version of the detector and encoder found, kept apart from what others found.

    One is `current`: every list, count, rate and trend is of it alone. One that is `building` is made beside it; one
    that is `kept` was current before. `calls` of `ready_calls` finished calls went through it.
    """

    number: int = Field(examples=[2])
    state: AnalysisState
    made_by: list[ProvenanceOut] = Field(description="Detector and encoder; empty for what was there before versions.")
    calls: int
    ready_calls: int
    complete: bool = Field(description="Whether every finished call went through it.")
    analysed: int = Field(description="Calls of it that rates are counted over.")
    moments: int
    created_at: datetime
    made_current_at: datetime | None

    @classmethod
    def of(cls, view: AnalysisView) -> "AnalysisOut":
        """Return the wire shape of an analysis."""
        analysis = view.analysis
        return cls(
            number=analysis.number,
            state=analysis.state,
            made_by=[ProvenanceOut.model_validate(each.as_dict()) for each in analysis.made_by],
            calls=view.calls,
            ready_calls=view.ready,
            complete=view.is_complete,
            analysed=view.analysed,
            moments=view.moments,
            created_at=analysis.created_at,
            made_current_at=analysis.made_current_at,
        )


@router.get("", dependencies=[CanReadThemes])
def read_analyses(db: DatabaseDep) -> ListOut[AnalysisOut]:
    """List all analyses, the newest first."""
    with db.reading() as session:
        return ListOut(items=[AnalysisOut.of(view) for view in view_analyses(session)])


@router.get("/{number}", dependencies=[CanReadThemes])
def read_analysis(db: DatabaseDep, number: Number) -> AnalysisOut:
    """Return one analysis."""
    with db.reading() as session:
        return AnalysisOut.of(view_analysis(session, number))


@router.post("/{number}/current", dependencies=[CanWriteThemes])
def make_current(db: DatabaseDep, number: Number) -> AnalysisOut:
    """Make this the analysis that every number is of; the one before is kept, so the same call takes it back.

    Nothing is computed: themes, placements and counts of both are there. Asking twice changes nothing.
    """
    with db.transaction() as session:
        switch_analysis(session, number)
        return AnalysisOut.of(view_analysis(session, number))


class FoundOut(BaseModel):
    """In how many of the `old.n` calls that both analyses hold each finds a theme: both, or only one of them."""

    both: int
    only_old: int
    only_new: int
    old: RateOut
    new: RateOut

    @classmethod
    def of(cls, both: Both) -> "FoundOut":
        """Return the wire shape of a theme in one window."""
        return cls(
            both=both.both,
            only_old=both.only_old,
            only_new=both.only_new,
            old=RateOut.of(both.old),
            new=RateOut.of(both.new),
        )


class PartOut(BaseModel):
    """A part of a change in shares of calls, with its 95 % interval."""

    value: float = Field(examples=[0.04])
    low: float
    high: float

    @classmethod
    def of(cls, part: Part) -> "PartOut":
        """Return the wire shape of a part."""
        return cls(value=part.value, low=part.low, high=part.high)


class SplitOut(BaseModel):
    """The change from the old analysis in the earlier window to the new one in the later: what made it.

    `market` is what buyers did, measured within one analysis; `model` what the upgrade did, measured on the same calls.
    They add up to `total`.
    """

    total: float
    market: PartOut
    model: PartOut

    @classmethod
    def of(cls, made: Split) -> "SplitOut":
        """Return the wire shape of a split."""
        return cls(total=made.total, market=PartOut.of(made.market), model=PartOut.of(made.model))


class ComparedOut(BaseModel):
    """One theme in both analyses. `only_in` says that one of them does not voice it in any call."""

    theme_id: str = Field(examples=["th_0123456789ab"])
    kind: Kind
    label: str
    state: ThemeState
    only_in: Literal["old", "new"] | None
    found: FoundOut
    before: FoundOut | None = Field(description="In the earlier window, where one is given.")
    change: SplitOut | None = Field(description="Null without an earlier window, or where a window has no calls.")

    @classmethod
    def of(cls, compared: Compared) -> "ComparedOut":
        """Return the wire shape of a compared theme."""
        theme = compared.theme
        return cls(
            theme_id=theme.id,
            kind=theme.kind,
            label=theme.label,
            state=theme.state,
            only_in=None if theme.in_old and theme.in_new else "old" if theme.in_old else "new",
            found=FoundOut.of(compared.later),
            before=FoundOut.of(compared.earlier) if compared.earlier else None,
            change=SplitOut.of(compared.split) if compared.split else None,
        )


class ComparisonOut(ListOut[ComparedOut]):
    """Themes of two analyses on the calls that both hold. `old` is the lower number, whichever is current."""

    old: int
    new: int
    calls: int = Field(description="Calls of the window that both hold and count.")
    before_calls: int | None = Field(description="The same of the earlier window.")


@router.get("/{number}/comparison", dependencies=[CanReadThemes, Remembered])
def read_comparison(
    db: DatabaseDep,
    number: Number,
    *,
    other: Annotated[int | None, _WITH] = None,
    start_from: From = None,
    to: To = None,
    before_from: Annotated[datetime | None, _BEFORE_FROM] = None,
    before_to: Annotated[datetime | None, _BEFORE_TO] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ComparisonOut:
    """Compare an analysis with the current one (the current one with the newest other), theme by theme.

    Only calls that both hold are counted, so a difference is the model's. With an earlier window beside `from` and `to`
    each theme's change is split into what the market did and what the model did.
    """
    earlier = None
    if before_from or before_to:
        earlier = Window(start_from=instant(before_from), start_to=instant(before_to))
        if start_from is None and to is None:
            raise InvalidInput("Give the later window beside the earlier one: `from`, `to` or both.")
    after = max(int(decode_cursor(cursor, types=(int,))[0]), 0) if cursor is not None else 0
    with db.reading() as session:
        pair = pair_of(session, number, other=other)
        made = compare(session, pair, Window(start_from=instant(start_from), start_to=instant(to)), earlier=earlier)
    shown = made.themes[after : after + limit]
    more = after + limit < len(made.themes)
    return ComparisonOut(
        items=[ComparedOut.of(each) for each in shown],
        next_cursor=encode_cursor([after + limit]) if more else None,
        old=pair.old,
        new=pair.new,
        calls=made.calls,
        before_calls=made.earlier_calls,
    )


@router.get("/{number}/evidence", dependencies=[CanReadThemes])
def read_compared_evidence(
    db: DatabaseDep,
    in_full: SeesAll,
    number: Number,
    *,
    theme_id: Annotated[str, Query(max_length=60)],
    other: Annotated[int | None, _WITH] = None,
    other_finds: Annotated[bool | None, _OTHER_FINDS] = None,
    start_from: From = None,
    to: To = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[MomentOut]:
    """List what an analysis finds of a theme in the calls that it is compared on: the calls that `found` counts.

    `other_finds` leaves those that both find, or that only this one does.
    """
    with db.reading() as session:
        pair = pair_of(session, number, other=other)
        window = Window(start_from=instant(start_from), start_to=instant(to))
        wanted = MomentFilter(theme_id=resolve_theme(session, theme_id), window=window, analysis=number)
        found = compared_moments(session, pair, wanted, other_finds=other_finds, limit=limit, cursor=cursor)
        shown = shown_evidence(session, found.items, in_full=in_full)
    items = [MomentOut.of(each, redacted=not in_full) for each in shown]
    return ListOut(items=items, next_cursor=found.next_cursor)
