"""Which calls of the API answer with what a page shows: one table from addresses of pages to those of the API."""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

_CUTS = ("segment", "stage", "outcome", "source", "rep", "competitor")
_WINDOW = ("from", "to", *_CUTS)
_MOMENTS = ("kind", "category", "theme_id", "account_id", *_WINDOW)
_SEARCHED = ("q", "mode", "in", "role", *_MOMENTS)
KEY_NAME = "TALKTRACK_KEY"
EXPORT_FORMATS = ("csv", "xlsx", "parquet", "ndjson")


class WorkedOut(StrEnum):
    """What a page works out by itself where its address leaves it open; see `api.pages.worked_out`."""

    SPAN = "span"
    FITTING_SPAN = "fitting span"
    THEME = "theme"
    HEAT = "heat"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """One call of the API that answers a page, or a part of it that `what` names.

    `takes` are the filters that both have under one name; others in the page's address only change how it looks.
    `fixed` is asked besides, `narrowed` only where calls are narrowed down. `given` are taken from what the page works
    out. It answers `only_with` these and not where one of `unless` is set. `{id}` is that of the page.
    """

    path: str
    what: str = ""
    takes: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    narrowed: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def query(self, query: Iterable[tuple[str, str]], worked_out: Mapping[str, str]) -> list[tuple[str, str]] | None:
        """Return what it asks for a page's query, None where it is no answer to that."""
        pairs = list(query)
        given = {name: worked_out[name] for name in self.given if name in worked_out}
        asked = [(name, value) for name, value in pairs if name in self.takes and name not in given]
        names = {name for name, _ in asked} | set(given)
        if not names.issuperset(self.only_with) or any(name in self.unless for name, _ in pairs):
            return None
        narrowed = self.narrowed if names.intersection(_WINDOW) else {}
        return [*asked, *given.items(), *{**self.fixed, **narrowed}.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddress:
    """A page, and where the API answers the same: the first call is the page itself, or the first part of it.

    With `needs`, it is this only where those filters are set, to just that where a value is named. `keeps` are what
    else is worth saving with the page. Exports hold `most` rows, or all. What is not `saved` is no view of anything but
    a place of its own.
    """

    page: str
    calls: tuple[ApiCall, ...]
    needs: Mapping[str, str] = field(default_factory=dict)
    export: ApiCall | None = None
    most: int | None = None
    keeps: tuple[str, ...] = ()
    works_out: WorkedOut | None = None
    saved: bool = True

    @property
    def counts(self) -> frozenset[str]:
        """The filters that count: those with others are views of something else."""
        return frozenset((*self.keeps, *(name for call in self.calls for name in call.takes)))

    def match(self, path: str) -> str | None:
        """Return the id in an address that is one of this page's (empty where it has none), None for another page's."""
        found = re.fullmatch(self.page.replace("{id}", r"(?P<id>[A-Za-z0-9_-]{1,60})"), path)
        return (found.groupdict().get("id") or "") if found else None

    def fits(self, given: Mapping[str, str]) -> bool:
        """Whether the filters that it needs are set."""
        return all(given.get(name) and value in ("", given[name]) for name, value in self.needs.items())


def _file(call: ApiCall, name: str) -> ApiCall:
    """Return the export of what a list of the API answers with, by the same filters."""
    return replace(call, path=f"/v1/exports/{name}")


_LISTED = ApiCall(path="/v1/moments", takes=("role", "answered", *_MOMENTS))
_FOUND = ApiCall(path="/v1/search", takes=_SEARCHED)
_CALLS = ApiCall(
    path="/v1/calls",
    takes=("state", "account_id", "title", "analysed", "theme_id", "without_theme_id", *_WINDOW),
)
_THEMES = ApiCall(
    path="/v1/themes", takes=("kind", "state", *_WINDOW), fixed={"parent": "none"}, narrowed={"voiced": "true"}
)
_CHANGES = ApiCall(path="/v1/themes/changes", takes=("by", "kind", *_WINDOW), given=("from", "to", "before_from"))
_WEEK = (
    replace(_CHANGES, what="What changed", takes=("kind", *_WINDOW)),
    replace(
        _THEMES,
        what="Needs a decision",
        takes=("kind", *_WINDOW),
        fixed={"state": "suggested", "parent": "none", "voiced": "true"},
    ),
    # Of a moment the API takes the competitor that it speaks of itself; the page has those of calls that name one.
    ApiCall(
        path="/v1/moments",
        what="Unanswered questions",
        takes=tuple(name for name in _WINDOW if name != "competitor"),
        fixed={"kind": "question", "answered": "false"},
        unless=("competitor",),
    ),
)
_CALL = ApiCall(path="/v1/calls/{id}", fixed={"include": "moments,topics,comments,transcript"})
_THEME = ApiCall(
    path="/v1/themes/{id}",
    takes=("period", "by", *_WINDOW),
    given=("period", "by"),
    fixed={"include": "trend,segments,evidence"},
)
_COMPARISON = ApiCall(
    path="/v1/analyses/{id}/comparison",
    what="What it changes",
    given=("from", "to", "before_from", "before_to"),
    only_with=("from",),
)
_SETTINGS = {
    "people": "/v1/people",
    "keys": "/v1/keys",
    "vocabulary": "/v1/vocabulary",
    "channels": "/v1/channel-maps",
    "topics": "/v1/topics",
    "health": "/v1/health",
    "audit": "/v1/audit",
}

# The first that fits counts.
PAGES: tuple[PageAddress, ...] = (
    PageAddress(page="/", calls=_WEEK, keeps=("span",), works_out=WorkedOut.FITTING_SPAN),
    PageAddress(page="/explore", needs={"q": ""}, calls=(_FOUND,), export=_file(_FOUND, "search"), most=500),
    # Turns are found by words alone: there is no list of them to ask for.
    PageAddress(page="/explore", needs={"in": "turns"}, calls=(), keeps=_SEARCHED),
    PageAddress(page="/explore", calls=(_LISTED,), export=_file(_LISTED, "moments"), keeps=("mode", "in")),
    PageAddress(page="/calls", calls=(_CALLS,), export=_file(_CALLS, "calls")),
    PageAddress(
        page="/calls/{id}",
        calls=(_CALL,),
        export=ApiCall(path="/v1/exports/moments", fixed={"call_id": "{id}"}),
    ),
    PageAddress(page="/themes", calls=(_THEMES,), export=_file(_THEMES, "themes")),
    PageAddress(
        page="/themes/{id}",
        calls=(_THEME,),
        export=ApiCall(path="/v1/exports/evidence", takes=_WINDOW, fixed={"theme_id": "{id}"}),
        works_out=WorkedOut.THEME,
    ),
    PageAddress(page="/themes/{id}/history", calls=(ApiCall(path="/v1/themes/{id}/lineage"),)),
    PageAddress(
        page="/heat",
        calls=(
            ApiCall(path="/v1/themes/heat", takes=("by", "kind", *_WINDOW), given=("by",), fixed={"parent": "none"}),
        ),
        works_out=WorkedOut.HEAT,
    ),
    PageAddress(page="/changes", calls=(_CHANGES,), keeps=("span",), works_out=WorkedOut.SPAN),
    PageAddress(page="/trackers", calls=(ApiCall(path="/v1/trackers", takes=("segment",)),)),
    PageAddress(page="/trackers/{id}", calls=(ApiCall(path="/v1/trackers/{id}", takes=_WINDOW),), keeps=("period",)),
    PageAddress(page="/analyses", calls=(ApiCall(path="/v1/analyses"),)),
    PageAddress(
        page="/analyses/{id}",
        calls=(ApiCall(path="/v1/analyses/{id}", what="The analysis"), _COMPARISON),
        keeps=("first", "middle", "last"),
        works_out=WorkedOut.DAYS,
    ),
    PageAddress(page="/reviews", calls=(ApiCall(path="/v1/reviews/next", takes=("theme_id",)),)),
    *(
        PageAddress(page=f"/settings/{name}", calls=(ApiCall(path=path),), saved=False)
        for name, path in _SETTINGS.items()
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of a page as it is understood: the page, the id in it, and its filters."""

    found: PageAddress
    id: str
    query: tuple[tuple[str, str], ...]

    @property
    def kept(self) -> str:
        """The query with the filters that count, in a fixed order: equal for equal views."""
        known = self.found.counts
        return urlencode(sorted((name, value) for name, value in self.query if name in known))

    def calls(self, worked_out: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the calls of the API that answer with the same, each after what it is (empty for the whole page)."""
        asked = ((call, call.query(self.query, worked_out)) for call in self.found.calls)
        return tuple((call.what, self._address(call.path, query)) for call, query in asked if query is not None)

    def export(self, written_as: str) -> str | None:
        """Return where the same list is had as a file, None where there is no such file."""
        call = self.found.export
        query = call.query(self.query, {}) if call else None
        return self._address(f"{call.path}.{written_as}", query) if call and query is not None else None

    def _address(self, path: str, query: Iterable[tuple[str, str]]) -> str:
        asked = urlencode([(name, value.replace("{id}", self.id)) for name, value in query], safe=",")
        path = path.replace("{id}", self.id)
        return f"{path}?{asked}" if asked else path


def understood(path: str, query: Iterable[tuple[str, str]]) -> Address | None:
    """Return what the address of a page means, None for an address that is no view of anything."""
    given = tuple((name, value) for name, value in query if value)
    for each in PAGES:
        page_id = each.match(path)
        if page_id is not None and each.fits(dict(given)):
            return Address(found=each, id=page_id, query=given)
    return None


def as_curl(url: str, *, with_key: bool) -> str:
    """Return the command that asks for an address of the API, to be pasted; the key is in the environment."""
    header = f' -H "Authorization: Bearer ${KEY_NAME}"' if with_key else ""
    return f"curl -sS{header} {shlex.quote(url)}"
