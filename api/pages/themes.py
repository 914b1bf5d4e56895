"""Themes: what buyers keep saying and how often, as a list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import Caller, CanReadThemes, DatabaseDep
from api.cached import RememberedView
from api.pages.filters import chosen
from api.pages.narrowing import Narrowed, NarrowedDep
from api.pages.render import page
from api.pages.trendline import Bar, bars
from api.theme_figures import Figures, Trend, trends_of
from api.theme_listing import listed_themes
from api.theme_shifts import Shifts, shifts_along
from api.windows import evidence_of
from calls.moment import Kind
from calls.theme import ThemeState
from insight.trends import TrendPoint
from insight.verdicts import Verdict
from store.calls import state_counts
from store.counts import analysed
from store.session import Session
from store.theme_list import ThemeChoice, ThemeFacts, theme_names

THEMES_A_PAGE = 25
_SPARK = (120.0, 32.0)
_UNFINISHED = ("received", "decoding", "transcribing", "mining")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """A theme in the list: its figures, the query that opens them, its verdict, and its trend drawn small."""

    theme: ThemeFacts
    figures: Figures
    evidence: str
    verdict: Verdict
    trend: Trend
    bars: tuple[Bar, ...]


@router.get("/themes", dependencies=[RememberedView])
def themes(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    here: NarrowedDep,
    kind: str = "",
    state: str = "",
    cursor: str | None = None,
) -> Response:
    """Show themes, pinned ones first, then those voiced in most calls."""
    # A sub-theme is shown with its parent.
    choice = ThemeChoice(kind=chosen(Kind, kind), state=chosen(ThemeState, state), parent_id="")
    narrow = bool(here.query)
    with db.reading() as session:
        found = listed_themes(session, choice, here.window, limit=THEMES_A_PAGE, cursor=cursor, only_voiced=narrow)
        trends = trends_of(session, here.window, [each.facts.id for each in found.items])
        shifts = all_shifts(session, here)
        total, picks, counts = analysed(session, here.window), here.picks(session), state_counts(session)
    lines = [
        theme_line(each.facts, each.figures, trend=trends[each.facts.id], shifts=shifts, here=here)
        for each in found.items
    ]
    chosen_here = {"kind": kind, "state": state}
    return page(
        request,
        "themes.html",
        who=who,
        here=here,
        lines=lines,
        analysed=total,
        kind=choice.kind,
        state=state,
        picks=picks,
        narrow=narrow,
        tabs=[
            (None, here.to("/themes", state=state)),
            *((each, here.to("/themes", kind=each.value, state=state)) for each in Kind),
        ],
        older=here.to("/themes", **chosen_here, cursor=found.next_cursor) if found.next_cursor else None,
        first=here.to("/themes", **chosen_here) if cursor else None,
        calls=sum(counts.values()),
        unfinished=sum(counts.get(name, 0) for name in _UNFINISHED),
    )


def all_shifts(session: Session, here: Narrowed) -> Shifts:
    """Return the verdicts on all listed themes along the calls that a page is narrowed down to."""
    return shifts_along(session, here.window, listed={name.id for name in theme_names(session)})


def theme_line(facts: ThemeFacts, counted: Figures, *, trend: Trend, shifts: Shifts, here: Narrowed) -> ThemeLine:
    """Return a theme as a list shows it."""
    return ThemeLine(
        theme=facts,
        figures=counted,
        evidence=evidence_of(facts.id, here.window, in_full=here.in_full),
        verdict=shifts.verdict(facts.id),
        trend=trend,
        bars=bars(trend_points(trend), width=_SPARK[0], height=_SPARK[1]),
    )


def trend_points(trend: Trend) -> tuple[TrendPoint, ...]:
    """Return a trend as it is drawn."""
    return tuple(TrendPoint(start=step.start, calls=step.figures.calls, rate=step.figures.rate) for step in trend.steps)
