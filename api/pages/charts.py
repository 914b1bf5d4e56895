"""The numbers behind charts as CSV files: the same that the page shows, narrowed down by the same address."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import Caller, CanReadCalls, CanReadThemes, DatabaseDep
from api.pages.csv_answer import RATE_COLUMNS, csv_answer, rate_cells
from api.pages.filters import chosen
from api.pages.narrowing import NarrowedDep
from api.pages.numbering import CUTS
from api.pages.trackers import counted_along
from api.theme_figures import parts_of, trends_of
from api.theme_listing import ordered_names
from api.transcripts import Version
from api.windows import shown_value
from calls.cut import Cut
from calls.errors import InvalidInput
from calls.moment import Kind
from insight.trends import Period
from store.calls import get_call
from store.theme_list import ThemeChoice
from store.themes import resolve_theme
from store.topics import topics_of_call
from store.trackers import get_tracker

# More themes than anybody reads as a map, and few enough to answer at once.
MOST_THEMES = 1_000
_TOPIC_COLUMNS = (
    "number", "topic", "start_s", "end_s", "turn", "talk_share",
    "raised_by", "reaction", "reaction_moments", "said_there",
)  # fmt: skip

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


@router.get("/trackers/{tracker_id}/trend.csv")
def tracker_file(tracker_id: str, db: DatabaseDep, _who: Reader, here: NarrowedDep, period: str = "") -> Response:
    """Return a tracker along time, a row a step."""
    with db.reading() as session:
        get_tracker(session, tracker_id, window=here.window)
        counted = counted_along(session, tracker_id, here.window, period=chosen(Period, period))
    rows = [(point.start, *rate_cells(point.calls, point.rate)) for point in counted.points]
    columns = (f"{counted.period.value}_from", *RATE_COLUMNS)
    return csv_answer(f"{tracker_id}-by-{counted.period.value}", columns, rows)


@router.get("/calls/{call_id}/topics.csv")
def topics_file(
    call_id: str, db: DatabaseDep, _who: Annotated[Caller, CanReadCalls], *, version: Version = None
) -> Response:
    """Return the topics of a call, a row a stretch; of the current transcript where no version is named."""
    with db.reading() as session:
        get_call(session, call_id)
        topics = topics_of_call(session, call_id, version=version)
    rows = [
        (
            number,
            topic.label,
            topic.start_s,
            topic.end_s,
            topic.first_turn + 1,
            round(topic.talk_share, 4),
            topic.raised_by.value,
            topic.sentiment_word.value if topic.sentiment_word else None,
            topic.sentiment_n,
            ", ".join(topic.keyphrases),
        )
        for number, topic in enumerate(topics, start=1)
    ]
    return csv_answer(f"{call_id}-topics", _TOPIC_COLUMNS, rows)


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
