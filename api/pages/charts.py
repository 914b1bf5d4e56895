"""The numbers behind charts as CSV files: the same that the page shows, narrowed down by the same address."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import Caller, CanReadThemes, DatabaseDep
from api.pages.csv_answer import RATE_COLUMNS, csv_answer, rate_cells
from api.pages.filters import chosen
from api.pages.narrowing import NarrowedDep
from api.pages.numbering import CUTS
from api.theme_figures import parts_of, trends_of
from api.theme_listing import ordered_names
from api.windows import shown_value
from calls.cut import Cut
from calls.errors import InvalidInput
from calls.moment import Kind
from insight.trends import Period
from store.theme_list import ThemeChoice
from store.themes import resolve_theme

# More themes than anybody reads as a map, and few enough to answer at once.
MOST_THEMES = 1_000

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, CanReadThemes]


@router.get("/themes/{theme_id}/trend.csv")
def trend_file(theme_id: str, db: DatabaseDep, _who: Reader, here: NarrowedDep, period: str = "") -> Response:
    """Return a theme along time, a row a step."""
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        trend = trends_of(session, here.window, [current], period=chosen(Period, period))[current]
    rows = [
        (step.start, *rate_cells(step.figures.calls, step.figures.rate), step.figures.accounts, step.figures.mentions)
        for step in trend.steps
    ]
    columns = (f"{trend.period.value}_from", *RATE_COLUMNS, "accounts", "quotes")
    return csv_answer(f"{current}-by-{trend.period.value}", columns, rows)


@router.get("/themes/{theme_id}/parts.csv")
def parts_file(theme_id: str, db: DatabaseDep, _who: Reader, here: NarrowedDep, by: str = "") -> Response:
    """Return who says a theme, a row a value of the cut."""
    cut = _cut(by)
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        found = parts_of(session, here.window, [current], by=cut).rows[current]
    rows = [
        (
            shown_value(cut, part.value, in_full=here.in_full),
            *rate_cells(part.figures.calls, part.figures.rate),
            part.figures.accounts,
            part.figures.mentions,
            part.cell.stands_out,
            part.cell.difference,
        )
        for part in found
    ]
    columns = (cut.value, *RATE_COLUMNS, "accounts", "quotes", "stands_out", "difference")
    return csv_answer(f"{current}-by-{cut.value}", columns, rows)


@router.get("/heat.csv")
def heat_file(db: DatabaseDep, _who: Reader, here: NarrowedDep, by: str = "", kind: str = "") -> Response:
    """Return the heat map, a row a theme and value of the cut."""
    cut = _cut(by)
    with db.reading() as session:
        choice = ThemeChoice(kind=chosen(Kind, kind), parent_id="")
        names = [name for _, name in ordered_names(session, choice, here.window, only_voiced=True)][:MOST_THEMES]
        parts = parts_of(session, here.window, [name.id for name in names], by=cut)
    rows = [
        (
            name.id,
            name.label,
            name.kind.value,
            shown_value(cut, part.value, in_full=here.in_full),
            *rate_cells(part.figures.calls, part.figures.rate),
            part.cell.stands_out,
        )
        for name in names
        for part in parts.rows[name.id]
    ]
    return csv_answer(
        f"themes-by-{cut.value}", ("theme_id", "theme", "kind", cut.value, *RATE_COLUMNS, "stands_out"), rows
    )


def _cut(by: str) -> Cut:
    cut = chosen(Cut, by) or Cut.SEGMENT
    if cut not in CUTS:
        raise InvalidInput(f"`by` is what to cut calls by, one of: {', '.join(each.value for each in CUTS)}.")
    return cut
