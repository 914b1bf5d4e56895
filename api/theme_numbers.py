"""/v1/themes in parts: a theme's trend and its parts by a cut, and themes by the values of a cut as a heat map."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import CanReadThemes, DatabaseDep
from api.cached import Remembered
from api.redacting import SeesAll
from api.theme_figures import Parts, figures_of, midnight, parts_of, trends_of
from api.theme_listing import is_beyond, ordered_names
from api.theme_shifts import shifts_along
from api.theme_wire import ChangeOut, FiguresOut, PartOut, ThemeNameOut, change_fields, figures_fields
from api.themes import Parent, ThemeId, parent_of
from api.windows import WindowDep, between, calls_in, cut_to, shown_value
from api.wire import Cursor, Limit
from calls.cut import Cut
from calls.errors import InvalidInput
from calls.moment import Kind
from calls.theme import ThemeState
from insight.trends import Period
from store.cursor import decode_cursor, encode_cursor
from store.theme_list import ThemeChoice, theme_names
from store.themes import resolve_theme
from store.windows import Window

# Before `themes`: /v1/themes/heat is no theme's id.
router = APIRouter(prefix="/v1/themes", tags=["themes"])
By = Annotated[Cut, Query(description="What to cut calls by: segment, stage, outcome, source, rep or competitor.")]
THEMES_A_MAP = 25


class ThemePointOut(FiguresOut):
    """One step of a trend: its first day (UTC) and the theme in it."""

    start: date


class TrendOut(BaseModel):
    """How a theme's rate goes over time, and whether it changes."""

    theme_id: str
    period: Period
    points: list[ThemePointOut]
    change: ChangeOut


@router.get("/{theme_id}/trend", dependencies=[CanReadThemes, Remembered])
def read_trend(
    db: DatabaseDep, in_full: SeesAll, theme_id: ThemeId, window: WindowDep, *, period: Period = Period.WEEK
) -> TrendOut:
    """Return a theme's rate by week or month of the call's start, and the verdict on it along the whole window.

    The verdict is the same by week and by month. A step at the edge of the window holds only what lies within it.
    """
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        trend = trends_of(session, window, [current], period=period)[current]
        listed = {name.id for name in theme_names(session)} | {current}
        shifts = shifts_along(session, window, listed=listed)
        sides = (
            figures_of(session, shifts.earlier, [current])[current],
            figures_of(session, shifts.later, [current])[current],
        )
    points = [
        ThemePointOut(
            start=step.start,
            **figures_fields(
                current, step.figures, between(window, midnight(step.start), midnight(step.end)), in_full=in_full
            ),
        )
        for step in trend.steps
    ]
    change = ChangeOut(**change_fields(current, shifts, sides, in_full=in_full))
    return TrendOut(theme_id=current, period=trend.period, points=points, change=change)


class PartsOut(BaseModel):
    """A theme by the values of a cut, those with most analysed calls first."""

    theme_id: str
    by: Cut
    items: list[PartOut]
    left_out: int = Field(description="Values with fewer calls that are not among the items.")


@router.get("/{theme_id}/segments", dependencies=[CanReadThemes, Remembered])
def read_segments(
    db: DatabaseDep, in_full: SeesAll, theme_id: ThemeId, window: WindowDep, *, by: By = Cut.SEGMENT
) -> PartsOut:
    """Return a theme by segment, stage, outcome, lead source, rep or competitor of its calls.

    A call may have several reps or competitors, or none, so these parts need not add up to the whole. Names of reps are
    stood for by `rep_…` where personal data is hidden.
    """
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        parts = parts_of(session, window, [current], by=cut_of(by))
    items = _cells(current, parts, window, in_full=in_full)
    return PartsOut(theme_id=current, by=by, items=items, left_out=parts.left_out)


class ColumnOut(BaseModel):
    """A value of a cut, with the analysed calls that have it. `evidence` answers with exactly those calls."""

    value: str
    n: int
    accounts: int | None
    evidence: str


class RowOut(BaseModel):
    """A theme by the values of a cut, in the order of the columns."""

    theme: ThemeNameOut
    cells: list[PartOut]


class HeatOut(BaseModel):
    """Themes by the values of a cut. Ask again with `cursor=next_cursor` for more themes."""

    by: Cut
    columns: list[ColumnOut]
    items: list[RowOut]
    left_out: int = Field(description="Values with fewer calls that have no column.")
    next_cursor: str | None


@router.get("/heat", dependencies=[CanReadThemes, Remembered])
def read_heat(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    by: By = Cut.SEGMENT,
    kind: Kind | None = None,
    state: ThemeState | None = None,
    parent: Parent = None,
    limit: Limit = THEMES_A_MAP,
    cursor: Cursor = None,
) -> HeatOut:
    """Return themes by segment, stage, outcome, lead source, rep or competitor: a heat map.

    Themes nobody voices in the window are left out. A cell stands out where it differs from the rest of its row beyond
    chance, across all cells of the answer.
    """
    cut = cut_of(by)
    after = decode_cursor(cursor, types=(int, int, int, str)) if cursor is not None else None
    with db.reading() as session:
        choice = ThemeChoice(kind=kind, state=state, parent_id=parent_of(session, parent))
        found = ordered_names(session, choice, window, only_voiced=True)
        rows = [pair for pair in found if is_beyond(pair[0], after)]
        shown = [name for _, name in rows[:limit]]
        parts = parts_of(session, window, [name.id for name in shown], by=cut)
    return HeatOut(
        by=cut,
        columns=_columns(parts, window, in_full=in_full),
        items=[
            RowOut(theme=ThemeNameOut.of(name), cells=_cells(name.id, parts, window, in_full=in_full)) for name in shown
        ],
        left_out=parts.left_out,
        next_cursor=encode_cursor(rows[limit - 1][0]) if len(rows) > limit else None,
    )


def cut_of(by: Cut) -> Cut:
    """Return a cut that calls can be told apart by. Raises InvalidInput for the one of all calls."""
    if by is Cut.ALL:
        names = ", ".join(cut.value for cut in Cut if cut is not Cut.ALL)
        raise InvalidInput(f"`by` is what to cut calls by, one of: {names}.")
    return by


def _columns(parts: Parts, window: Window, *, in_full: bool) -> list[ColumnOut]:
    return [
        ColumnOut(
            value=shown_value(parts.cut, value, in_full=in_full),
            n=rate.n,
            accounts=rate.accounts,
            evidence=calls_in(cut_to(window, parts.cut, value), in_full=in_full),
        )
        for value, rate in parts.calls.items()
    ]


def _cells(theme_id: str, parts: Parts, window: Window, *, in_full: bool) -> list[PartOut]:
    return [
        PartOut(
            **PartOut.fields(shown_value(parts.cut, part.value, in_full=in_full), part.cell),
            **figures_fields(theme_id, part.figures, cut_to(window, parts.cut, part.value), in_full=in_full),
        )
        for part in parts.rows[theme_id]
    ]
