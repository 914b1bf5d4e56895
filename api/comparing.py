"""What an upgrade of the analysis changes: rates of both on the same calls, and changes split into market and model."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from calls.analysis import AnalysisState
from calls.errors import InvalidInput
from insight.rates import Rate, rate
from insight.versions import Split, split
from insight.versions import Window as Cells
from store.analyses import get_analysis, list_analyses
from store.comparing import ComparedTheme, Found, Pair, Shared, compared_themes, found_in_both, shared_calls
from store.session import Session
from store.windows import Window

_NOTHING = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A theme on the calls of one window that both analyses count: in how many each finds it."""

    calls: int
    both: int
    only_old: int
    only_new: int
    old: Rate
    new: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A theme in two analyses; `earlier` and `split` are None where no earlier window was asked for."""

    theme: ComparedTheme
    later: Both
    earlier: Both | None
    split: Split | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All themes in two analyses, those voiced in most calls first; the counts are of calls that both hold."""

    pair: Pair
    calls: int
    earlier_calls: int | None
    themes: tuple[Compared, ...]


def pair_of(session: Session, number: int, *, other: int | None = None) -> Pair:
    """Return an analysis and the one to compare it with: the current one, or for that one the newest of the others.

    Raises NotFound for one that is not there and InvalidInput where there is nothing to compare with.
    """
    get_analysis(session, number)
    others = [each for each in list_analyses(session) if each.number != number]
    if other is not None:
        if get_analysis(session, other).number == number:
            raise InvalidInput("An analysis is compared with another one; give another number with `with`.")
    elif not others:
        raise InvalidInput("There is only one analysis, so there is nothing to compare it with yet.")
    else:
        current = next((each for each in others if each.state is AnalysisState.CURRENT), None)
        other = (current or others[0]).number
    return Pair(old=min(number, other), new=max(number, other))


def compare(session: Session, pair: Pair, later: Window, *, earlier: Window | None = None) -> Comparison:
    """Return how often each theme is found by both analyses, and what of a change between windows each would say."""
    themes = compared_themes(session, pair)
    now, found = shared_calls(session, pair, later), found_in_both(session, pair, later)
    before = shared_calls(session, pair, earlier) if earlier else None
    found_before = found_in_both(session, pair, earlier) if earlier else {}
    compared = []
    for theme in themes:
        here = _both(found.get(theme.id, _NOTHING), now)
        there = _both(found_before.get(theme.id, _NOTHING), before) if before else None
        compared.append(
            Compared(
                theme=theme,
                later=here,
                earlier=there,
                split=split(_cells(there), _cells(here)) if there else None,
            )
        )
    compared.sort(key=lambda each: (-max(each.later.old.count, each.later.new.count), each.theme.id))
    return Comparison(
        pair=pair, calls=now.calls, earlier_calls=before.calls if before else None, themes=tuple(compared)
    )


def _both(found: Found, shared: Shared) -> Both:
    sizes = Counter(shared.accounts.values())
    return Both(
        calls=shared.calls,
        both=found.both,
        only_old=found.only_old,
        only_new=found.only_new,
        old=rate(found.both + found.only_old, shared.calls, _clusters(found.old_by_account, shared, sizes)),
        new=rate(found.both + found.only_new, shared.calls, _clusters(found.new_by_account, shared, sizes)),
    )


def _clusters(voicing: Mapping[str, int], shared: Shared, sizes: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """Return how many accounts have so many calls, so many of them with the theme; `sizes` counts all accounts."""
    clusters: Counter[tuple[int, int]] = Counter()
    silent = Counter(sizes)
    for account, voiced in voicing.items():
        if voiced:
            clusters[shared.accounts[account], voiced] += 1
            silent[shared.accounts[account]] -= 1
    return dict(clusters) | {(size, 0): accounts for size, accounts in silent.items() if accounts}


def _cells(both: Both) -> Cells:
    effects = [each.n / each.effective for each in (both.old, both.new) if each.effective]
    return Cells(
        both=both.both,
        only_old=both.only_old,
        only_new=both.only_new,
        neither=both.calls - both.both - both.only_old - both.only_new,
        effect=max(effects, default=1.0),
    )
