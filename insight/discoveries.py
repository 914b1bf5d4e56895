"""Many looks at once: which of them would chance alone not have shown."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

# Of what is reported as a difference, at most this share may be chance.
FALSE_DISCOVERIES = 0.05


def adjusted(p_values: Mapping[Key, float]) -> dict[Key, float]:
    """Return p-values adjusted for how many there are (Benjamini and Hochberg 1995).

    One at or under 0.05 is a discovery among which at most 5 % are expected to be chance. Holds for independent looks
    and for such as rise and fall together; all that was looked at has to be in, not only what stands out.
    """
    if not p_values:
        return {}
    from scipy.stats import false_discovery_control  # a second to import: only where it is asked for

    return dict(zip(p_values, map(float, false_discovery_control(list(p_values.values()))), strict=True))
