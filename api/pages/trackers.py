"""Trackers: phrases that a person wants found, how often they are said, and every place where they are."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep
from api.pages.filters import chosen, link
from api.pages.narrowing import Narrowed, NarrowedDep
from api.pages.render import fragment, may_change_themes, page, wants_fragment
from api.pages.trendline import Bar, Counted, bars, count_theme
from api.redacting import redacts
from api.redacting_mentions import shown_mentions
from api.theme_figures import midnight, next_start
from api.trackers import TrackerChange, change, create
from api.windows import between
from calls.tracker import SaidBy, wanted
from insight.trends import Period, TrendPoint
from store.calls import state_counts
from store.session import Session
from store.themes import Window, analysed_calls, segments
from store.trackers import (
    TrackerState,
    TrackerView,
    delete_tracker,
    get_tracker,
    list_mentions,
    list_trackers,
    tracker_calls,
)

TRACKERS_A_PAGE = 50
QUOTES_A_PAGE = 25
_SPARK = (120.0, 32.0)
_CHART = (960.0, 220.0)

router = APIRouter(include_in_schema=False, prefix="/trackers")
Reader = Annotated[Caller, CanReadThemes]
Writer = Annotated[Caller, CanWriteThemes]
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerLine:
    """A tracker in the list: its counts, and its trend drawn small."""

    tracker: TrackerView
    counted: Counted
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a tracker's trend, and the addresses of what it says and of all analysed calls in it."""

    point: TrendPoint
    href: str
    all_href: str


@router.get("")
def trackers(request: Request, db: DatabaseDep, who: Reader, segment: str = "", cursor: str | None = None) -> Response:
    """Show all trackers and a form to make one; while one is being applied, the list refreshes itself."""
    window = Window(segment=segment or None)
    with db.reading() as session:
        found = list_trackers(session, window, limit=TRACKERS_A_PAGE, cursor=cursor)
        said = tracker_calls(session, window)
        analysed = [started for _, started in analysed_calls(session, window)]
        known_segments, counts = segments(session), state_counts(session)
    lines = []
    for view in found.items:
        counted = count_theme(said.get(view.id, ()), analysed)
        drawn = bars(counted.points, width=_SPARK[0], height=_SPARK[1])
        lines.append(TrackerLine(tracker=view, counted=counted, bars=drawn))
    values: dict[str, Any] = {
        "lines": lines,
        "segment": segment,
        "here": link("/trackers", segment=segment, cursor=cursor),
        "older": link("/trackers", segment=segment, cursor=found.next_cursor) if found.next_cursor else None,
        "first": link("/trackers", segment=segment) if cursor else None,
        "working": any(view.state is TrackerState.APPLYING for view in found.items),
        "may_change": may_change_themes(request, who),
    }
    if wants_fragment(request):
        return fragment("trackers_list.html", **values)
    return page(
        request,
        "trackers.html",
        who=who,
        segments=known_segments,
        analysed=len(analysed),
        calls=sum(counts.values()),
        **values,
    )


@router.post("")
def add(
    request: Request,
    who: Writer,
    name: Text = "",
    phrases: Text = "",
    said_by: Text = SaidBy.ANYONE.value,
    in_question: Annotated[bool, Form()] = False,
    exact: Annotated[bool, Form()] = False,
) -> Response:
    """Make a tracker and go to it. Without a name it is called as its first phrase."""
    lines = phrases.splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    asked = wanted(
        name=name if name.strip() else first[:60],
        phrases=lines,
        said_by=chosen(SaidBy, said_by) or SaidBy.ANYONE,
        in_question=in_question,
        exact=exact,
    )
    return RedirectResponse(f"/trackers/{create(request, asked, made_by=who.name)}", 303)


@router.get("/{tracker_id}")
def tracker(
    request: Request,
    tracker_id: str,
    db: DatabaseDep,
    who: Reader,
    here: NarrowedDep,
    period: str = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Show one tracker with its trend and every place where it is said."""
    path, window = f"/trackers/{tracker_id}", here.window
    with db.reading() as session:
        shown = get_tracker(session, tracker_id, window=window)
        if wants_fragment(request):
            return _progress(shown)
        quotes = list_mentions(session, tracker_id, window, limit=QUOTES_A_PAGE, cursor=cursor)
        # As on the pages of themes: names and numbers stay on the call's own page.
        mentions = shown_mentions(session, quotes.items, in_full=not redacts(request))
        counted = counted_along(session, tracker_id, window, period=chosen(Period, period))
        known_segments = segments(session)
    return page(
        request,
        "tracker.html",
        who=who,
        here=here,
        tracker=shown,
        counted=counted,
        steps=_steps(counted, here, path=path),
        all_calls=here.to("/calls", analysed="true"),
        bars=bars(counted.points, width=_CHART[0], height=_CHART[1], gap=6),
        chart=_CHART,
        periods=[(each, here.to(path, period=each.value)) for each in Period],
        quotes=mentions,
        older=here.to(path, period=period, cursor=quotes.next_cursor) if quotes.next_cursor else None,
        first=here.to(path, period=period) if cursor else None,
        segments=known_segments,
        segment=window.segment or "",
        # The form asks for the segment; what else the page is narrowed down to stays.
        kept={**here.query, "segment": "", "period": period},
        period=period,
        whole=link(path, period=period),
        may_change=may_change_themes(request, who),
    )


@router.post("/{tracker_id}/change")
def change_it(
    request: Request,
    tracker_id: str,
    _who: Writer,
    name: Text = "",
    phrases: Text = "",
    said_by: Text = SaidBy.ANYONE.value,
    in_question: Annotated[bool, Form()] = False,
    exact: Annotated[bool, Form()] = False,
) -> Response:
    """Rename a tracker, or change what it looks for."""
    asked = TrackerChange(
        name=name,
        phrases=phrases.splitlines(),
        said_by=chosen(SaidBy, said_by) or SaidBy.ANYONE,
        in_question=in_question,
        exact=exact,
    )
    change(request, tracker_id, asked)
    return RedirectResponse(f"/trackers/{tracker_id}", 303)


@router.post("/{tracker_id}/delete")
def delete_it(tracker_id: str, db: DatabaseDep, _who: Writer) -> Response:
    """Delete a tracker and everything it found."""
    with db.transaction() as session:
        delete_tracker(session, tracker_id)
    return RedirectResponse("/trackers", 303)


def counted_along(session: Session, tracker_id: str, window: Window, *, period: Period | None) -> Counted:
    """Return in how many calls of a window a tracker is said, in all and along time."""
    said = tracker_calls(session, window, tracker_id=tracker_id).get(tracker_id, ())
    analysed = [started for _, started in analysed_calls(session, window)]
    return count_theme(said, analysed, period=period)


def _steps(counted: Counted, here: Narrowed, *, path: str) -> tuple[Step, ...]:
    found = []
    for point in counted.points:
        end = next_start(point.start, counted.period)
        inside = replace(here, window=between(here.window, midnight(point.start), midnight(end)))
        all_href = inside.to("/calls", analysed="true")
        found.append(Step(point=point, href=f"{inside.to(path)}#quotes", all_href=all_href))
    return tuple(found)


def _progress(shown: TrackerView) -> Response:
    """Return how far a tracker is; the page is loaded anew when that is over."""
    answer = fragment("tracker_progress.html", tracker=shown)
    if shown.state is not TrackerState.APPLYING:
        answer.headers["HX-Refresh"] = "true"
    return answer
