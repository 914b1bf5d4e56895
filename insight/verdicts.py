"""What may be said of a theme's change: rising, falling, new, gone, steady, or too few to say."""

from collections.abc import Hashable, Mapping
from enum import StrEnum
from typing import TypeVar

from insight.change import Change
from insight.discoveries import FALSE_DISCOVERIES, adjusted

Key = TypeVar("Key", bound=Hashable)


class Verdict(StrEnum):
    """What a change comes to."""

    RISING = "rising"
    FALLING = "falling"
    NEW = "new"
    GONE = "gone"
    STEADY = "steady"
    TOO_FEW = "too_few"


def verdicts(changes: Mapping[Key, Change], fdr: float = FALSE_DISCOVERIES) -> dict[Key, Verdict]:
    """Return a verdict on each theme; `changes` must hold all themes looked at, not only those that stand out.

    Rising or falling (new: none before; gone: none now) takes both that the interval of the change excludes 0 and
    that the p-value passes Benjamini and Hochberg's at `fdr` across all themes with calls enough. Steady says that no
    change was shown, not that there is none.
    """
    looked_at = {key: one.p_value for key, one in changes.items() if one.p_value is not None and not one.too_few}
    shown = {key for key, p_value in adjusted(looked_at).items() if p_value <= fdr}
    return {key: _verdict(one, looked_at=key in looked_at, shown=key in shown) for key, one in changes.items()}


def _verdict(one: Change, *, looked_at: bool, shown: bool) -> Verdict:
    if not looked_at:
        return Verdict.TOO_FEW
    if not shown or not one.clears or not one.difference:
        return Verdict.STEADY
    if one.difference > 0:
        return Verdict.NEW if one.earlier.count == 0 else Verdict.RISING
    return Verdict.GONE if one.later.count == 0 else Verdict.FALLING
