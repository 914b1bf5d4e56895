"""One quick look at the database for each request that may be answered from memory: the caller and the generation.

A single statement past the mapper, on a connection that is in no transaction. It decides nothing: it says whether what
was checked in full a moment ago (`store.keys.check_key`, `store.signed_in.check_session`) is still as it was.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine

from store.generation import DEEDS_MARK, MARK
from store.keys import FIRST_TEAM, hash_of
from store.session import Database, open_engine
from store.signed_in import PREFIX
from store.teams import Teams

_OF_KEY = (
    "SELECT (SELECT value FROM marks WHERE name = {0}), (SELECT value FROM marks WHERE name = {0}),"
    " k.team_id, k.scopes, k.expires_at, k.revoked_at"
    " FROM (SELECT 1 AS one) AS once LEFT JOIN keys AS k ON k.hash = {0}"
)
_OF_PERSON = (
    "SELECT (SELECT value FROM marks WHERE name = {0}), (SELECT value FROM marks WHERE name = {0}),"
    " p.team_id, p.role, s.expires_at, p.disabled_at"
    " FROM (SELECT 1 AS one) AS once LEFT JOIN sessions AS s ON s.hash = {0}"
    " LEFT JOIN people AS p ON p.id = s.person_id"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """How often numbers changed, and people did something, and what stands of a caller: to compare, and whether their
    time is up.
    """

    generation: int
    deeds: int
    key: tuple[str, ...]
    expires_at: datetime | None

    @property
    def has_expired(self) -> bool:
        """Whether the key's time is up."""
        return self.expires_at is not None and self.expires_at <= datetime.now(UTC)


class Glance:
    """Looks at keys, sessions and the generation, in one database."""

    def __init__(self, database: Database) -> None:
        self.is_instant = database.engine.dialect.name == "sqlite"
        # Connections of its own: readers who wait for one of the others must not hold it up.
        self._engine: Engine = open_engine(database.url) if self.is_instant else _without_transactions(database.url)
        mark = "?" if self.is_instant else "%s"
        self._of_key, self._of_person = _OF_KEY.format(mark), _OF_PERSON.format(mark)

    def look(self, secret: str) -> Seen | None:
        """Return what stands now (`secret` may be nobody's), None where the database does not answer."""
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            query = self._of_person if secret.startswith(PREFIX) else self._of_key
            cursor.execute(query, (MARK, DEEDS_MARK, hash_of(secret)))
            number, deeds, team_id, scopes, expires_at, revoked_at = cursor.fetchone() or (None,) * 6
            cursor.close()
        except self._engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
            return None
        finally:
            connection.close()
        stands = (str(team_id), str(scopes), str(expires_at), str(revoked_at))
        return Seen(int(number or 0), int(deeds or 0), stands, _instant(expires_at))

    def close(self) -> None:
        """Give its connections back."""
        self._engine.dispose()


class Glances:
    """Looks at callers at home, and at the generation of each team where its data is."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._home = Glance(teams.home)
        self._of: dict[str, Glance] = {FIRST_TEAM: self._home}
        self.is_instant = self._home.is_instant

    def look(self, secret: str) -> Seen | None:
        """Return what stands now of a caller, with the generation of the first team's counts."""
        return self._home.look(secret)

    def marks(self, seen: Seen, team_id: str) -> tuple[int, int] | None:
        """Return the generation of a team's counts and its number of deeds, None where its database does not answer."""
        if team_id == FIRST_TEAM:
            return seen.generation, seen.deeds
        if team_id not in self._of:
            self._of[team_id] = Glance(self._teams.database(team_id))
        found = self._of[team_id].look("")
        return (found.generation, found.deeds) if found else None

    def close(self) -> None:
        """Give all connections back."""
        for glance in self._of.values():
            glance.close()


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _without_transactions(url: str) -> Engine:
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None, "pool_pre_ping": False}
    return create_engine(url, **options)
