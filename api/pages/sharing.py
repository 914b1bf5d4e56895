"""What stands below a view: its call of the API, its exports, and the names it is saved under."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from api.access import Caller
from api.pages.as_api import EXPORT_FORMATS, Address, as_curl, understood
from api.pages.origin import origin_of
from api.pages.worked_out import worked_out
from api.saving import may_save_views, without_names
from api.windows import named_rep
from calls.cut import Cut
from store.saved_views import SavedView, views_of
from store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How to pass a view on. `views` are the saved ones that are of just this page and these filters.

    `calls` are commands that ask the API for the same, each after what of the page it answers, where there are several.
    `most` is how many rows exports hold, None for all there are.
    """

    calls: tuple[tuple[str, str], ...]
    exports: tuple[tuple[str, str], ...]
    most: int | None
    path: str
    query: str
    back: str
    views: tuple[SavedView, ...]
    may_save: bool


def share_of(request: Request, session: Session, who: Caller) -> Share | None:
    """Return how to pass on the page that is asked for, None for one that is no view of anything."""
    address = understood(request.url.path, request.query_params.multi_items())
    if address is None:
        return None
    origin = origin_of(request)
    path = request.url.path
    return Share(
        calls=tuple(
            (what, as_curl(origin + url, with_key=not request.app.state.settings.demo))
            for what, url in address.calls(worked_out(session, address))
        ),
        exports=_exports(address),
        most=address.found.most,
        path=path,
        query=without_names(address.kept),
        back=f"{path}?{address.kept}" if address.kept else path,
        views=views_of(session, path, _kept_as(session, address.kept)),
        # The demo's pages carry its key from the second page on; the first one offers what it will do.
        may_save=address.found.saved
        and (may_save_views(who) or (request.app.state.settings.demo and request.app.state.page_key is not None)),
    )


def _kept_as(session: Session, query: str) -> tuple[str, ...]:
    """Return the queries that views of these filters have: without names of reps, or from earlier with them."""
    pairs = parse_qsl(query)
    named = urlencode([(name, named_rep(session, value) if name == Cut.REP.value else value) for name, value in pairs])
    return without_names(query), named


def _exports(address: Address) -> tuple[tuple[str, str], ...]:
    files = ((written_as, address.export(written_as)) for written_as in EXPORT_FORMATS)
    return tuple((written_as, url) for written_as, url in files if url)
