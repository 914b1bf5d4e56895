"""/v1/health: how this Talktrack is, for whoever runs it; and /v1/health/live, for what watches over it."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.access import DatabaseDep, HomeDep, IsAdmin
from calls.call import CallState
from store.health import Health, health
from store.locks import workers_alive

router = APIRouter(prefix="/v1/health", tags=["health"])
_LITTLE_ROOM_BYTES = 2_000_000_000


class HealthOut(BaseModel):
    """What stands now. `advice` says what to do, and is empty where all is well."""

    database: str = Field(examples=["sqlite"])
    workers: int = Field(description="Workers that are alive.")
    waiting: int = Field(description="Calls that are neither ready nor failed.")
    oldest_waiting_at: datetime | None
    newest_ready_at: datetime | None
    calls: dict[CallState, int]
    failed_lately: dict[str, int] = Field(description="Calls that failed in the last seven days, by reason.")
    free_bytes: int
    advice: list[str]


class LiveOut(BaseModel):
    """The service answers and so does its database."""

    live: bool


@router.get("", dependencies=[IsAdmin])
def read_health(request: Request, db: DatabaseDep) -> HealthOut:
    """Return how things are: workers, what waits, what failed lately, and how much room is left."""
    return health_of(request, db)


@router.get("/live")
def read_live(home: HomeDep) -> LiveOut:
    """Answer where the service and its database are up. Needs no key."""
    with home.reading() as session:
        session.connection()
    return LiveOut(live=True)


def health_of(request: Request, db: DatabaseDep) -> HealthOut:
    """Return the wire shape of a team's health."""
    settings = request.app.state.settings
    found = health(db, workers=workers_alive(settings), data_dir=settings.data_dir)
    return HealthOut(
        database=found.database,
        workers=found.workers,
        waiting=found.waiting,
        oldest_waiting_at=found.oldest_waiting_at,
        newest_ready_at=found.newest_ready_at,
        calls=found.calls_by_state,
        failed_lately=found.failed_lately,
        free_bytes=found.free_bytes,
        advice=_advice(found),
    )


def _advice(found: Health) -> list[str]:
    advice = []
    if not found.workers:
        advice.append("No worker is running, so calls wait. Start one with `talktrack serve` or `talktrack worker`.")
    if found.free_bytes < _LITTLE_ROOM_BYTES:
        advice.append("Less than 2 GB of room is left in the data folder. Make room before uploads are refused.")
    if found.missing_migrations:
        advice.append("The database is of an earlier version. Start `talktrack serve` of this version once.")
    return advice
