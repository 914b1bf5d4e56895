"""The moment of a team's database that answers are made as of, where there are many calls.

For half a minute all that is made looks at one and the same moment, one answer after the other: what answers
share is counted once, and numbers on several pages agree. What somebody did since is always in it.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from calls.errors import TalktrackError
from store.session import Database, Moment

STANDS_FOR_S = 30.0
# What is raised to answer that something is not there, not allowed or not understood.
_ANSWERS = (TalktrackError, HTTPException, RequestValidationError)


class Standing:
    """One moment of one database at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = asyncio.Lock()
        self._moment: Moment | None = None
        self._end: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def looked_at(self, *, deeds: int, since: float) -> AsyncIterator[Moment]:
        """Have readings in this block see the moment: one with all deeds, and not from before `since`."""
        async with self._lock:
            moment = self._moment
            if moment is None or moment.deeds != deeds or moment.seen_at < max(since, time.monotonic() - STANDS_FOR_S):
                moment = await self._renewed()
            try:
                with self._database.at(moment):
                    yield moment
            except _ANSWERS:
                raise
            except Exception:
                # Should the connection be what broke, the next answer must not meet it again.
                await self._drop()
                raise

    async def close(self) -> None:
        """Give the moment back."""
        if self._end is not None:
            self._end.cancel()
            await asyncio.gather(self._end, return_exceptions=True)
        async with self._lock:
            await self._drop()

    async def _renewed(self) -> Moment:
        await self._drop()
        self._moment = moment = await run_in_threadpool(self._database.hold)
        if self._end is None or self._end.done():
            self._end = asyncio.get_running_loop().create_task(self._let_go())
        return moment

    async def _let_go(self) -> None:
        """Let the moment go in time, so that a database that nobody looks at keeps nothing for anybody."""
        while self._moment is not None:
            await asyncio.sleep(max(0.0, self._moment.seen_at + STANDS_FOR_S - time.monotonic()))
            async with self._lock:
                if self._moment is not None and self._moment.seen_at <= time.monotonic() - STANDS_FOR_S:
                    await self._drop()

    async def _drop(self) -> None:
        moment, self._moment = self._moment, None
        if moment is not None:
            await run_in_threadpool(moment.close)
