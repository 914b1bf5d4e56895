"""The real application over a data folder of the test's own, without a worker."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import State

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
    with TestClient(app_over(settings)) as opened:
        opened.headers["Authorization"] = f"Bearer {make_key(opened)}"
        yield opened


@cache
def built() -> FastAPI:
    """The application, made once for all tests of a process: its routes take longer to make than most tests do."""
    return create_app(ApiSettings())


def app_over(settings: ApiSettings) -> FastAPI:
    """Return the application as `create_app` does, over a folder of a test's own; budgets are the usual ones."""
    app = built()
    app.state = State({"settings": settings, "page_key": None})
    # What stands around the routes remembers answers and budgets, and is made anew with the first request.
    app.middleware_stack = None
    return app


@pytest.fixture(name="make_key")
def a_key_maker() -> Callable[..., str]:
    return make_key


def make_key(client: TestClient, *scopes: Scope) -> str:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        _, secret = create_key(session, "test", scopes=frozenset(scopes or set(Scope) - {Scope.ADMIN}))
    return secret
