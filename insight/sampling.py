"""Which moments of a theme are put before people, so that what they find speaks of the whole theme."""

from collections.abc import Hashable, Iterable, Mapping
from hashlib import blake2b
from heapq import nsmallest
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def review_sample(themes: Mapping[Key, Iterable[str]], *, each: int, seed: int = 0) -> dict[Key, tuple[str, ...]]:
    """Return up to `each` moment ids of every theme: a simple random sample of each, in the order to review them.

    Moments are ordered by a hash of seed and id, and the first are taken. So the sample does not depend on the order
    or the time in which moments came, one that comes or goes displaces at most one other, and a larger sample begins
    with the smaller. Precision must be counted over judged moments of the sample only; what people judge elsewhere is
    what caught their eye. Raises ValueError for a negative `each`.
    """
    if each < 0:
        raise ValueError(f"a sample of {each} moments")
    return {
        theme: tuple(nsmallest(each, set(moments), key=lambda moment: (_place(moment, seed), moment)))
        for theme, moments in themes.items()
    }


def _place(moment: str, seed: int) -> bytes:
    return blake2b(f"{seed}:{moment}".encode(), digest_size=8).digest()
