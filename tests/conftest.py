"""What many tests need: a real PostgreSQL, databases on both, and quiet settings."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from api.settings import ApiSettings
from store.keys import FIRST_TEAM, Scope, create_key
from store.migrate import migrate
from store.session import Database

# Where the longest tests are. They go first: one that begins last keeps one process busy and leaves the others idle.
_LONG = ("acceptance/test_pages_are_sound.py", "acceptance", "pipeline", "bench", "cli", "ingest", "transcribe")
_ROOT = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long tests first, otherwise in the order they stand in."""

    def place(item: pytest.Item) -> int:
        path = f"{item.path.relative_to(_ROOT).as_posix()}/"
        return next((place for place, name in enumerate(_LONG) if path.startswith(f"{name}/")), len(_LONG))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("TALKTRACK_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(name="port")
def a_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of the tests' own, on a free loopback port, run by an unprivileged user; yields its address."""
    folder = Path(tempfile.mkdtemp(prefix="talktrack-pg-"))
    user = _unprivileged()
    try:
        if user:
            shutil.chown(folder, user, user)
        data, port = folder / "data", free_port()
        initialise = [
            _program("initdb"),
            "-D",
            data,
            "-U",
            "talktrack",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run(initialise, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
        # Its log goes to a file: a reader that stops reading must not stop the server.
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [_program("pg_ctl"), "-D", data, "-w"]
        subprocess.run(
            [*control, "-l", folder / "log", "-o", options, "start"],
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"postgresql://talktrack@127.0.0.1:{port}"
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    """Return whom to run PostgreSQL as: initdb refuses root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    assert path, f"{name} is not installed; `make test` installs PostgreSQL"
    return path


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh PostgreSQL database; yields its address."""
    with _fresh(postgres_server) as url:
        yield url


@contextmanager
def _fresh(server: str, *, template: str = "template1") -> Iterator[str]:
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database that is migrated once and copied for each test; yields its name."""
    with _fresh(postgres_server) as url:
        opened = Database(url.replace("postgresql://", "postgresql+psycopg://"))
        migrate(opened)
        opened.close()
        yield url.rpartition("/")[2]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that is migrated once, to be copied: running every migration takes a second."""
    path = tmp_path_factory.mktemp("migrated") / "app.sqlite"
    opened = Database(f"sqlite:///{path}")
    migrate(opened)
    opened.close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "app.sqlite")
        opened = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
        yield opened
        opened.close()
        return
    template = request.getfixturevalue("migrated_postgres")
    with _fresh(request.getfixturevalue("postgres_server"), template=template) as url:
        opened = Database(url.replace("postgresql://", "postgresql+psycopg://"))
        yield opened
        opened.close()


@dataclass(frozen=True, slots=True)
class Laid:
    """A running service over some of the demo's composed calls, and keys for it."""

    url: str
    settings: ApiSettings

    def key(self, *scopes: str, team_id: str = FIRST_TEAM) -> str:
        """Return a new key with these scopes; without any, one that reads everything."""
        database = Database(self.settings.app_url)
        try:
            with database.transaction() as session:
                wanted = frozenset(map(Scope, scopes)) or frozenset({Scope.CALLS_READ, Scope.THEMES_READ})
                _, secret = create_key(session, "test", scopes=wanted, team_id=team_id)
        finally:
            database.close()
        return secret


@pytest.fixture(scope="session")
def laid_database(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A SQLite file with 60 calls of the demo, each with what its buyer truly voices; to be copied."""
    from bench.laid_demo import lay_into
    from demo.text_calls.compose import compose

    path = tmp_path_factory.mktemp("laid") / "app.sqlite"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    lay_into(database, calls=islice(compose(), 60))
    database.close()
    return path


@pytest.fixture(scope="module")
def laid_service(tmp_path_factory: pytest.TempPathFactory, laid_database: Path) -> Iterator[Laid]:
    """The real application on a loopback port over the laid calls.

    Each file of tests has one of its own: some upload calls and change themes, and files share a process in no
    fixed order.
    """
    import uvicorn

    from api.app import create_app

    folder = tmp_path_factory.mktemp("laid")
    shutil.copy(laid_database, folder / "app.sqlite")
    settings = ApiSettings(data_dir=folder, port=free_port(), max_upload_mb=1)
    config = uvicorn.Config(create_app(settings), port=settings.port, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        time.sleep(0.05)
    yield Laid(url=f"http://127.0.0.1:{settings.port}", settings=settings)
    server.should_exit = True
    thread.join(20)
