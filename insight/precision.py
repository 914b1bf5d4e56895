"""Measured precision of a theme, and rates corrected for it.

A theme's rate counts calls in which the machine found the theme. Some finds are wrong (precision: the share of finds
that are right) and some voices are missed (sensitivity: the share of voices that are found). Both corrections are
estimates beside the rate; the rate itself stays what can be opened and counted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.rates import Rate, wilson

# Draws of the simulated intervals: from seed to seed their bounds move by about a hundredth of their width.
DRAWS = 20_000
SEED = 20_240_917


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A rate corrected for the machine's errors, 0 to 1, with a 95 % interval of all uncertainties."""

    value: float | None
    low: float | None
    high: float | None
    too_few: bool


def precision(right: int, reviewed: int) -> Rate:
    """Return the share of reviewed moments that are right, with Wilson's interval.

    It speaks of the theme only where the reviewed moments are a random sample of it (`insight.sampling`), not what
    people happened to look at.
    """
    return wilson(right, reviewed)


def corrected_by_precision(
    apparent: Rate, *, right: int, reviewed: int, sensitivity: float = 1.0, seed: int = SEED
) -> Corrected:
    """Return the rate that a theme would have without its wrong finds: apparent x precision / sensitivity.

    This is Rogan and Gladen's estimator (1978) written with the precision, which a review of finds measures, in place
    of the specificity, which takes a review of everything that was not found: apparent x precision = prevalence x
    sensitivity. The sensitivity is taken as given, 1 unless the caller knows better: then the result says how often
    the theme was rightly found, a lower bound of how often it was voiced. Precision is of moments and taken to hold
    for calls, which errs low where a call has several. Raises ValueError for a sensitivity not in (0, 1].
    """
    if not 0 < sensitivity <= 1:
        raise ValueError(f"a sensitivity is over 0 and at most 1, not {sensitivity}")
    found = precision(right, reviewed)
    if apparent.value is None or found.value is None:
        return Corrected(value=None, low=None, high=None, too_few=True)
    value = min(apparent.value * found.value / sensitivity, 1.0)
    draws = np.random.default_rng(seed)
    simulated = np.clip(_draws(apparent, draws) * _draws(found, draws) / sensitivity, 0.0, 1.0)
    return _of(value, low=simulated, high=simulated, too_few=apparent.too_few or found.too_few)


def rogan_gladen(apparent: Rate, *, sensitivity: Rate, specificity: Rate, seed: int = SEED) -> Corrected:
    """Return the prevalence behind an apparent rate (Rogan and Gladen 1978), clipped to 0 to 1.

    (apparent + specificity - 1) / (sensitivity + specificity - 1), where both were measured on calls whose truth is
    known. The interval carries all three uncertainties: quantiles of seeded draws from their Jeffreys posteriors
    (Lang and Reiczigel 2014 find such intervals near their nominal coverage). Raises ValueError where the detector is
    no better than chance, for then the apparent rate says nothing of the true one.
    """
    if apparent.value is None or sensitivity.value is None or specificity.value is None:
        return Corrected(value=None, low=None, high=None, too_few=True)
    if sensitivity.value + specificity.value <= 1:
        raise ValueError(
            "a detector no better than chance (sensitivity + specificity at most 1) cannot be corrected for"
        )
    value = (apparent.value + specificity.value - 1) / (sensitivity.value + specificity.value - 1)
    draws = np.random.default_rng(seed)
    found, hits, passes = (_draws(one, draws) for one in (apparent, sensitivity, specificity))
    better = hits + passes - 1 > 0
    simulated = np.clip((found + passes - 1) / np.where(better, hits + passes - 1, 1.0), 0.0, 1.0)
    # A draw in which the detector is no better than chance allows every prevalence.
    return _of(
        float(np.clip(value, 0.0, 1.0)),
        low=np.where(better, simulated, 0.0),
        high=np.where(better, simulated, 1.0),
        too_few=apparent.too_few or sensitivity.too_few or specificity.too_few,
    )


def _draws(rate: Rate, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return draws from the Jeffreys posterior of a rate, at its effective number of calls."""
    share = rate.value or 0.0
    hits, misses = share * rate.effective, (1 - share) * rate.effective
    return generator.beta(hits + 0.5, misses + 0.5, size=DRAWS)


def _of(value: float, *, low: NDArray[np.float64], high: NDArray[np.float64], too_few: bool) -> Corrected:
    """Return the estimate with quantiles of draws, which must not exclude it where it lies on the border."""
    bounds = float(np.quantile(low, 0.025)), float(np.quantile(high, 0.975))
    return Corrected(value=value, low=min(bounds[0], value), high=max(bounds[1], value), too_few=too_few)
