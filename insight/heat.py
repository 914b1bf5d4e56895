"""Heat maps: the rate of each theme within each value of a dimension, and which cells stand out."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from insight.change import Change, change
from insight.discoveries import FALSE_DISCOVERIES, adjusted
from insight.rates import AccountSums, Counts, Rate

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A theme's rate among the calls of one value, beside that of the rest of its row.

    `p_value` is adjusted for all cells looked at, None where there are too few calls here or in the rest.
    `stands_out` says that the cell is higher or lower than the rest beyond chance.
    """

    rate: Rate
    rest: Rate
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    stands_out: Literal["higher", "lower"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Generic[Row, Column]):
    """Themes by the values of a segment, stage, outcome, lead source, rep, competitor or team, in the order given."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[Row, Column], HeatCell]


def heat_map(
    counts: Mapping[tuple[Row, Column], Counts],
    *,
    rest: Mapping[tuple[Row, Column], Counts] | None = None,
    fdr: float = FALSE_DISCOVERIES,
) -> HeatMap[Row, Column]:
    """Return the rates of all cells, those marked that differ from the rest of their row.

    The rest of a row are its other columns, which is right where a call is in one column at most; where calls are in
    several (two competitors named in one call) give `rest`: the calls that are not in the column. Benjamini and
    Hochberg's procedure is across all cells with calls enough. Cells without an entry stay out. An account with calls
    in several columns of the rest is taken as one there for each column.
    """
    rows, columns = tuple(dict.fromkeys(row for row, _ in counts)), tuple(dict.fromkeys(column for _, column in counts))
    others = rest if rest is not None else _others(counts)
    compared = {key: change(others[key].rate(), here.rate()) for key, here in counts.items()}
    p_values = adjusted(
        {key: one.p_value for key, one in compared.items() if one.p_value is not None and not one.too_few}
    )
    cells = {key: _cell(one, p_value=p_values.get(key), fdr=fdr) for key, one in compared.items()}
    return HeatMap(rows=rows, columns=columns, cells=cells)


def _cell(one: Change, *, p_value: float | None, fdr: float) -> HeatCell:
    stands_out: Literal["higher", "lower"] | None = None
    if p_value is not None and p_value <= fdr and one.clears and one.difference is not None:
        stands_out = "higher" if one.difference > 0 else "lower"
    return HeatCell(
        rate=one.later,
        rest=one.earlier,
        difference=one.difference,
        low=one.low,
        high=one.high,
        p_value=p_value,
        stands_out=stands_out,
    )


def _others(counts: Mapping[tuple[Row, Column], Counts]) -> dict[tuple[Row, Column], Counts]:
    """Return for each cell the sum of its row's other cells."""
    in_row: dict[Row, list[Counts]] = {}
    for (row, _), cell in counts.items():
        in_row.setdefault(row, []).append(cell)
    sums = {row: _Sum.of(cells) for row, cells in in_row.items()}
    return {(row, column): sums[row].without(cell) for (row, column), cell in counts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    count: int
    n: int
    accounts: AccountSums | None

    @classmethod
    def of(cls, cells: list[Counts]) -> "_Sum":
        known = [AccountSums.of(cell.clusters) for cell in cells if cell.clusters is not None]
        return cls(
            count=sum(cell.count for cell in cells),
            n=sum(cell.n for cell in cells),
            accounts=AccountSums(*map(sum, zip(*known, strict=True))) if known else None,
        )

    def without(self, cell: Counts) -> Counts:
        left = self.accounts
        if left is not None and cell.clusters is not None:
            left = AccountSums(*(a - b for a, b in zip(left, AccountSums.of(cell.clusters), strict=True)))
        return Counts(count=self.count - cell.count, n=self.n - cell.n, clusters=left)
