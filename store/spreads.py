"""How calls spread over accounts: in a window, within each value of a cut, or along time, with a theme and without.

What an interval needs where calls of one account are alike. All of it is counted from `store.columns`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from calls.cut import Cut
from store.columns import Columns, Voices, columns_of
from store.memory import remembered
from store.spread_sums import AccountSums, Cells, Ints, LineSums, runs, spread_of
from store.spread_sums import Spread as Spread
from store.windows import Window

Floats = NDArray[np.float64]
_NOBODY = Voices(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class _Division:
    """Which groups each call is in: `groups[first[row] : first[row + 1]]`."""

    names: tuple[Any, ...]
    first: Ints
    groups: Ints

    def of(self, calls: Ints) -> tuple[Ints | slice, Ints]:
        """Return positions within `calls` and the group of each; a call in several groups comes several times."""
        if len(self.names) == 1 and len(self.groups) + 1 == len(self.first):
            return slice(None), np.zeros(len(calls), dtype=np.int64)
        begin = self.first[calls]
        many = self.first[calls + 1] - begin
        if many.max(initial=0) <= 1:
            inside = np.flatnonzero(many)
            return inside, self.groups[begin[inside]]
        position = np.repeat(np.arange(len(calls)), many)
        ends = np.cumsum(many)
        within = np.arange(len(position)) - np.repeat(ends - many, many)
        return position, self.groups[np.repeat(begin, many) + within]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Calls of a window that voice themes: the number of the theme, the row, its account and the mentions.

    A theme's pairs lie side by side, and within them those of an account.
    """

    theme: Ints
    calls: Ints
    who: Ints
    mentions: Ints


