"""What a search finds as flat rows for files: the first hits, since a search has an order but no end worth a file."""

from collections.abc import Callable

from api.search import FoundOut, SearchOut
from store.exports import Column, ColumnType, Row

MOST_FOUND = 500
AT_ONCE = 100
FOUND_COLUMNS = (
    Column("type"),
    Column("moment_id"),
    Column("call_id"),
    Column("turn_index", ColumnType.INTEGER),
    Column("start_s", ColumnType.NUMBER),
    Column("end_s", ColumnType.NUMBER),
    Column("role"),
    Column("snippet"),
    Column("score", ColumnType.NUMBER),
    Column("kind"),
    Column("category"),
    Column("competitor"),
    Column("theme_id"),
    Column("theme_label"),
    Column("call_title"),
    Column("started_at", ColumnType.INSTANT),
    Column("account"),
    Column("segment"),
    Column("stage"),
    Column("outcome"),
    Column("audio_url"),
    Column("mode"),
    Column("redacted", ColumnType.BOOLEAN),
)


def found_rows(ask: Callable[[str | None], SearchOut]) -> list[Row]:
    """Return the rows of the first `MOST_FOUND` hits; `ask` answers with the page that a cursor stands for."""
    rows, cursor = list[Row](), None
    while len(rows) < MOST_FOUND:
        page = ask(cursor)
        rows += [_row(hit, page.mode.value) for hit in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    return rows[:MOST_FOUND]


def _row(hit: FoundOut, mode: str) -> Row:
    kind, category = (each.value if each else None for each in (hit.kind, hit.category))
    theme = (hit.theme.id, hit.theme.label) if hit.theme else (None, None)
    return (
        hit.type.value, hit.moment_id, hit.call_id, hit.turn_index, hit.start_s, hit.end_s, hit.role.value,
        "".join(piece.text for piece in hit.snippet), hit.score, kind, category, hit.competitor, *theme,
        hit.call_title, hit.started_at, hit.account, hit.segment, hit.stage, hit.outcome, hit.audio_url, mode,
        hit.redacted,
    )  # fmt: skip
