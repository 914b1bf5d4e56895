"""The real application over a data folder of the test's own, without a worker."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from store.keys import Scope, create_key
from store.session import Database


@pytest.fixture
def settings(tmp_path: Path, migrated_sqlite: Path) -> ApiSettings:
    (tmp_path / "data").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "data" / "app.sqlite")
    return ApiSettings(data_dir=tmp_path / "data", max_upload_mb=1)


@pytest.fixture
def client(settings: ApiSettings) -> Iterator[TestClient]:
    """A client with a key for everything but admin."""
    with TestClient(create_app(settings)) as opened:
        opened.headers["Authorization"] = f"Bearer {make_key(opened)}"
        yield opened


@pytest.fixture(name="make_key")
def a_key_maker() -> Callable[..., str]:
    return make_key


def make_key(client: TestClient, *scopes: Scope) -> str:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        _, secret = create_key(session, "test", scopes=frozenset(scopes or set(Scope) - {Scope.ADMIN}))
    return secret