class Spreads:
    """The analysed calls of a window, divided; `left_out` counts the groups with fewer calls that are left out.

    Accounts are numbered from 1 here; 0 stands for all calls of no known account.
    """

    def __init__(self, columns: Columns, within: NDArray[np.bool_], division: _Division, *, left_out: int = 0) -> None:
        self.names, self.left_out = division.names, left_out
        self._columns, self._within, self._division = columns, within, division
        self._who = columns.account.astype(np.int64) + 1
        self._width = int(self._who.max(initial=0)) + 1
        rows = np.flatnonzero(within)
        self._rows = len(rows)
        self._whole = np.bincount(self._who[rows], minlength=self._width)
        position, groups = division.of(rows)
        cells = groups * self._width + self._who[rows[position]]
        n = np.bincount(cells, minlength=len(self.names) * self._width).astype(np.int32)
        self._n = n.reshape(len(self.names), self._width)
        self.sizes: tuple[int, ...] = tuple(self._n.sum(axis=1).tolist())
        known = self._n[:, 1:]
        self._accounts = np.count_nonzero(known, axis=1)
        self._squares = np.einsum("ij,ij->i", known, known, dtype=np.int64) if known.size else self._accounts * 0
        self._totals: tuple[dict[str, int], Ints, Ints] | None = None

    @property
    def weight(self) -> int:
        """How many bytes it takes, about."""
        arrays = (self._n, self._who, self._within, self._division.groups, self._division.first)
        return sum(each.nbytes for each in arrays) + 10_000

    def of(self, theme_id: str | None) -> tuple[Spread, ...]:
        """Return how the calls of each group spread, with a theme; of no theme, none has it."""
        return self.many([theme_id or ""])[0]

    def many(self, theme_ids: Sequence[str]) -> list[tuple[Spread, ...]]:
        """Return for each theme how the calls of each group spread."""
        many = len(self.names)
        pairs = self._pairs(theme_ids)
        position, groups = self._division.of(pairs.calls)
        theme, who = pairs.theme[position], pairs.who[position]
        of = theme * many + groups
        counted = len(theme_ids) * many
        calls = np.bincount(of, minlength=counted)
        mentions = np.bincount(of, weights=pairs.mentions[position], minlength=counted)
        cells = (theme * self._width + who) * many + groups
        if many > 1:
            cells.sort(kind="stable")
        first, x = runs(cells)
        seen, group = np.divmod(cells[first], many)
        theme, who = np.divmod(seen, self._width)
        known = who > 0
        of, x = (theme * many + group)[known], x[known]
        n = self._n[group[known], who[known]]
        sums = [
            np.bincount(of, weights=weights, minlength=counted).astype(np.int64).tolist()
            for weights in (x, x * x, x * n, None, x == n)
        ]
        whole = list(zip(self._accounts.tolist(), self._n[:, 1:].sum(axis=1).tolist(), self._squares.tolist(),
                         strict=True))  # fmt: skip
        told = zip(self.sizes * len(theme_ids), calls.tolist(), mentions.astype(np.int64).tolist(),
                   whole * len(theme_ids), zip(*sums, strict=True), strict=True)  # fmt: skip
        spreads = [Spread(size, voiced, said, AccountSums(*of_all, *with_theme))
                   for size, voiced, said, of_all, with_theme in told]  # fmt: skip
        return [tuple(spreads[at * many : (at + 1) * many]) for at in range(len(theme_ids))]

    def totals(self) -> tuple[dict[str, int], Ints, Ints]:
        """Return the number of each theme that any call voices, and calls and mentions by theme and group."""
        if self._totals is None:
            theme_ids = list(self._columns.themes)
            pairs = self._pairs(theme_ids)
            position, groups = self._division.of(pairs.calls)
            of = pairs.theme[position] * len(self.names) + groups
            shape = len(theme_ids), len(self.names)
            calls = np.bincount(of, minlength=shape[0] * shape[1])
            mentions = np.bincount(of, weights=pairs.mentions[position], minlength=shape[0] * shape[1])
            numbers = {theme_id: at for at, theme_id in enumerate(theme_ids)}
            self._totals = numbers, calls.reshape(shape), mentions.astype(np.int64).reshape(shape)
        return self._totals

    def rest(self, theme_ids: Sequence[str]) -> list[tuple[Spread, ...]]:
        """Return for each theme and each group how all other calls of the window spread; mentions are not counted."""
        cells = Cells.of(self._n, self._whole)
        rest = cells.of_whole()
        found = []
        for theme_id in theme_ids:
            pairs = self._pairs([theme_id])
            everywhere, voiced = self._dense(pairs)
            outside = (len(pairs.calls) - voiced.sum(axis=1)).tolist()
            sums = zip(*rest, *cells.with_theme(everywhere, voiced), strict=True)
            of_groups = zip(self.sizes, outside, sums, strict=True)
            found.append(tuple(Spread(self._rows - n, x, 0, AccountSums(*of_group)) for n, x, of_group in of_groups))
        return found

    def crossed(self, theme_id: str, among: Collection[Any], *, hits: Collection[Any]) -> tuple[Spread, Spread]:
        """Return how the calls of some groups spread that have a theme, and those that have not.

        Here the calls with something, and their sums, are the calls that are in the groups `hits` of them.
        """
        _, voiced = self._dense(self._pairs([theme_id]))
        chosen = np.array([name in among for name in self.names], dtype=np.bool_)
        hit = np.array([name in hits for name in self.names], dtype=np.bool_)
        with_theme = spread_of(voiced[chosen].sum(axis=0), voiced[hit].sum(axis=0))
        without = self._n - voiced
        return with_theme, spread_of(without[chosen].sum(axis=0), without[hit].sum(axis=0))

    def panel(self) -> tuple[Ints, Ints, Ints]:
        """Return account (-1: not known), group and number of calls of each account and group that has any."""
        groups, who = np.nonzero(self._n)
        return who - 1, groups, self._n[groups, who].astype(np.int64)

    def along(self, theme_ids: Sequence[str], weights: Floats, accounts: Sequence[Floats]) -> list[LineSums]:
        """Return each theme along the groups, which calls are in one each of: `weights` are those of the groups.

        `accounts` are arrays by account as they are numbered in `panel`.
        """
        pairs, many = self._pairs(theme_ids), len(theme_ids)
        _, steps = self._division.of(pairs.calls)
        shape = many, len(self.names)
        of_step = pairs.theme * shape[1] + steps
        counted = np.bincount(of_step, minlength=many * shape[1]).reshape(shape)
        alone = np.bincount(of_step[pairs.who == 0], minlength=many * shape[1]).reshape(shape)
        first, x = runs(pairs.theme * self._width + pairs.who)
        weighed = np.add.reduceat(weights[steps], first) if len(first) else np.empty(0)
        theme, who = pairs.theme[first], pairs.who[first]
        known = who > 0
        theme, who, weighed, x = theme[known], who[known], weighed[known], x[known]
        products = [np.bincount(theme, weights=weighed * each[who - 1], minlength=many).tolist() for each in accounts]
        squares = np.bincount(theme, weights=weighed * weighed, minlength=many).tolist()
        having = np.bincount(theme, minlength=many).tolist()
        full = np.bincount(theme[x == self._whole[who]], minlength=many).tolist()
        of_themes = zip(counted, alone, squares, zip(*products, strict=True), having, full, strict=True)
        return [LineSums(*each) for each in of_themes]

    def _pairs(self, theme_ids: Sequence[str]) -> _Pairs:
        voices = [self._columns.themes.get(theme_id, _NOBODY) for theme_id in theme_ids] or [_NOBODY]
        calls = np.concatenate([each.calls for each in voices])
        kept = np.flatnonzero(self._within[calls])
        theme = np.repeat(np.arange(len(voices)), [len(each.calls) for each in voices])[kept]
        mentions = np.concatenate([each.mentions for each in voices])[kept]
        calls = calls[kept].astype(np.int64)
        return _Pairs(theme, calls, self._who[calls], mentions.astype(np.int64))

    def _dense(self, pairs: _Pairs) -> tuple[Ints, Ints]:
        """Return in how many calls of each account a theme is voiced, in all and by group."""
        position, groups = self._division.of(pairs.calls)
        voiced = np.bincount(groups * self._width + pairs.who[position], minlength=self._n.size)
        return np.bincount(pairs.who, minlength=self._width), voiced.reshape(self._n.shape)


