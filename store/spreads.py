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
from store.windows import Window

Ints = NDArray[np.int64]
_NOBODY = Voices(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Some calls, `n` of them, and those with a theme: their number, accounts and mentions.

    `clusters` says how many known accounts have so many calls of which so many have the theme: `{(n, x): accounts}`.
    """

    n: int
    calls: int
    accounts: int
    mentions: int
    clusters: dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class _Division:
    """Which groups each call is in: `groups[first[row] : first[row + 1]]`."""

    names: tuple[Any, ...]
    first: Ints
    groups: Ints

    def of(self, calls: Ints) -> tuple[Ints, Ints]:
        """Return positions within `calls` and the group of each; a call in several groups comes several times."""
        many = self.first[calls + 1] - self.first[calls]
        position = np.repeat(np.arange(len(calls)), many)
        ends = np.cumsum(many)
        within = np.arange(len(position)) - np.repeat(ends - many, many)
        return position, self.groups[np.repeat(self.first[calls], many) + within]


class Spreads:
    """The analysed calls of a window, divided; `left_out` counts the groups with fewer calls that are left out."""

    def __init__(self, columns: Columns, within: NDArray[np.bool_], division: _Division, *, left_out: int = 0) -> None:
        self.names, self.left_out = division.names, left_out
        self._columns, self._within, self._division = columns, within, division
        # The last column is for calls of no known account.
        self._unknown = int(columns.account.max(initial=-1)) + 1
        self._who = np.where(columns.account < 0, self._unknown, columns.account).astype(np.int64)
        rows = np.flatnonzero(within)
        self._whole = np.bincount(self._who[rows], minlength=self._unknown + 1)
        position, groups = division.of(rows)
        cells = groups * (self._unknown + 1) + self._who[rows[position]]
        self._n = np.bincount(cells, minlength=len(self.names) * (self._unknown + 1)).astype(np.int32)
        self._cells = np.flatnonzero(self._n)
        shaped = self._n.reshape(len(self.names), self._unknown + 1)
        self.sizes: tuple[int, ...] = tuple(shaped.sum(axis=1).tolist())
        self._most = int(shaped[:, : self._unknown].max(initial=0)) + 1
        self._sizes = [np.bincount(row, minlength=self._most)[: self._most] for row in shaped[:, : self._unknown]]

    @property
    def weight(self) -> int:
        """How many bytes it takes, about."""
        return (
            int(
                self._n.nbytes
                + self._cells.nbytes
                + self._who.nbytes
                + self._within.nbytes
                + self._division.groups.nbytes
            )
            + 10_000
        )

    def of(self, theme_id: str | None) -> tuple[Spread, ...]:
        """Return how the calls of each group spread, with a theme; of no theme, none has it."""
        groups, mentions, cells, x = self._found(theme_id)
        width = self._unknown + 1
        of_cell, who = np.divmod(cells, width)
        known = who < self._unknown
        n_groups = len(self.names)
        calls = np.bincount(of_cell, weights=x, minlength=n_groups)
        accounts = np.bincount(of_cell[known], minlength=n_groups)
        times = np.bincount(groups, weights=mentions, minlength=n_groups)
        codes = (of_cell[known] * self._most + self._n[cells[known]]) * self._most + x[known]
        clusters = [{(n, 0): k for n, k in enumerate(sizes.tolist()) if n and k} for sizes in self._sizes]
        for code, k in zip(*(each.tolist() for each in np.unique(codes, return_counts=True)), strict=True):
            rest, with_theme = divmod(code, self._most)
            group, n = divmod(rest, self._most)
            clusters[group][n, with_theme] = k
            clusters[group][n, 0] -= k
        return tuple(
            Spread(
                n=size,
                calls=int(calls[group]),
                accounts=int(accounts[group]),
                mentions=int(times[group]),
                clusters={key: k for key, k in clusters[group].items() if k},
            )
            for group, size in enumerate(self.sizes)
        )

    def totals(self, theme_id: str) -> tuple[tuple[int, int], ...]:
        """Return calls and mentions of a theme in each group."""
        calls, mentions = self._voiced(theme_id)
        if len(self.names) == 1 and len(self._division.groups) == len(self._within):
            return ((len(calls), int(mentions.sum())),)
        position, groups = self._division.of(calls)
        counted = np.bincount(groups, minlength=len(self.names))
        times = np.bincount(groups, weights=mentions[position], minlength=len(self.names))
        return tuple((int(calls), int(said)) for calls, said in zip(counted, times, strict=True))

    @property
    def theme_ids(self) -> Collection[str]:
        """The ids of all themes that any call voices, in the window or not."""
        return self._columns.themes.keys()

    def rest(self, theme_id: str) -> tuple[Spread, ...]:
        """Return for each group how all other calls of the window spread; mentions are not counted."""
        width = self._unknown + 1
        _, _, cells, x = self._found(theme_id)
        voiced = self._dense(cells, x)
        calls, _ = self._voiced(theme_id)
        everywhere = np.bincount(self._who[calls], minlength=width)
        parts = (slice(group * width, (group + 1) * width) for group in range(len(self.names)))
        return tuple(self._spread(self._whole - self._n[part], everywhere - voiced[part]) for part in parts)

    def crossed(self, theme_id: str, among: Collection[Any], *, hits: Collection[Any]) -> tuple[Spread, Spread]:
        """Return how the calls of some groups spread that have a theme, and those that have not.

        Here `calls` and the second numbers of `clusters` are the calls that are in the groups `hits` of them.
        """
        width = self._unknown + 1
        _, _, cells, x = self._found(theme_id)
        voiced = self._dense(cells, x).reshape(len(self.names), width)
        n = self._n.reshape(len(self.names), width)
        chosen = np.array([name in among for name in self.names], dtype=np.bool_)
        hit = np.array([name in hits for name in self.names], dtype=np.bool_)
        with_theme = self._spread(voiced[chosen].sum(axis=0), voiced[hit].sum(axis=0))
        without = n - voiced
        return with_theme, self._spread(without[chosen].sum(axis=0), without[hit].sum(axis=0))

    def panel(self) -> tuple[Ints, Ints, Ints]:
        """Return account (-1: not known), group and number of calls of each account and group that has any."""
        groups, who = np.divmod(self._cells, self._unknown + 1)
        return np.where(who == self._unknown, -1, who), groups, self._n[self._cells].astype(np.int64)

    def on_panel(self, theme_id: str) -> Ints:
        """Return how many calls of each row of the panel have a theme."""
        _, _, cells, x = self._found(theme_id)
        on_panel = np.zeros(len(self._cells), dtype=np.int64)
        on_panel[np.searchsorted(self._cells, cells)] = x
        return on_panel

    def _dense(self, cells: Ints, x: Ints) -> Ints:
        dense = np.zeros(len(self._n), dtype=np.int64)
        dense[cells] = x
        return dense

    def _spread(self, n: Ints, x: Ints) -> Spread:
        """Return how calls (n of each account, x of them with something) spread; the last is of no known account."""
        known, with_it = n[: self._unknown], x[: self._unknown]
        most = int(known.max(initial=0)) + 1
        codes, many = np.unique(known * most + with_it, return_counts=True)
        pairs = zip(codes.tolist(), many.tolist(), strict=True)
        return Spread(
            n=int(n.sum()),
            calls=int(x.sum()),
            accounts=int(np.count_nonzero(with_it)),
            mentions=0,
            clusters={divmod(code, most): k for code, k in pairs if code >= most},
        )

    def _voiced(self, theme_id: str | None) -> tuple[Ints, Ints]:
        voices = self._columns.themes.get(theme_id, _NOBODY) if theme_id else _NOBODY
        kept = self._within[voices.calls]
        return voices.calls[kept].astype(np.int64), voices.mentions[kept].astype(np.int64)

    def _found(self, theme_id: str | None) -> tuple[Ints, Ints, Ints, Ints]:
        """Return group and mentions of each call of a theme, and the cells it is voiced in with the calls in each."""
        calls, mentions = self._voiced(theme_id)
        position, groups = self._division.of(calls)
        cells, x = np.unique(groups * (self._unknown + 1) + self._who[calls[position]], return_counts=True)
        return groups, mentions[position], cells, x


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
