"""How often what is declared of the composed calls is what the numbers say: `python -m bench.demo_power [--seeds 200]`.

The calls are planned with one seed after the other, as they could have come out too, and looked at as the API does: by
week, all together and in each segment, with accounts kept together and false discoveries held down across the fifteen
concerns. Nothing is mined here: a call has the concerns it was planned with. Printed is how often the declared rise and
fall are called out, how often anything else is, and how often the interval of a rate holds the declared one.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from demo.text_calls.chance import Chance
from demo.text_calls.plan import PlannedCall, plan
from demo.text_calls.truth import CONCERNS, FALLING, RISING, SEGMENTS, declared_rate
from insight.rates import Rate, rate
from insight.slope import Panel, slope_of_accounts
from insight.verdicts import Verdict, verdicts

Ints = NDArray[np.int64]
EVERYWHERE = "all"
VIEWS = (EVERYWHERE, *SEGMENTS)
"""What a reader looks at: all calls, and those of each segment."""
RISES_IN = (EVERYWHERE, "mid-market")
SILENT = (Verdict.STEADY, Verdict.TOO_FEW)
_UP, _DOWN = (Verdict.RISING, Verdict.NEW), (Verdict.FALLING, Verdict.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A call as numbers see it: whose, when, and the names of what it voices."""

    account: str
    segment: str
    day: date
    voiced: frozenset[str]


def heard(calls: Iterable[PlannedCall]) -> tuple[Heard, ...]:
    """Return planned calls as numbers would see them if nothing were missed."""
    return tuple(
        Heard(
            account=call.deal.account.name,
            segment=call.deal.account.segment,
            day=call.started.date(),
            voiced=call.concerns,
        )
        for call in calls
    )


def seen_in(view: str, calls: Iterable[Heard]) -> tuple[Heard, ...]:
    """Return the calls of a view."""
    return tuple(call for call in calls if view in (EVERYWHERE, call.segment))


def called_out(calls: Sequence[Heard]) -> dict[str, Verdict]:
    """Return what is called rising, falling, new or gone among everything that the calls voice, along the weeks."""
    panel, rows = _panel(calls)
    names = sorted({name for call in calls for name in call.voiced})
    changes = {name: slope_of_accounts(panel, _with(name, calls, rows)) for name in names}
    return {name: verdict for name, verdict in verdicts(changes).items() if verdict not in SILENT}


def is_declared(concern: str, verdict: Verdict, *, view: str) -> bool:
    """Whether a verdict says what is true."""
    return (concern == FALLING and verdict in _DOWN) or (concern == RISING and view in RISES_IN and verdict in _UP)


def rate_of(concern: str, calls: Sequence[Heard]) -> Rate:
    """Return the share of calls that voice a concern, with the interval that their accounts allow."""
    size = Counter(call.account for call in calls)
    hits = Counter(call.account for call in calls if concern in call.voiced)
    return rate(hits.total(), len(calls), Counter((n, hits[account]) for account, n in size.items()))


def expected_rate(concern: str, calls: Sequence[Heard]) -> float:
    """Return the declared rate over calls of these segments and months."""
    return sum(declared_rate(concern, segment=call.segment, month=call.day.month) for call in calls) / len(calls)


def holds(concern: str, calls: Sequence[Heard]) -> bool:
    """Whether the interval of a concern's rate holds the declared one."""
    found = rate_of(concern, calls)
    return found.low is not None and found.high is not None and found.low <= expected_rate(concern, calls) <= found.high


def _panel(calls: Sequence[Heard]) -> tuple[Panel, list[int]]:
    """Return the calls by account and week, and the row of each call."""
    monday = min(call.day for call in calls)
    monday -= timedelta(days=monday.weekday())
    numbers: dict[str, int] = {}
    keys = [(numbers.setdefault(call.account, len(numbers)), (call.day - monday).days // 7) for call in calls]
    places = {key: row for row, key in enumerate(dict.fromkeys(keys))}
    sizes = Counter(keys)
    panel = Panel(
        account=np.array([account for account, _ in places], dtype=np.int64),
        period=np.array([week for _, week in places], dtype=np.int64),
        calls=np.array([sizes[key] for key in places], dtype=np.int64),
    )
    return panel, [places[key] for key in keys]


def _with(name: str, calls: Sequence[Heard], rows: Sequence[int]) -> Ints:
    voicing = [row for call, row in zip(calls, rows, strict=True) if name in call.voiced]
    return np.bincount(voicing, minlength=max(rows) + 1).astype(np.int64)


@dataclass(slots=True)
class Tally:
    """What came of all seeds, counters by view; `false_share` sums the share of what was called out and is not true."""

    seeds: int = 0
    risen: Counter[str] = field(default_factory=Counter)
    fallen: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    false_share: dict[str, float] = field(default_factory=lambda: dict.fromkeys(VIEWS, 0.0))
    looked_at: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)

    def add(self, calls: Sequence[Heard]) -> None:
        """Count the calls of one seed."""
        self.seeds += 1
        for view in VIEWS:
            seen = seen_in(view, calls)
            out = called_out(seen)
            wrong = sum(not is_declared(name, verdict, view=view) for name, verdict in out.items())
            self.risen[view] += out.get(RISING) in _UP
            self.fallen[view] += out.get(FALLING) in _DOWN
            self.beside[view] += wrong > 0
            self.false_share[view] += wrong / max(len(out), 1)
            self.looked_at[view] += len(CONCERNS)
            self.held[view] += sum(holds(concern.name, seen) for concern in CONCERNS)


def tally(seeds: Iterable[int]) -> Tally:
    """Return what came of these seeds."""
    counted = Tally()
    for seed in seeds:
        counted.add(heard(plan(Chance(seed))))
    return counted


def table(counted: Tally) -> Iterator[str]:
    """Yield the lines of a Markdown table, a row for each view."""
    yield "| calls | the rise is found | the fall is found | anything else | false share | intervals that hold |"
    yield "|---|---|---|---|---|---|"
    for view in VIEWS:
        risen, fallen, beside = (each[view] / counted.seeds for each in (counted.risen, counted.fallen, counted.beside))
        false, held = counted.false_share[view] / counted.seeds, counted.held[view] / counted.looked_at[view]
        yield f"| {view} | {risen:.1%} | {fallen:.1%} | {beside:.1%} | {false:.1%} | {held:.1%} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds, 200 unless said otherwise")
    parser.add_argument("--first", type=int, default=1, help="the first of them, 1 unless said otherwise")
    options = parser.parse_args(arguments)
    counted = tally(range(options.first, options.first + options.seeds))
    sys.stdout.write(f"{counted.seeds} seeds from {options.first} on\n\n" + "\n".join(table(counted)) + "\n")


if __name__ == "__main__":
    main()
