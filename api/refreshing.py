"""Answers that are behind are made anew before somebody has to wait for them.

What was asked in the last minute is made anew every half minute. Nothing is where nobody asks.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from starlette.types import Scope

from api.kept import Place

EVERY_S = 30.0
_ASKED_WITHIN_S = 60.0
_MOST_QUESTIONS = 500
_ENDS_WITHIN_S = 5.0
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
        self._is_over = False
        # Set when it is over, so that no pause holds that up.
        self._waiting = asyncio.Event()

    def asked(self, question: Question) -> None:
        """Note that somebody was given an answer that others will be given, too."""
        if self._is_over or (len(self._questions) >= _MOST_QUESTIONS and question.made.key not in self._questions):
            return
        self._questions[question.made.key] = question
        if self._round is None or self._round.done():
            self._round = asyncio.get_running_loop().create_task(self._go_round())

    async def close(self) -> None:
        """Stop once what is being made is made, or after a while."""
        self._is_over = True
        if self._round is not None:
            self._waiting.set()
            await asyncio.wait([self._round], timeout=_ENDS_WITHIN_S)
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)

    async def _go_round(self) -> None:
        await self._pause(EVERY_S)
        while self._questions and not self._is_over:
            for key in sorted(self._questions, key=lambda each: self._questions[each].asked_at, reverse=True):
                began = time.monotonic()
                if self._questions[key].asked_at < began - _ASKED_WITHIN_S:
                    # Nobody asks any more: the request, and with it the secret of whoever asked, is kept no longer.
                    del self._questions[key]
                elif not self._is_over:
                    await self._refresh(self._questions[key])
                    # As long as it took, so that those who ask for something else come in between.
                    await self._pause(time.monotonic() - began)
            await self._pause(EVERY_S)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.wait(), seconds)

    async def _refresh(self, question: Question) -> None:
        if question.made.seen_at > time.monotonic() - EVERY_S:
            return
        try:
            await self._make(question.scope)
        except Exception:
            # Whoever asks next has it made, and is told what is wrong.
            _LOG.warning("An answer could not be made anew.", exc_info=True)
