"""One quick look at the database for each request that may be answered from memory: the key and the generation.

A single statement past the mapper, on a connection that is in no transaction. It decides nothing: it says whether what
was checked in full a moment ago (`store.keys.check_key`) is still as it was.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine

from store.generation import MARK
from store.keys import hash_of
from store.session import Database, open_engine

_QUERY = (
    "SELECT (SELECT value FROM marks WHERE name = {0}), key_now.scopes, key_now.expires_at, key_now.revoked_at"
    " FROM (SELECT 1 AS one) AS once LEFT JOIN keys AS key_now ON key_now.hash = {0}"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The generation of the counts, and what stands of a key: for comparing, and to see whether its time is up."""

    generation: int
    key: tuple[str, ...]
    expires_at: datetime | None

    @property
    def has_expired(self) -> bool:
        """Whether the key's time is up."""
        return self.expires_at is not None and self.expires_at <= datetime.now(UTC)


class Glance:
    """Looks at keys and the generation."""

    def __init__(self, database: Database) -> None:
        self.is_instant = database.engine.dialect.name == "sqlite"
        # Connections of its own: readers who wait for one of the others must not hold it up.
        self._engine: Engine = open_engine(database.url) if self.is_instant else _without_transactions(database.url)
        self._query = _QUERY.format("?" if self.is_instant else "%s")

    def look(self, secret: str) -> Seen | None:
        """Return what stands now (`secret` may be of no key), None where the database does not answer."""
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._query, (MARK, hash_of(secret)))
            number, scopes, expires_at, revoked_at = cursor.fetchone() or (None,) * 4
            cursor.close()
        except self._engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
            return None
        finally:
            connection.close()
        return Seen(int(number or 0), (str(scopes), str(expires_at), str(revoked_at)), _instant(expires_at))

    def close(self) -> None:
        """Give its connections back."""
        self._engine.dispose()


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _without_transactions(url: str) -> Engine:
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None, "pool_pre_ping": False}
    return create_engine(url, **options)
