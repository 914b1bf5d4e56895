"""One moment for all that is made: shared while it stands, let go as soon as anything says that it is no good."""

import asyncio
import math
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api import standing
from api.standing import Standing
from calls.errors import NotFound
from store.generation import marks
from store.session import Database, Moment


@pytest.fixture(name="database")
def opened(migrated_sqlite: Path) -> Database:
    return Database(f"sqlite:///{migrated_sqlite}")


async def look(stands: Standing, *, deeds: int = 0, since: float = 0.0) -> Moment:
    async with stands.looked_at(deeds=deeds, since=since) as moment:
        return moment


def test_it_stands_until_somebody_did_or_wrote_something(database: Database) -> None:
    async def run() -> None:
        stands, (_, deeds) = Standing(database), read(database)
        first = await look(stands, deeds=deeds)
        assert await look(stands, deeds=deeds) is first
        assert await look(stands, deeds=deeds, since=first.seen_at) is first
        later = await look(stands, deeds=deeds, since=math.nextafter(first.seen_at, math.inf))
        assert later is not first
        assert await look(stands, deeds=deeds + 1) is not later
        assert first.connection.closed
        assert later.connection.closed
        await stands.close()

    asyncio.run(run())


def test_it_is_let_go_in_time_though_nobody_asks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "STANDS_FOR_S", 0.1)

    async def run() -> None:
        stands = Standing(database)
        moment = await look(stands)
        assert not moment.connection.closed
        for _ in range(100):
            if moment.connection.closed:
                break
            await asyncio.sleep(0.05)
        assert moment.connection.closed
        await stands.close()

    asyncio.run(run())


def test_whatever_breaks_in_it_takes_it_along(database: Database) -> None:
    async def run() -> None:
        stands, (_, deeds) = Standing(database), read(database)
        broken = await look(stands, deeds=deeds)
        with pytest.raises(OperationalError):
            await ask_for_nothing(stands, database, deeds)
        assert broken.connection.closed
        assert await look(stands, deeds=deeds) is not broken
        await stands.close()

    asyncio.run(run())


def test_an_answer_that_says_no_leaves_it_where_it_is(database: Database) -> None:
    async def refuse(stands: Standing, deeds: int) -> None:
        async with stands.looked_at(deeds=deeds, since=0.0):
            raise NotFound("There is no such theme.")

    async def run() -> None:
        stands, (_, deeds) = Standing(database), read(database)
        first = await look(stands, deeds=deeds)
        with pytest.raises(NotFound):
            await refuse(stands, deeds)
        assert await look(stands, deeds=deeds) is first
        await stands.close()

    asyncio.run(run())


async def ask_for_nothing(stands: Standing, database: Database, deeds: int) -> None:
    async with stands.looked_at(deeds=deeds, since=0.0):
        with database.reading() as session:
            session.execute(text("SELECT nothing FROM nowhere"))


def read(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return marks(session)
