"""Themes as flat rows for files: what their list answers with, in its order, with the same numbers."""

from collections.abc import Mapping

from api.precision import PrecisionOut
from api.theme_listing import Listed, listed, ordered_names
from store.analyses import current_number
from store.exports import Batches, Column, ColumnType, Row
from store.judgements import Tally, theme_tallies
from store.session import Session
from store.theme_list import ThemeChoice
from store.windows import Window

_AT_ONCE = 200
THEME_COLUMNS = (
    Column("id"),
    Column("kind"),
    Column("label"),
    Column("keywords", ColumnType.TEXTS),
    Column("state"),
    Column("parent_id"),
    Column("subthemes", ColumnType.INTEGER),
    Column("pinned", ColumnType.BOOLEAN),
    Column("central_quote"),
    Column("analysis", ColumnType.INTEGER),
    Column("mentions", ColumnType.INTEGER),
    Column("calls", ColumnType.INTEGER),
    Column("accounts", ColumnType.INTEGER),
    Column("rate", ColumnType.NUMBER),
    Column("rate_low", ColumnType.NUMBER),
    Column("rate_high", ColumnType.NUMBER),
    Column("rate_n", ColumnType.INTEGER),
    Column("rate_accounts", ColumnType.INTEGER),
    Column("rate_method"),
    Column("rate_too_few", ColumnType.BOOLEAN),
    Column("precision", ColumnType.NUMBER),
    Column("precision_low", ColumnType.NUMBER),
    Column("precision_high", ColumnType.NUMBER),
    Column("precision_n", ColumnType.INTEGER),
    Column("first_at", ColumnType.INSTANT),
    Column("last_at", ColumnType.INSTANT),
    Column("created_at", ColumnType.INSTANT),
    Column("updated_at", ColumnType.INSTANT),
)


def theme_rows(session: Session, choice: ThemeChoice, window: Window, *, only_voiced: bool = False) -> Batches:
    """Yield the rows of themes over a window, in the order of the list and with its numbers."""
    names = [name.id for _, name in ordered_names(session, choice, window, only_voiced=only_voiced)]
    analysis, judged = current_number(session), theme_tallies(session, window)
    for first in range(0, len(names), _AT_ONCE):
        yield [_row(found, analysis, judged) for found in listed(session, names[first : first + _AT_ONCE], window)]


def _row(found: Listed, analysis: int | None, judged: Mapping[str, Tally]) -> Row:
    facts, figures, rate = found.facts, found.figures, found.figures.rate
    tally = judged.get(facts.id)
    precision = PrecisionOut.of(tally) if tally else None
    of_precision = (precision.value, precision.low, precision.high, precision.n) if precision else (None,) * 4
    return (
        facts.id, facts.kind.value, facts.label, facts.keywords, facts.state.value, facts.parent_id, facts.subthemes,
        facts.pinned, facts.central_quote, analysis, figures.mentions, figures.calls, figures.accounts, rate.value,
        rate.low, rate.high, rate.n, rate.accounts, rate.method, rate.too_few, *of_precision, found.first_at,
        found.last_at, facts.created_at, facts.updated_at,
    )  # fmt: skip
