"""One worker does the work of every team, each in its own database and beside its own recordings."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from calls.call import CallState
from demo.catalogue import CALLS_DIR, scripts
from ingest.receive import Door
from store.calls import CallFilter, CallView, list_calls
from store.session import Database
from store.teams import Teams, create_team


def calls_in(database: Database) -> tuple[CallView, ...]:
    with database.reading() as session:
        return list_calls(session, CallFilter(), limit=100).items


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_another_teams_calls_are_worked_on_where_they_are(
    make_site: Callable[..., Any], request: pytest.FixtureRequest, kind: str
) -> None:
    address = {"TALKTRACK_DATABASE_URL": request.getfixturevalue("postgres_url")} if kind == "postgres" else {}
    site = make_site(**address)
    teams = Teams(site.settings)
    with teams.home.transaction() as session:
        north = create_team(session, "North").id
    database = teams.database(north)
    door = Door(database=database, blobs=teams.blobs(north), queue=site.queue.of(north), limit_bytes=10**9)
    # Before there is a worker: its reconciler finds them. The recording is the first team's, too.
    recording = (CALLS_DIR / "demo-01.opus").read_bytes()
    door.accept([recording], filename="demo-01.opus")
    site.door.accept([recording], filename="demo-01.opus")
    site.start_worker()
    site.wait_until(lambda: all(call.state is CallState.READY for call in (*calls_in(database), *site.calls())))
    # With a worker there: the queue tells it.
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in next(iter(scripts())).turns]
    door.accept([json.dumps(turns).encode()], filename="written.json")
    site.wait_until(lambda: all(call.state is CallState.READY for call in calls_in(database)))
    assert len(calls_in(database)) == 2
    (own,) = site.calls()
    assert own.id not in {call.id for call in calls_in(database)}
    assert teams.blobs(north).path(own.sha256) != site.door._blobs.path(own.sha256)
    assert teams.blobs(north).peaks(own.sha256), "the outline of the sound was measured beside it"
    teams.close()
