"""What can be exported: the rows of calls, moments, a theme's evidence and themes, as the lists of the API have them.

The API and the command line both export by this: one reading for the whole of it, so that every row is of one moment.
"""

import re
import unicodedata
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from api.export_formats import Format, pieces
from api.export_search import FOUND_COLUMNS
from api.export_themes import THEME_COLUMNS, theme_rows
from api.theme_params import parent_of
from calls.errors import TooManyRows
from calls.moment import Kind
from calls.theme import ThemeState
from store.calls import CallFilter
from store.exports import MOMENT_COLUMNS, Batches, Column, Row, moment_rows, more_moments_than
from store.exports_calls import CALL_COLUMNS, call_rows, more_calls_than
from store.moments import MomentFilter
from store.session import Database, Session
from store.theme_list import ThemeChoice, name_of
from store.themes import resolve_theme
from store.windows import Window

MOST_IN_XLSX = 100_000
OF_THEME = (Column("of_theme_id"), Column("of_theme_label"))
EVIDENCE_COLUMNS = (*OF_THEME, *MOMENT_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls of a list."""

    wanted: CallFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments of a list."""

    wanted: MomentFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Every quote that a theme counts in a window."""

    theme_id: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """The themes of a list with their numbers in a window; `parent` is a theme's id, or `none`.

    With `voiced`, those that nobody voices in the window are left out unless they are pinned.
    """

    kind: Kind | None = None
    state: ThemeState | None = None
    parent: str | None = None
    voiced: bool = False
    updated_since: datetime | None = None
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first hits of a search; they are few, and found already."""

    rows: tuple[Row, ...]
    kind: Kind | None
    window: Window


Asked = Calls | Moments | Evidence | Themes | Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that are yet to be read, and words for the name of a file with them."""

    columns: Sequence[Column]
    batches: Batches
    words: tuple[str, ...]


class Export:
    """One export under way: `open`, `read` piece by piece until None, `close` in any case; `rows` were read by now.

    Whatever is wrong with what is asked for is raised by `open` or by the first `read`. To be used by one thread at a
    time.
    """

    def __init__(self, database: Database, asked: Asked, *, written_as: Format, in_full: bool, scratch: Path) -> None:
        self._database, self._asked, self._scratch = database, asked, scratch
        self._in_full, self.format = in_full, written_as
        self._held = ExitStack()
        self._pieces: Generator[bytes] | None = None
        self.filename, self.rows = "", 0

    def open(self) -> None:
        """Begin to read. Raises NotFound for a theme that is not there, TooManyRows where the format holds fewer."""
        session = self._held.enter_context(self._database.reading())
        table = table_of(session, self._asked, in_full=self._in_full, only_few=self.format is Format.XLSX)
        self._held.enter_context(closing(table.batches))
        counted = self._held.enter_context(closing(self._counted(table.batches)))
        found = pieces(self.format, table.columns, counted, scratch=self._scratch)
        self._pieces = self._held.enter_context(closing(found))
        self.filename = filename(table.words, self.format)

    def read(self) -> bytes | None:
        """Return the next piece of the file, empty where it is still being made, None at its end."""
        assert self._pieces is not None, "an export is opened before it is read"
        return next(self._pieces, None)

    def _counted(self, batches: Batches) -> Batches:
        for rows in batches:
            self.rows += len(rows)
            yield rows

    def close(self) -> None:
        """End the queries and remove what was written beside."""
        self._held.close()


def table_of(session: Session, asked: Asked, *, in_full: bool, only_few: bool = False) -> Table:
    """Return the rows of what is asked for, as this reading sees them. Raises NotFound, TooManyRows (`only_few`)."""
    if isinstance(asked, Calls):
        return _calls(session, asked.wanted, in_full=in_full, only_few=only_few)
    if isinstance(asked, Found):
        words = ("search", asked.kind or "", *_words(asked.window))
        return Table(columns=FOUND_COLUMNS, batches=_at_once(asked.rows), words=words)
    if isinstance(asked, Themes):
        return _themes(session, asked)
    if isinstance(asked, Evidence):
        theme = name_of(session, resolve_theme(session, asked.theme_id))
        wanted = MomentFilter(theme_id=theme.id, window=asked.window)
        found = _moments(session, wanted, in_full=in_full, only_few=only_few)
        words = ("evidence", theme.label, *found.words[1:])
        return Table(columns=EVIDENCE_COLUMNS, batches=_of_theme(found.batches, (theme.id, theme.label)), words=words)
    return _moments(session, _resolved(session, asked.wanted), in_full=in_full, only_few=only_few)


def _themes(session: Session, asked: Themes) -> Table:
    choice = ThemeChoice(
        kind=asked.kind,
        state=asked.state,
        parent_id=parent_of(session, asked.parent),
        updated_since=asked.updated_since,
    )
    batches = theme_rows(session, choice, asked.window, only_voiced=asked.voiced)
    return Table(columns=THEME_COLUMNS, batches=batches, words=("themes", asked.kind or "", *_words(asked.window)))


def _calls(session: Session, given: CallFilter, *, in_full: bool, only_few: bool) -> Table:
    wanted = replace(
        given,
        theme_id=resolve_theme(session, given.theme_id) if given.theme_id else None,
        without_theme_id=resolve_theme(session, given.without_theme_id) if given.without_theme_id else None,
    )
    if only_few and more_calls_than(session, wanted, MOST_IN_XLSX, in_full=in_full):
        raise _too_many()
    batches = call_rows(session, wanted, in_full=in_full)
    return Table(columns=CALL_COLUMNS, batches=batches, words=("calls", wanted.state or "", *_words(wanted.window)))


def _resolved(session: Session, wanted: MomentFilter) -> MomentFilter:
    return replace(wanted, theme_id=resolve_theme(session, wanted.theme_id) if wanted.theme_id else None)


def _moments(session: Session, wanted: MomentFilter, *, in_full: bool, only_few: bool) -> Table:
    if only_few and more_moments_than(session, wanted, MOST_IN_XLSX):
        raise _too_many()
    batches = moment_rows(session, wanted, in_full=in_full)
    words = ("moments", wanted.kind or "", wanted.category or "", *_words(wanted.window))
    return Table(columns=MOMENT_COLUMNS, batches=batches, words=words)


def _at_once(rows: Sequence[Row]) -> Batches:
    yield list(rows)


def _of_theme(batches: Batches, theme: tuple[str, str]) -> Batches:
    for rows in batches:
        yield [theme + row for row in rows]


def _too_many() -> TooManyRows:
    return TooManyRows(
        f"That is more than {MOST_IN_XLSX:,} rows, and an Excel workbook takes no more: narrow it down (`from`, `to`, "
        "`kind`, `segment`, …), or ask for csv, ndjson or parquet, which take any number."
    )


def _words(window: Window) -> tuple[str, ...]:
    start = f"from {window.start_from:%Y-%m-%d}" if window.start_from else ""
    end = f"before {window.start_to:%Y-%m-%d}" if window.start_to else ""
    cuts = (value for cut, value in window.cuts if cut.value != "rep")
    return (*cuts, start, end)


def filename(words: Sequence[str], written_as: Format) -> str:
    """Return a file's name: what is in it, and the day (UTC) it was made; letters a to z, digits and hyphens only."""
    plain = unicodedata.normalize("NFKD", " ".join(("talktrack", *words))).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:120].rstrip("-")
    return f"{name}-made-{datetime.now(UTC):%Y-%m-%d}.{written_as.value}"
