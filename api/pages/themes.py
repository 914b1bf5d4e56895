"""Themes: what buyers keep saying, how often, and every quote that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, DatabaseDep
from api.pages.filters import chosen, link
from api.pages.render import may_write, page
from api.pages.trendline import Bar, Counted, bars, count_theme
from api.redacting import redacts, shown_evidence
from calls.moment import Kind
from calls.theme import ThemeState
from insight.rates import Rate, wilson
from insight.trends import Period
from store.calls import state_counts
from store.judgements import (
    JudgementFilter,
    JudgementView,
    Tally,
    find_judgement,
    list_judgements,
    theme_tallies,
)
from store.moments import MomentFilter, list_moments
from store.session import Session
from store.themes import (
    ThemeFilter,
    ThemeView,
    Window,
    analysed_calls,
    get_theme,
    list_themes,
    resolve_theme,
    segments,
    theme_calls,
)

THEMES_A_PAGE = 25
QUOTES_A_PAGE = 25
VERDICTS_A_PAGE = 100
_SPARK = (120.0, 32.0)
_CHART = (960.0, 220.0)
_UNFINISHED = ("received", "decoding", "transcribing", "mining")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """A theme in the list: its counts, and its trend drawn small."""

    theme: ThemeView
    counted: Counted
    bars: tuple[Bar, ...]


@router.get("/")
def home(request: Request, db: DatabaseDep, who: Annotated[Caller, CanReadThemes]) -> Response:
    """Go to the themes, or welcome who has no call yet."""
    with db.reading() as session:
        counts = state_counts(session)
    if counts:
        return RedirectResponse("/themes", 303)
    return page(request, "welcome.html", who=who)


@router.get("/themes")
def themes(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    kind: str = "",
    state: str = "",
    segment: str = "",
    cursor: str | None = None,
) -> Response:
    """Show themes, those voiced in most calls first."""
    window = Window(segment=segment or None)
    wanted = ThemeFilter(kind=chosen(Kind, kind), state=chosen(ThemeState, state), window=window)
    with db.reading() as session:
        found = list_themes(session, wanted, limit=THEMES_A_PAGE, cursor=cursor)
        analysed = [started for _, started in analysed_calls(session, window)]
        # In a segment, themes nobody there voiced come last; they say nothing about it.
        voiced = [theme for theme in found.items if theme.mentions or not segment]
        lines = [_line(theme, theme_calls(session, window, theme_id=theme.id), analysed) for theme in voiced]
        known_segments, counts = segments(session), state_counts(session)
    here = {"kind": kind, "state": state, "segment": segment}
    ended = len(voiced) < len(found.items)
    return page(
        request,
        "themes.html",
        who=who,
        lines=lines,
        analysed=len(analysed),
        wanted=wanted,
        segments=known_segments,
        segment=segment,
        state=state,
        tabs=[(None, link("/themes", **{**here, "kind": ""}))]
        + [(each, link("/themes", **{**here, "kind": each.value})) for each in Kind],
        older=link("/themes", **here, cursor=found.next_cursor) if found.next_cursor and not ended else None,
        first=link("/themes", **here) if cursor else None,
        calls=sum(counts.values()),
        unfinished=sum(counts.get(name, 0) for name in _UNFINISHED),
    )


@router.get("/themes/{theme_id}")
def theme(
    request: Request,
    theme_id: str,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    segment: str = "",
    period: str = "",
    cursor: str | None = None,
    judged: str = "",
) -> Response:
    """Show one theme with its trend and its quotes; the address of a theme that was taken up leads to its successor."""
    window = Window(segment=segment or None)
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        if current != theme_id:
            return RedirectResponse(link(f"/themes/{current}", segment=segment, period=period), 302)
        shown = get_theme(session, theme_id, window=window)
        wanted = MomentFilter(theme_id=theme_id, window=window)
        quotes = list_moments(session, wanted, limit=QUOTES_A_PAGE, cursor=cursor)
        # Quotes travel from here into messages and slides, so personal data is hidden whoever looks.
        shown_quotes = shown_evidence(session, quotes.items, in_full=not redacts(request))
        analysed = [started for _, started in analysed_calls(session, window)]
        voiced = theme_calls(session, window, theme_id=theme_id).get(theme_id, ())
        known_segments = segments(session)
        precision = _precision(session, current, window)
        just_said = find_judgement(session, judged)
    counted = count_theme(voiced, analysed, period=chosen(Period, period))
    here = f"/themes/{theme_id}"
    return page(
        request,
        "theme.html",
        who=who,
        theme=shown,
        counted=counted,
        bars=bars(counted.points, width=_CHART[0], height=_CHART[1], gap=6),
        chart=_CHART,
        periods=[(each, link(here, segment=segment, period=each.value)) for each in Period],
        quotes=shown_quotes,
        older=link(here, segment=segment, period=period, cursor=quotes.next_cursor) if quotes.next_cursor else None,
        first=link(here, segment=segment, period=period) if cursor else None,
        segments=known_segments,
        segment=segment,
        period=period,
        whole=link(here, period=period),
        precision=precision,
        just_said=just_said,
        may_correct=may_write(request, who),
        back=link(here, segment=segment, period=period, cursor=cursor),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often people agreed with a theme's quotes, and the newest of what they said."""

    tally: Tally
    rate: Rate
    said: tuple[JudgementView, ...]


def _precision(session: Session, theme_id: str, window: Window) -> Precision | None:
    tally = theme_tallies(session, window).get(theme_id)
    if tally is None:
        return None
    said = list_judgements(session, JudgementFilter(theme_id=theme_id, window=window), limit=VERDICTS_A_PAGE)
    return Precision(tally=tally, rate=wilson(tally.right, tally.n), said=said.items)


def _line(theme: ThemeView, voiced: Mapping[str, Sequence[datetime]], analysed: Sequence[datetime]) -> ThemeLine:
    counted = count_theme(voiced.get(theme.id, ()), analysed)
    return ThemeLine(theme=theme, counted=counted, bars=bars(counted.points, width=_SPARK[0], height=_SPARK[1]))
