"""This week: what buyers newly say, say more, less or no longer, what nobody answered, what waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.access import Caller, CanReadThemes, DatabaseDep
from api.cached import RememberedView
from api.pages.filters import chosen
from api.pages.narrowing import Narrowed, NarrowedDep, Pick
from api.pages.numbering import TOLD
from api.pages.numbers import ChangeLine, change_line, compared_words
from api.pages.render import fragment, may_change_themes, page
from api.pages.theme_changes import Told, notice_of
from api.pages.themes import ThemeLine, all_shifts, theme_line, trend_points
from api.pages.trendline import Bar, bars
from api.pages.worked_out import ALL, SPANS, compared_windows, fitting_span
from api.redacting import redacts, shown_evidence
from api.theme_comparison import Comparison, compare, with_figures
from api.theme_figures import trends_of
from api.theme_listing import Listed, listed_themes
from calls.moment import Kind
from calls.theme import ThemeState
from insight.verdicts import Verdict
from store.calls import state_counts
from store.counts import analysed
from store.moments import Evidence, MomentFilter, list_moments
from store.questions import unanswered_count, unanswered_questions
from store.session import Session
from store.theme_list import ThemeChoice
from store.themes import resolve_theme

QUESTIONS, DECISIONS, VOICES, MOST_CHANGES = 5, 5, 3, 30
_SPARK = (120.0, 32.0)
_UNFINISHED = ("received", "decoding", "transcribing", "mining")
_TOLD_IN_ORDER = (Verdict.NEW, Verdict.RISING, Verdict.FALLING, Verdict.GONE)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A theme that changed, with its trend drawn small."""

    line: ChangeLine
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What This week shows of the calls that it is narrowed down to."""

    compared: Comparison
    words: str
    calls: int
    moved: tuple[Moved, ...]
    counts: dict[Verdict, int]
    questions: tuple[Evidence, ...]
    unanswered: int
    decisions: tuple[ThemeLine, ...]
    more_decisions: bool


@router.get("/", dependencies=[RememberedView])
def week(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    here: NarrowedDep,
    kind: str = "",
    span: str = "",
    changed: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show what changed lately and what to do about it, or welcome who has no call yet."""
    wanted = chosen(Kind, kind)
    with db.reading() as session:
        states = state_counts(session)
        if not states:
            return page(request, "welcome.html", who=who, shared=False)
        fitting = span or fitting_span(session, here.window)
        found = _week(session, here, kind=wanted, span=fitting, in_full=not redacts(request))
        picks = here.picks(session)
        notice: Told | None = notice_of(session, changed)
    first = picks[0] if picks else None
    return page(
        request,
        "week.html",
        who=who,
        here=here,
        kind=wanted,
        span=span,
        fitting=fitting,
        spans={name or ALL: title for name, (title, _, _) in SPANS.items()},
        week=found,
        tabs=_tabs(here, first, kind=kind, span=span),
        tabs_title=first.title if first else "",
        picks=picks[1:],
        hidden={first.name: first.chosen} if first else {},
        narrow=bool(here.query),
        narrowed_further=any(pick.chosen for pick in picks[1:]) or bool(here.window.start_from or here.window.start_to),
        may_change=may_change_themes(request, who),
        back=here.to("/", kind=kind, span=span),
        notice=notice,
        calls=sum(states.values()),
        unfinished=sum(states.get(name, 0) for name in _UNFINISHED),
    )


@router.get("/themes/{theme_id}/voices")
def voices(
    request: Request, theme_id: str, db: DatabaseDep, _who: Annotated[Caller, CanReadThemes], here: NarrowedDep
) -> Response:
    """Answer with the newest quotes of a theme, for a page that opens them in place."""
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        found = list_moments(session, MomentFilter(theme_id=current, window=here.window), limit=VOICES)
        shown = shown_evidence(session, found.items, in_full=not redacts(request))
    return fragment("voices.html", quotes=shown, href=f"{here.to(f'/themes/{current}')}#quotes")


def _week(session: Session, here: Narrowed, *, kind: Kind | None, span: str, in_full: bool) -> Week:
    later, before = compared_windows(session, here.window, "" if span == ALL else span)
    compared = compare(session, later, before)
    told = [
        key
        for key in compared.keys()  # noqa: SIM118  (a comparison is no mapping)
        if kind in (None, compared.names[key[2]].kind) and compared.sets[""].verdict(key[2]) in TOLD
    ]
    lines = [change_line(each, here, cut=None) for each in with_figures(session, compared, told[:MOST_CHANGES])]
    trends = trends_of(session, here.window, [line.theme.id for line in lines])
    verdicts = [compared.sets[""].verdict(key[2]) for key in told]
    waiting = listed_themes(
        session,
        ThemeChoice(kind=kind, state=ThemeState.SUGGESTED, parent_id=""),
        here.window,
        limit=DECISIONS,
        only_voiced=True,
    )
    asked = unanswered_questions(session, here.window, limit=QUESTIONS)
    return Week(
        compared=compared,
        words=compared_words(compared),
        calls=analysed(session, later),
        moved=tuple(
            Moved(line=line, bars=bars(trend_points(trends[line.theme.id]), width=_SPARK[0], height=_SPARK[1]))
            for line in lines
        ),
        counts={verdict: verdicts.count(verdict) for verdict in _TOLD_IN_ORDER},
        questions=shown_evidence(session, asked, in_full=in_full),
        unanswered=unanswered_count(session, here.window),
        decisions=_decisions(session, here, waiting.items),
        more_decisions=waiting.next_cursor is not None,
    )


def _decisions(session: Session, here: Narrowed, found: Sequence[Listed]) -> tuple[ThemeLine, ...]:
    theme_ids = [each.facts.id for each in found]
    trends, shifts = trends_of(session, here.window, theme_ids), all_shifts(session, here)
    return tuple(
        theme_line(each.facts, each.figures, trend=trends[each.facts.id], shifts=shifts, here=here) for each in found
    )


def _tabs(here: Narrowed, pick: Pick | None, *, kind: str, span: str) -> list[tuple[str, str, bool]]:
    """Return the values of the first filter as (name, address, whether it is chosen): one click each."""
    if pick is None:
        return []
    kept = {"kind": kind, "span": span}
    values = [(name, here.to("/", **{**kept, pick.name: value}), value == pick.chosen) for value, name in pick.options]
    return [("All calls", here.to("/", **{**kept, pick.name: None}), not pick.chosen), *values]
