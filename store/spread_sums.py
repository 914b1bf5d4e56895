"""What calls of accounts add up to: the sums that intervals and trends are made of, whole and for the rest of a group."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class AccountSums(NamedTuple):
    """The known accounts of some calls added up, as `insight.rates.Sums` has it.

    Of each account so many calls, so many of them with a theme: `calls` and `hits` are the sums of these, `squares`,
    `hit_squares` and `products` those of their squares and of one times the other. `having` accounts have a call
    with the theme, `full` have no other.
    """

    accounts: int
    calls: int
    squares: int
    hits: int
    hit_squares: int
    products: int
    having: int
    full: int


class Spread(NamedTuple):
    """Some calls, `n` of them, those with a theme and the mentions in them, and how both spread over accounts."""

    n: int
    calls: int
    mentions: int
    sums: AccountSums

    @property
    def accounts(self) -> int:
        """How many accounts have a call with the theme."""
        return self.sums.having


class LineSums(NamedTuple):
    """A theme along time: calls of each step, and of these those of no known account.

    For each account the weights of its calls with the theme are added up: `squares` is the sum of these sums squared,
    `products` are those of them times what was given of the accounts. `having` accounts have a call with the theme,
    `full` have no other.
    """

    steps: Ints
    alone: Ints
    squares: float
    products: tuple[float, ...]
    having: int
    full: int


@dataclass(frozen=True, slots=True)
class Cells:
    """The groups by known account with calls: `n` of each, `whole` of the account in all groups, or in none."""

    shape: tuple[int, int]
    group: Ints
    who: Ints
    n: Ints
    whole: Ints
    of_account: Ints

    @classmethod
    def of(cls, n: NDArray[np.int32], whole: Ints) -> "Cells":
        """Return the cells of groups by accounts, the first of which is none; `whole` is by account."""
        group, who = np.nonzero(n[:, 1:])
        who += 1
        return cls(n.shape, group, who, n[group, who].astype(np.int64), whole[who], whole)

    def of_whole(self) -> tuple[list[int], list[int], list[int]]:
        """Return accounts, calls and squares of the calls that are in another group, by group."""
        known = self.of_account[1:]
        accounts = np.count_nonzero(known) - self._sum(self.n == self.whole)
        squares = int(known @ known) - 2 * self._sum(self.whole * self.n) + self._sum(self.n * self.n)
        return accounts.tolist(), (known.sum() - self._sum(self.n)).tolist(), squares.tolist()

    def with_theme(self, everywhere: Ints, voiced: Ints) -> list[list[int]]:
        """Return what those with a theme come to, by group, as `AccountSums` has it from `hits` on."""
        x, of_account = voiced[self.group, self.who], everywhere[self.who]
        all_x, all_n = everywhere[1:], self.of_account[1:]
        lacking = self.whole - of_account
        hits = all_x.sum() - self._sum(x)
        hit_squares = int(all_x @ all_x) - 2 * self._sum(of_account * x) + self._sum(x * x)
        products = int(all_x @ all_n) - self._sum(of_account * self.n + x * self.whole - x * self.n)
        having = np.count_nonzero(all_x) - self._sum((x == of_account) & (x > 0))
        # Outside a group an account has no call without the theme: there is none anywhere, or all of them are inside.
        full = np.count_nonzero((all_x == all_n) & (all_n > 0)) - self._sum((lacking == 0) & (self.n == self.whole))
        full += self._sum((lacking > 0) & (self.n - x == lacking) & (self.n < self.whole))
        return [each.tolist() for each in (hits, hit_squares, products, having, full)]

    def _sum(self, weights: Any) -> Ints:
        return np.bincount(self.group, weights=weights, minlength=self.shape[0]).astype(np.int64)


def runs(sorted_keys: Ints) -> tuple[Ints, Ints]:
    """Return where each distinct key begins, and how often it comes."""
    if not len(sorted_keys):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first = np.concatenate([[0], np.flatnonzero(sorted_keys[1:] != sorted_keys[:-1]) + 1])
    return first, np.diff(first, append=len(sorted_keys))


def spread_of(n: Ints, x: Ints) -> Spread:
    """Return how calls (n of each account, x of them with something) spread; the first are of no known account."""
    known, hits = n[1:].astype(np.int64), x[1:].astype(np.int64)
    sums = AccountSums(
        accounts=int(np.count_nonzero(known)),
        calls=int(known.sum()),
        squares=int(known @ known),
        hits=int(hits.sum()),
        hit_squares=int(hits @ hits),
        products=int(known @ hits),
        having=int(np.count_nonzero(hits)),
        full=int(np.count_nonzero((hits == known) & (known > 0))),
    )
    return Spread(n=int(n.sum()), calls=int(x.sum()), mentions=0, sums=sums)
