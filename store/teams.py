"""Teams and where their data is: each team has a database and a folder of recordings of its own.

A team is a wall: what another team has is not hidden by a condition that a query might forget, it is in another
database. The home database holds the first team's data and, for all teams, who may do what. On SQLite a team's database
is a file in `teams/<id>/` of the data folder; on PostgreSQL it is a schema named as the team.
"""

import re
import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema

from calls.errors import Conflict, InvalidInput, NotFound
from store.blobs import BlobStore
from store.identity_tables import TeamRow
from store.keys import FIRST_TEAM as HOME
from store.migrate import migrate
from store.session import Database
from store.settings import StoreSettings

_ID = re.compile(r"te_[a-z0-9]{1,30}")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as it is listed."""

    id: str
    name: str
    created_at: datetime


class Teams:
    """The teams' databases and recordings, each opened when first asked for."""

    def __init__(self, settings: StoreSettings, *, home: Database | None = None) -> None:
        self._settings = settings
        self.home = home or Database(settings.app_url)
        self._opened: dict[str, Database] = {HOME: self.home}
        self._blobs: dict[str, BlobStore] = {}
        self._lock = threading.Lock()

    def database(self, team_id: str) -> Database:
        """Return a team's database, brought to the shape this version needs. Raises NotFound."""
        found = self._opened.get(team_id)
        if found is not None:
            return found
        with self._lock:
            if team_id not in self._opened:
                with self.home.reading() as session:
                    get_team(session, team_id)
                self._opened[team_id] = self._open(team_id)
            return self._opened[team_id]

    def blobs(self, team_id: str) -> BlobStore:
        """Return where a team's recordings are."""
        with self._lock:
            if team_id not in self._blobs:
                self._blobs[team_id] = BlobStore(self.folder(team_id) / "audio")
            return self._blobs[team_id]

    def folder(self, team_id: str) -> Path:
        """Return the folder of a team's files."""
        return team_folder(self._settings.data_dir, team_id)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all teams, the first team first."""
        with self.home.reading() as session:
            return tuple(team.id for team in list_teams(session))

    def every(self) -> tuple[tuple[str, Database], ...]:
        """Return every team's id and database."""
        return tuple((team_id, self.database(team_id)) for team_id in self.ids())

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            for database in self._opened.values():
                database.close()

    def _open(self, team_id: str) -> Database:
        if self._settings.database_url:
            with self.home.engine.begin() as connection:
                connection.execute(CreateSchema(team_id, if_not_exists=True))
            # Nothing but the team's own schema, so that no name can mean a table of another team.
            url = make_url(self._settings.app_url).update_query_dict({"options": f"-csearch_path={team_id}"})
            database = Database(url.render_as_string(hide_password=False), routine=self.home.routine)
        else:
            database = Database(f"sqlite:///{self.folder(team_id) / 'app.sqlite'}", routine=self.home.routine)
        migrate(database)
        return database


def team_folder(data_dir: Path, team_id: str) -> Path:
    """Return the folder of a team's files in a data folder. Raises NotFound for what is no team's id."""
    if team_id == HOME:
        return data_dir
    if not _ID.fullmatch(team_id):
        raise NotFound(f"There is no team {team_id}.")
    return data_dir / "teams" / team_id


def list_teams(session: Session) -> tuple[Team, ...]:
    """Return all teams, the first team first. Of the home database."""
    rows = session.scalars(select(TeamRow).order_by((TeamRow.id != HOME), TeamRow.created_at, TeamRow.id))
    return tuple(_view(row) for row in rows)


def get_team(session: Session, team_id: str) -> Team:
    """Return one team. Raises NotFound."""
    return _view(_row(session, team_id))


def create_team(session: Session, name: str) -> Team:
    """Make a team. Raises Conflict where there is one of that name, InvalidInput for an empty name."""
    row = TeamRow(id=f"te_{secrets.token_hex(6)}", name=_name(name), created_at=datetime.now(UTC))
    _keep(session, row)
    return _view(row)


def rename_team(session: Session, team_id: str, name: str) -> Team:
    """Give a team another name. Raises NotFound, Conflict and InvalidInput."""
    row = _row(session, team_id)
    row.name = _name(name)
    _keep(session, row)
    return _view(row)


def _keep(session: Session, row: TeamRow) -> None:
    session.add(row)
    name = row.name
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"There is a team named {name} already.") from error


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidInput(f"A team's name has 1 to {_LONGEST_NAME} characters.")
    return name


def _row(session: Session, team_id: str) -> TeamRow:
    row = session.get(TeamRow, team_id)
    if row is None:
        raise NotFound(f"There is no team {team_id}.")
    return row


def _view(row: TeamRow) -> Team:
    return Team(id=row.id, name=row.name, created_at=row.created_at)
