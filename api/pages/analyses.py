"""Versions of the analysis: how far each is, what one changes on the same calls, and the switch between them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep
from api.comparing import Comparison, compare, pair_of
from api.pages.filters import link
from api.pages.render import fragment, may_change_themes, page, wants_fragment
from calls.errors import InvalidInput
from store.analyses import current_number, switch_analysis, view_analyses, view_analysis
from store.comparing import Pair, shared_span
from store.session import Session
from store.windows import Window

THEMES_A_PAGE = 50

router = APIRouter(include_in_schema=False, prefix="/analyses")
Reader = Annotated[Caller, CanReadThemes]
Writer = Annotated[Caller, CanWriteThemes]
DayText = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days (UTC) that a comparison is about: before `middle` is earlier, from it on later; `last` is included."""

    first: date
    middle: date
    last: date

    @property
    def earlier(self) -> Window:
        """The calls before the middle."""
        return Window(start_from=_instant(self.first), start_to=_instant(self.middle))

    @property
    def later(self) -> Window:
        """The calls from the middle on."""
        return Window(start_from=_instant(self.middle), start_to=_instant(self.last + timedelta(days=1)))


@router.get("")
def analyses(request: Request, db: DatabaseDep, who: Reader, was: int | None = None) -> Response:
    """Show all analyses; while one is being made, the list refreshes itself. `was` was current before a switch."""
    with db.reading() as session:
        views, current = view_analyses(session), current_number(session)
    building = [view for view in views if view.analysis.state.value == "building" and not view.is_complete]
    values: dict[str, Any] = {"views": views, "working": bool(building)}
    may_change = may_change_themes(request, who)
    if wants_fragment(request):
        return fragment("analyses_list.html", **values, may_change=may_change)
    return page(
        request,
        "analyses.html",
        who=who,
        current=current,
        was=was if was != current and any(view.analysis.number == was for view in views) else None,
        may_change=may_change,
        **values,
    )


@router.get("/{number}")
def comparison(
    request: Request,
    number: int,
    db: DatabaseDep,
    who: Reader,
    first: DayText = "",
    middle: DayText = "",
    last: DayText = "",
    after: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """Show what an analysis changes against the current one, theme by theme, on the calls that both hold."""
    with db.reading() as session:
        view = view_analysis(session, number)
        others = len(view_analyses(session)) - 1
        days, made = None, None
        if others:
            pair = pair_of(session, number)
            days = _days(session, pair, (first, middle, last))
            made = compare(session, pair, days.later, earlier=days.earlier) if days else None
    here = f"/analyses/{number}"
    asked = {"first": first, "middle": middle, "last": last}
    shown = made.themes[after : after + THEMES_A_PAGE] if made else ()
    more = made is not None and after + THEMES_A_PAGE < len(made.themes)
    return page(
        request,
        "analysis.html",
        who=who,
        view=view,
        days=days,
        made=made,
        shown=shown,
        told=_told(made) if made else None,
        older=link(here, **asked, after=str(after + THEMES_A_PAGE)) if more else None,
        first=link(here, **asked) if after else None,
        may_change=may_change_themes(request, who),
    )


@router.post("/{number}/current")
def make_current(number: int, db: DatabaseDep, _who: Writer) -> Response:
    """Show an analysis from now on, and offer to take that back."""
    with db.transaction() as session:
        before = current_number(session)
        switch_analysis(session, number)
    return RedirectResponse(link("/analyses", was=str(before) if before not in (None, number) else None), 303)


def _told(made: Comparison) -> tuple[int, int]:
    """Return in how many themes the market's, and the model's, part of the change is clear of zero."""
    splits = [each.split for each in made.themes if each.split]
    return (
        sum(each.market.low > 0 or each.market.high < 0 for each in splits),
        sum(each.model.low > 0 or each.model.high < 0 for each in splits),
    )


def _days(session: Session, pair: Pair, asked: tuple[str, str, str]) -> Days | None:
    """Return the days asked for; those left open are the first, the middle and the last of what both hold."""
    span = shared_span(session, pair)
    if span is None:
        return None
    first, last = (_day(asked[0]) or span[0].date()), (_day(asked[2]) or span[1].date())
    middle = _day(asked[1]) or first + (last - first) / 2 + timedelta(days=1)
    if not first <= middle <= last + timedelta(days=1):
        raise InvalidInput("The days come in order: the first, where the later window begins, the last.")
    return Days(first=first, middle=middle, last=last)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is not a day; write it as 2026-08-14.") from error


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
