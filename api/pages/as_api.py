"""Which call of the API answers with what a page shows: one table from addresses of pages to those of the API."""

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

_WINDOW = ("from", "to", "segment", "stage", "outcome", "source", "rep", "competitor")
_MOMENTS = ("kind", "category", "theme_id", "account_id", *_WINDOW)
KEY_NAME = "TALKTRACK_KEY"
EXPORT_FORMATS = ("csv", "xlsx", "parquet", "ndjson")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddress:
    """A page, and where the API answers the same.

    `takes` are the filters that both have under one name; others in the page's address only change how it looks.
    `fixed` is asked besides, `narrowed` only where calls are narrowed down. With `needs`, it is this only where that
    filter is set. `keeps` are what else is worth saving with the page. `{id}` is that of the page.
    """

    page: str
    api: str
    takes: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    narrowed: Mapping[str, str] = field(default_factory=dict)
    needs: str | None = None
    export: str | None = None
    keeps: tuple[str, ...] = ()

    def match(self, path: str) -> str | None:
        """Return the id in an address that is one of this page's (empty where it has none), None for another page's."""
        found = re.fullmatch(self.page.replace("{id}", r"(?P<id>[A-Za-z0-9_-]{1,60})"), path)
        return (found.groupdict().get("id") or "") if found else None


# The first that fits counts.
PAGES: tuple[PageAddress, ...] = (
    PageAddress(page="/explore", api="/v1/search", takes=("q", "mode", "in", "role", *_MOMENTS), needs="q"),
    PageAddress(page="/explore", api="/v1/moments", takes=_MOMENTS, export="moments", keeps=("mode", "in", "role")),
    PageAddress(page="/calls", api="/v1/calls", takes=("state", "account_id", "title", *_WINDOW), export="calls"),
    PageAddress(page="/calls/{id}", api="/v1/moments", fixed={"call_id": "{id}"}, export="moments"),
    PageAddress(
        page="/themes",
        api="/v1/themes",
        takes=("kind", "state", *_WINDOW),
        fixed={"parent": "none"},
        narrowed={"voiced": "true"},
        export="themes",
    ),
    PageAddress(page="/themes/{id}", api="/v1/themes/{id}", takes=_WINDOW, export="evidence", keeps=("period", "by")),
    PageAddress(page="/heat", api="/v1/themes/heat", takes=("by", "kind", *_WINDOW), fixed={"parent": "none"}),
    PageAddress(page="/changes", api="/v1/themes/changes", takes=("by", "kind", *_WINDOW), keeps=("span",)),
    PageAddress(page="/trackers", api="/v1/trackers", takes=("segment",)),
    PageAddress(page="/trackers/{id}", api="/v1/trackers/{id}", takes=("segment",), keeps=("period",)),
    PageAddress(page="/analyses", api="/v1/analyses"),
    PageAddress(page="/reviews", api="/v1/reviews/next", takes=("theme_id",)),
)
# What an export takes besides or instead of what the list of the API does.
_EXPORT_FIXED = {"evidence": {"theme_id": "{id}"}, "moments": {}, "calls": {}, "themes": {"parent": "none"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of a page as it is understood: the page, the id in it, and its filters."""

    found: PageAddress
    id: str
    query: tuple[tuple[str, str], ...]

    @property
    def kept(self) -> str:
        """The query with the filters that count, in a fixed order: equal for equal views."""
        known = {*self.found.takes, *self.found.keeps}
        return urlencode(sorted((name, value) for name, value in self.query if name in known))

    @property
    def api(self) -> str:
        """The call of the API that answers with the same."""
        asked = [(name, value) for name, value in self.query if name in self.found.takes]
        more = {**self.found.fixed}
        if any(name in _WINDOW for name, _ in asked):
            more |= self.found.narrowed
        return self._address(self.found.api, [*asked, *more.items()])

    def export(self, written_as: str) -> str | None:
        """Return where the same list is had as a file, None where there is no such file."""
        if self.found.export is None:
            return None
        asked = [(name, value) for name, value in self.query if name in self.found.takes]
        more = {**_EXPORT_FIXED[self.found.export], **({"call_id": "{id}"} if "call_id" in self.found.fixed else {})}
        return self._address(f"/v1/exports/{self.found.export}.{written_as}", [*asked, *more.items()])

    def _address(self, path: str, query: Iterable[tuple[str, str]]) -> str:
        asked = urlencode([(name, value.replace("{id}", self.id)) for name, value in query])
        path = path.replace("{id}", self.id)
        return f"{path}?{asked}" if asked else path


def understood(path: str, query: Iterable[tuple[str, str]]) -> Address | None:
    """Return what the address of a page means, None for an address that is no view of anything."""
    given = tuple((name, value) for name, value in query if value)
    names = {name for name, _ in given}
    for each in PAGES:
        page_id = each.match(path)
        if page_id is not None and (each.needs is None or each.needs in names):
            return Address(found=each, id=page_id, query=given)
    return None


def as_curl(url: str, *, with_key: bool) -> str:
    """Return the command that asks for an address of the API, to be pasted; the key is in the environment."""
    header = f' -H "Authorization: Bearer ${KEY_NAME}"' if with_key else ""
    return f"curl -sS{header} {shlex.quote(url)}"
