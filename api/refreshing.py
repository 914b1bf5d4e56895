"""Answers that are behind are made anew before somebody has to wait for them.

What was asked in the last minute is made anew every half minute. Nothing is where nobody asks.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from starlette.types import Scope

from api.kept import Place

EVERY_S = 30.0
_ASKED_WITHIN_S = 60.0
_MOST_QUESTIONS = 2_000
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Question:
    """What somebody asked: the request to make it anew with, and of when the answer is that they were given."""

    scope: Scope
    made: Place
    asked_at: float = field(default_factory=time.monotonic)


class Refresher:
    """Has the answers to what is asked made anew by `make`, those that were asked last first."""

    def __init__(self, make: Callable[[Scope], Awaitable[None]]) -> None:
        self._make = make
        self._questions: dict[Hashable, Question] = {}
        self._round: asyncio.Task[None] | None = None

    def asked(self, question: Question) -> None:
        """Note that somebody was given an answer that others will be given, too."""
        if len(self._questions) >= _MOST_QUESTIONS and question.made.key not in self._questions:
            return
        self._questions[question.made.key] = question
        if self._round is None or self._round.done():
            self._round = asyncio.get_running_loop().create_task(self._go_round())

    async def close(self) -> None:
        """Stop, in the middle of whatever is being made."""
        if self._round is not None:
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)

    async def _go_round(self) -> None:
        while self._questions:
            await asyncio.sleep(EVERY_S)
            now = time.monotonic()
            for key, question in list(self._questions.items()):
                if question.asked_at < now - _ASKED_WITHIN_S:
                    del self._questions[key]
            for question in sorted(self._questions.values(), key=lambda each: each.asked_at, reverse=True):
                began = time.monotonic()
                await self._refresh(question)
                # As long as it took, so that those who ask for something else come in between.
                await asyncio.sleep(time.monotonic() - began)

    async def _refresh(self, question: Question) -> None:
        if question.made.seen_at > time.monotonic() - EVERY_S:
            return
        try:
            await self._make(question.scope)
        except Exception:
            # Whoever asks next has it made, and is told what is wrong.
            _LOG.warning("An answer could not be made anew.", exc_info=True)
