"""Answers that are kept: which of them may be given again, to whom, and for how long.

Answers of numbers are as good as new until a number changes. Where there are many calls (`Database.has_many_calls`)
and recordings come in all day, that would be never: there an answer may be up to two minutes behind what only came in.
It is never behind what a person did, and nobody is given one from before their own last request that wrote something.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

LONGEST_BEHIND_S = 120.0
_MOST_BYTES = 64_000_000
_WEIGHT_OF_ONE = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was made. `nonce` stands in body and headers where each who is given it has one of their own."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str | None
    nonce: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer is kept, and as of when it is.

    `generation` and `deeds` are those of the team (see `store.generation`), `seen_at` when they were looked at, on the
    clock that only goes forward. A `view` says more than numbers, so it is behind before long whatever they do.
    """

    team_id: str
    generation: int
    deeds: int
    key: Hashable
    seen_at: float
    view: bool = False
    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that is kept, its place, and whether it is as good as new."""

    answer: Answer
    place: Place
    is_new: bool


class KeptAnswers:
    """Answers by key; beyond 64 MB the least lately used are forgotten. Safe to use from many threads."""

    def __init__(self, *, most: int = _MOST_BYTES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Answer, Place]] = OrderedDict()
        self._weight = 0

    def keep(self, place: Place, answer: Answer) -> None:
        """Keep an answer, unless one of a later generation is there."""
        with self._lock:
            before = self._kept.get(place.key)
            if before is not None and before[1].generation > place.generation:
                return
            self._drop(place.key)
            self._kept[place.key] = answer, place
            self._weight += _weight(answer)
            while self._weight > self._most:
                self._drop(next(iter(self._kept)))

    def find(self, place: Place, *, may_lag: bool, since: float) -> Found | None:
        """Return the answer that may be given now to somebody who wrote something last at `since`."""
        with self._lock:
            kept = self._kept.get(place.key)
            if kept is None:
                return None
            self._kept.move_to_end(place.key)
        answer, made = kept
        is_new = made.generation == place.generation and (made.deeds == place.deeds or not made.view)
        fits = is_new and not made.view
        if not fits and not (may_lag and made.deeds == place.deeds and made.seen_at >= self._oldest(since)):
            return None
        return Found(answer, made, is_new)

    @staticmethod
    def _oldest(since: float) -> float:
        return max(since, time.monotonic() - LONGEST_BEHIND_S)

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._weight -= _weight(self._kept.pop(key)[0])


def _weight(answer: Answer) -> int:
    return len(answer.body) + _WEIGHT_OF_ONE


def etag_of(body: bytes) -> str:
    """Return the tag of an answer."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
