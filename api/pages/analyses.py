"""Versions of the analysis: how far each is, what one changes on the same calls, and the switch between them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep
from api.comparing import Comparison, compare, pair_of
from api.pages.days import days_of
from api.pages.filters import link
from api.pages.render import fragment, may_change_themes, page, wants_fragment
from store.analyses import current_number, switch_analysis, view_analyses, view_analysis

THEMES_A_PAGE = 50

router = APIRouter(include_in_schema=False, prefix="/analyses")
Reader = Annotated[Caller, CanReadThemes]
Writer = Annotated[Caller, CanWriteThemes]
DayText = Annotated[str, Query(max_length=10)]


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
            days = days_of(session, number, (first, middle, last))
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
