"""/v1/exports: whole lists as files for spreadsheets, notebooks and other programs."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.access import CanReadCalls, CanReadThemes, DatabaseDep, WhoDep
from api.call_listing import CutIntoTopics, OfContact, Sha256, Title
from api.export_formats import MEDIA_TYPES, Format
from api.export_search import AT_ONCE, found_rows
from api.exporting import Asked, Calls, Evidence, Export, Found, Moments, Themes
from api.redacting import HEADER, SeesAll
from api.search import AskedMode, LookIn, Sought, search
from api.streamed import StreamedExport
from api.theme_params import Parent, Voiced
from api.windows import WindowDep
from api.wire import SaidBy, UpdatedSince, instant
from calls.call import CallState
from calls.moment import Category, Kind
from calls.theme import ThemeState
from store.calls import CallFilter
from store.crm import calls_of_contact
from store.moments import MomentFilter
from store.session import Database

router = APIRouter(prefix="/v1/exports", tags=["exports"])
# Each holds a connection of the database and a share of the process while it is read.
_AT_ONCE = 3
FormatOf = Annotated[Format, Path(alias="format", description="How it is written; xlsx holds up to 100,000 rows.")]
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, sent as it is made. Broken off in the middle, the connection ends in an error.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in MEDIA_TYPES.values()
        },
    }
}


@router.get("/calls.{format}", dependencies=[CanReadCalls], response_class=Response, responses=_ANSWER)
def export_calls(
    request: Request,
    db: DatabaseDep,
    in_full: SeesAll,
    written_as: FormatOf,
    window: WindowDep,
    *,
    state: CallState | None = None,
    account_id: Annotated[str | None, Query(max_length=60)] = None,
    contact_id: OfContact = None,
    sha256: Sha256 = None,
    analysed: Annotated[bool | None, Query(description="Only calls that rates are counted over.")] = None,
    theme_id: Annotated[str | None, Query(max_length=60, description="Only calls that voice this theme.")] = None,
    without_theme_id: Annotated[
        str | None, Query(max_length=60, description="Only calls that do not voice this theme.")
    ] = None,
    title: Title = None,
    cut_into_topics: CutIntoTopics = None,
    updated_since: UpdatedSince = None,
) -> Response:
    """Export what `/v1/calls` lists with the same filters, a row a call, all of it."""
    with db.reading() as session:
        among = calls_of_contact(session, contact_id, window=window, account_id=account_id) if contact_id else None
    wanted = CallFilter(
        state=state,
        account_id=account_id,
        sha256=sha256,
        window=window,
        analysed=analysed,
        theme_id=theme_id,
        without_theme_id=without_theme_id,
        updated_since=instant(updated_since),
        title=title or None,
        cut_into_topics=cut_into_topics,
        among=among,
    )
    return _answer(request, db, Calls(wanted=wanted), written_as=written_as, in_full=in_full)


@router.get("/moments.{format}", dependencies=[CanReadCalls], response_class=Response, responses=_ANSWER)
def export_moments(
    request: Request,
    db: DatabaseDep,
    in_full: SeesAll,
    written_as: FormatOf,
    window: WindowDep,
    *,
    call_id: Annotated[str | None, Query(max_length=60)] = None,
    kind: Kind | None = None,
    category: Category | None = None,
    role: SaidBy = None,
    competitor: Annotated[str | None, Query(max_length=300, description="One name, as given in `competitor`.")] = None,
    answered: Annotated[bool | None, Query(description="Only questions that the rep answered, or did not.")] = None,
    theme_id: Annotated[str | None, Query(max_length=60)] = None,
    account_id: Annotated[str | None, Query(max_length=60)] = None,
    updated_since: UpdatedSince = None,
) -> Response:
    """Export what `/v1/moments` lists with the same filters, a row a moment, all of it.

    Personal data is masked unless the key holds `calls:write`.
    """
    wanted = MomentFilter(
        call_id=call_id,
        kind=kind,
        category=category,
        role=role,
        competitor=competitor or None,
        answered=answered,
        theme_id=theme_id,
        account_id=account_id,
        updated_since=instant(updated_since),
        # Of a moment it is whom it speaks of itself, not whom somebody names somewhere in its call.
        window=replace(window, competitor=None),
    )
    return _answer(request, db, Moments(wanted=wanted), written_as=written_as, in_full=in_full)


@router.get("/evidence.{format}", dependencies=[CanReadThemes], response_class=Response, responses=_ANSWER)
def export_evidence(
    request: Request,
    db: DatabaseDep,
    in_full: SeesAll,
    written_as: FormatOf,
    window: WindowDep,
    *,
    theme_id: Annotated[str, Query(max_length=60, description="The theme whose quotes are wanted.")],
) -> Response:
    """Export every quote that a theme's `mentions` counts, as `/v1/themes/{theme_id}/evidence` lists them.

    `of_theme_id` is the theme, `theme_id` the one that the moment is in, which may be a sub-theme of it.
    """
    asked = Evidence(theme_id=theme_id, window=window)
    return _answer(request, db, asked, written_as=written_as, in_full=in_full)


@router.get("/themes.{format}", dependencies=[CanReadThemes], response_class=Response, responses=_ANSWER)
def export_themes(
    request: Request,
    db: DatabaseDep,
    in_full: SeesAll,
    written_as: FormatOf,
    window: WindowDep,
    *,
    kind: Kind | None = None,
    state: ThemeState | None = None,
    parent: Parent = None,
    voiced: Voiced = False,
    updated_since: UpdatedSince = None,
) -> Response:
    """Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers."""
    since = instant(updated_since)
    asked = Themes(kind=kind, state=state, parent=parent, voiced=voiced, updated_since=since, window=window)
    return _answer(request, db, asked, written_as=written_as, in_full=in_full)


@router.get("/search.{format}", dependencies=[CanReadCalls], response_class=Response, responses=_ANSWER)
def export_search(
    request: Request,
    db: DatabaseDep,
    who: WhoDep,
    in_full: SeesAll,
    written_as: FormatOf,
    window: WindowDep,
    *,
    q: Sought,
    mode: AskedMode = AskedMode.AUTO,
    search_in: LookIn = None,
    call_id: Annotated[str | None, Query(max_length=60)] = None,
    kind: Kind | None = None,
    category: Category | None = None,
    theme_id: Annotated[str | None, Query(max_length=60)] = None,
    account_id: Annotated[str | None, Query(max_length=60)] = None,
    role: SaidBy = None,
) -> Response:
    """Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best first.

    Personal data is masked unless the key holds `calls:write`, and whoever sees it masked finds nothing by it. `mode`
    says how it was searched.
    """
    ask = partial(
        search,
        request,
        db,
        who,
        in_full,
        window,
        q=q,
        mode=mode,
        search_in=search_in,
        call_id=call_id,
        kind=kind,
        category=category,
        theme_id=theme_id,
        account_id=account_id,
        role=role,
        limit=AT_ONCE,
    )
    # Asked before the file begins: what is wrong with the search is told as such.
    asked = Found(rows=tuple(found_rows(lambda cursor: ask(cursor=cursor))), kind=kind, window=window)
    return _answer(request, db, asked, written_as=written_as, in_full=in_full)


def _answer(request: Request, db: Database, asked: Asked, *, written_as: Format, in_full: bool) -> Response:
    scratch = request.app.state.settings.data_dir / "exports"
    export = Export(db, asked, written_as=written_as, in_full=in_full, scratch=scratch)
    headers = {
        HEADER: str(not in_full).lower(),
        "Cache-Control": "private, no-store",
        # A proxy that collects it first would make the reader wait, and hold all of it.
        "X-Accel-Buffering": "no",
    }
    return StreamedExport(export, line=_line(request), headers=headers)


def _line(request: Request) -> CapacityLimiter:
    """Return the places for exports in this process; more than these wait in turn."""
    state = request.app.state
    if not hasattr(state, "export_line"):
        state.export_line = CapacityLimiter(_AT_ONCE)
    line: CapacityLimiter = state.export_line
    return line