def spreads_of(session: Session, window: Window) -> Spreads:
    """Return the calls of a window, undivided: one group."""
    return spreads_by(session, window, Cut.ALL)


def spreads_by(session: Session, window: Window, cut: Cut, *, most: int | None = None) -> Spreads:
    """Return the calls of a window by the values of a cut, those with most calls first, `most` of them.

    Where the window asks for one value of the cut, only that one. An empty value is none: nothing could ask for it.
    """
    return remembered(
        session,
        ("spreads", window, cut, most),
        lambda: _by_cut(columns_of(session), window, cut, most=most),
        weigh=lambda made: made.weight,
    )


def spreads_along(session: Session, window: Window, starts: Sequence[date]) -> Spreads:
    """Return the calls of a window along time. `starts` are the first days (UTC) of the steps, rising.

    The first step takes all calls before the second one, the last all after its start.
    """
    named = tuple(starts)
    return remembered(
        session,
        ("spreads", window, named),
        lambda: _along(columns_of(session), window, named),
        weigh=lambda made: made.weight,
    )


def _by_cut(columns: Columns, window: Window, cut: Cut, *, most: int | None) -> Spreads:
    within = columns.within(window)
    rows = len(columns.started)
    if cut is Cut.ALL:
        return Spreads(columns, within, _divided(("",), np.arange(rows), np.zeros(rows, dtype=np.int64), rows=rows))
    calls, values = columns.cuts[cut]
    known = [name for name, _ in sorted(columns.values[cut].items(), key=lambda pair: pair[1])]
    counted = np.bincount(values[within[calls]], minlength=len(known))
    only = dict(window.cuts).get(cut)
    names = [name for name in known if name and only in (None, name)]
    numbers = columns.values[cut]
    names = sorted(
        (name for name in names if counted[numbers[name]]), key=lambda name: (-int(counted[numbers[name]]), name)
    )
    shown = names[:most]
    group_of = np.full(len(known), -1, dtype=np.int64)
    group_of[[numbers[name] for name in shown]] = np.arange(len(shown))
    groups = group_of[values]
    division = _divided(tuple(shown), calls[groups >= 0], groups[groups >= 0], rows=rows)
    return Spreads(columns, within, division, left_out=len(names) - len(shown))


def _along(columns: Columns, window: Window, starts: tuple[date, ...]) -> Spreads:
    bounds = [_microseconds(start) for start in starts[1:]]
    step = np.searchsorted(np.array(bounds, dtype=np.int64), columns.started, side="right")
    rows = len(columns.started)
    return Spreads(columns, columns.within(window), _divided(starts, np.arange(rows), step, rows=rows))


def _divided(names: tuple[Any, ...], calls: Iterable[int], groups: Ints, *, rows: int) -> _Division:
    of_call = np.asarray(calls, dtype=np.int64)
    order = np.argsort(of_call, kind="stable")
    first = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(of_call, minlength=rows), out=first[1:])
    return _Division(names, first, groups[order].astype(np.int64))


def _microseconds(day: date) -> int:
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp()) * 1_000_000
