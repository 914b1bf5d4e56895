"""How a team's installation is: what waits, what failed, and what the databases and disks say."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from calls.call import CallState
from store.migrate import missing_migrations
from store.session import Database
from store.tables import CallRow

_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What stands now. `oldest_waiting_at` is when the longest waiting unfinished call came in."""

    database: str
    missing_migrations: tuple[str, ...]
    calls_by_state: dict[CallState, int]
    failed_lately: dict[str, int]
    oldest_waiting_at: datetime | None
    newest_ready_at: datetime | None
    workers: int
    free_bytes: int

    @property
    def waiting(self) -> int:
        """Calls that are neither ready nor failed."""
        done = (CallState.READY, CallState.FAILED)
        return sum(count for state, count in self.calls_by_state.items() if state not in done)


def health(database: Database, *, workers: int, data_dir: Path) -> Health:
    """Return how things are in one team's database. `workers` is how many are alive."""
    unfinished = CallRow.state.not_in([CallState.READY.value, CallState.FAILED.value])
    lately = CallRow.updated_at >= datetime.now(UTC) - _LATELY
    failed = (
        select(CallRow.error_code, func.count())
        .where(CallRow.state == CallState.FAILED.value, lately)
        .group_by(CallRow.error_code)
    )
    with database.reading() as session:
        by_state = session.execute(select(CallRow.state, func.count()).group_by(CallRow.state)).all()
        failed_lately = {code or "internal": count for code, count in session.execute(failed)}
        oldest = session.scalar(select(func.min(CallRow.created_at)).where(unfinished))
        newest = session.scalar(select(func.max(CallRow.updated_at)).where(CallRow.state == CallState.READY.value))
    return Health(
        database=database.engine.dialect.name,
        missing_migrations=missing_migrations(database),
        calls_by_state={CallState(state): count for state, count in by_state},
        failed_lately=failed_lately,
        oldest_waiting_at=oldest,
        newest_ready_at=newest,
        workers=workers,
        free_bytes=shutil.disk_usage(data_dir).free,
    )
