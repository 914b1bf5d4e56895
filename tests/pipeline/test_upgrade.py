"""An upgrade as people live through it: a worker mines anew beside what is shown, and one switch shows it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.settings import ApiSettings
from calls.call import CallState
from cli.main import talktrack
from store.keys import Scope, create_key

READS = (
    "/v1/themes?limit=100",
    "/v1/moments?limit=100",
    "/v1/competitors",
    "/v1/topics",
    "/v1/themes/{theme}",
    "/v1/themes/{theme}/evidence?limit=100",
    "/v1/themes/{theme}/trend?period=week",
)
SAID = (
    "Honestly that is too expensive for us, we do not have the budget.",
    "This is too expensive for our budget, write to dana.ruiz@gmail.com when it is cheaper.",
    "Sorry, it is too expensive, there is no budget for it this year.",
    "We do not have the budget, that is too expensive for us.",
)
NEWCOMER = "That is too expensive, the budget does not have room for it."


def done(site: Any) -> bool:
    return all(
        c.state in (CallState.READY, CallState.FAILED) and (c.rework is None or c.rework.stage is None)
        for c in site.calls()
    )


def take_in(site: Any, said: str, number: int) -> None:
    turns = [{"speaker": "rep", "text": f"How does quote {number} sound?"}, {"speaker": "buyer", "text": said}]
    site.door.accept([json.dumps(turns).encode()], filename=f"{number}.json")


@pytest.fixture(name="site")
def worked(make_site: Callable[..., Any]) -> Iterator[Any]:
    """Four calls, mined and grouped, as a version before this one left them."""
    site = make_site()
    for number, said in enumerate(SAID):
        take_in(site, said, number)
    worker = site.start_worker()
    site.wait_until(lambda: site.all_final() and done(site), seconds=300)
    cli(site, "reprocess", "--stage", "themes", "--wait")
    site.kill(worker)
    with site.database.transaction() as session:
        # As a migration leaves it: nobody knows what made it, so the worker's detector is another one.
        session.execute(text("UPDATE analyses SET fingerprint = 'before', provenance = '[]'"))
    return site


@pytest.fixture(name="reader")
def a_reader(site: Any) -> Iterator[TestClient]:
    """Somebody who only reads, so that quotes are masked."""
    with site.database.transaction() as session:
        _, secret = create_key(session, "reader", scopes=frozenset({Scope.CALLS_READ, Scope.THEMES_READ}))
    with TestClient(create_app(ApiSettings(data_dir=site.settings.data_dir))) as opened:
        opened.headers["Authorization"] = f"Bearer {secret}"
        yield opened


def cli(site: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments]
    environment = {**site.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)


def read(reader: TestClient) -> list[bytes]:
    """Everything shown, without the instant that the numbers are of, which may move on while they stay as they are."""
    themes = [item["id"] for item in reader.get("/v1/themes?limit=100").json()["items"]]
    assert themes, "there is something to keep still"
    found = []
    for path in READS:
        for theme in themes if "{theme}" in path else themes[:1]:
            answer = reader.get(path.replace("{theme}", theme))
            assert answer.status_code == 200, answer.text
            found.append(re.sub(rb'"as_of":"[^"]+"', b'"as_of":"then"', answer.content))
    return found


def test_mining_anew_changes_nothing_that_is_shown_and_the_switch_shows_it(site: Any, reader: TestClient) -> None:
    before = read(reader)
    site.start_worker()
    again = cli(site, "reprocess", "--stage", "mine", "--all", "--wait")
    assert again.returncode == 0, again.stderr
    assert "Analysis 2 is complete: 4 calls." in again.stdout
    assert "talktrack reprocess --make-current 2" in again.stdout
    assert read(reader) == before, "not a byte differs for those who read"
    assert b"gmail" not in b"".join(before)
    assert b"[e-mail]" in b"".join(before), "personal data is hidden, the rest of its quote is not"

    take_in(site, NEWCOMER, len(SAID))
    site.wait_until(lambda: len(site.calls()) == 5 and done(site), seconds=300)
    assert read(reader) == before, "a call that came in since is in the new analysis only"
    told = reader.get("/v1/analyses").json()["items"]
    assert [(each["number"], each["state"], each["calls"], each["complete"]) for each in told] == [
        (2, "building", 5, True),
        (1, "current", 4, False),
    ]

    switched = cli(site, "reprocess", "--make-current", "2")
    assert "reprocess --make-current 1" in switched.stdout
    shown = {item["call_id"] for item in reader.get("/v1/moments?limit=100").json()["items"]}
    assert len(shown) == 5
    assert b"not redacted yet" not in b"".join(read(reader))
    assert reader.get("/v1/themes").json()["items"][0]["rate"]["n"] == 5

    back = cli(site, "reprocess", "--make-current", "1")
    assert "1 of 5 calls did not go through it yet" in back.stderr
    assert read(reader) == before, "taking the switch back brings everything back"
    assert "nothing changed" in cli(site, "reprocess", "--make-current", "1").stdout
    refused = cli(site, "reprocess", "--make-current", "9")
    assert (refused.returncode, refused.stderr) == (1, "talktrack: There is no analysis 9.\n")


def test_a_worker_counts_what_was_only_just_brought_to_this_shape(site: Any, reader: TestClient) -> None:
    before = read(reader)
    with site.database.transaction() as session:
        for table in ("theme_calls", "theme_days", "call_cuts", "call_days"):
            session.execute(text(f"DELETE FROM {table}"))
    assert reader.get("/v1/themes").json()["items"] == [] or read(reader) != before
    site.start_worker()
    site.wait_until(lambda: counted(site))
    assert read(reader) == before


def counted(site: Any) -> bool:
    with site.database.reading() as session:
        return bool(session.execute(text("SELECT count(*) FROM theme_days")).scalar())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "one of `--stage` and `--make-current`"),
        (("--stage", "mine", "--make-current", "1"), "one of `--stage` and `--make-current`"),
        (("--stage", "mine"), "--all"),
        (("--stage", "themes", "ca_1"), "name none"),
        (("--make-current", "0"), "Invalid value"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(arguments: tuple[str, ...], said: str) -> None:
    refused = CliRunner().invoke(talktrack, ["reprocess", *arguments])
    assert refused.exit_code == 2
    assert said in refused.output
