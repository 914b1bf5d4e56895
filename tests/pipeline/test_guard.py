"""The guard and the engine's private parts it stands on: run on every bump of the engine, on both databases."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

_SCENE = textwrap.dedent(
    """
    import sys, time
    from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
    from dbos._dbos import _get_dbos_instance
    from pipeline.guard import Guard

    url, mode = sys.argv[1:]
    DBOS(config=DBOSConfig(name="talktrack", system_database_url=url, application_version="1", executor_id="me",
                           serializer=DBOSPortableJSONSerializer(), log_level="CRITICAL"))
    ran = []

    @DBOS.workflow(name="work")
    def work(number: int) -> int:
        ran.append(number)
        while mode == "busy":
            time.sleep(0.05)
        return number * 2

    DBOS.launch()
    DBOS.register_queue("transcribe", worker_concurrency=1, polling_interval_sec=0.1)

    class Locks:
        free = {"gone"}
        def hold(self, worker_id): ...
        def keep(self): ...
        def is_free(self, worker_id): return worker_id in self.free
        def close(self): ...

    clock = [100.0]
    guard = Guard("me", locks=Locks(), grace_s=10.0, clock=lambda: clock[0])

    def claim(owner):
        # What the tables look like after somebody took the work and was never heard of again.
        import sqlalchemy as sa
        system = _get_dbos_instance()._sys_db
        with system.engine.begin() as connection:
            connection.execute(sa.update(system.tables.workflow_status).values(status="PENDING", executor_id=owner))

    def enqueue():
        with SetWorkflowID("call:1"):
            return DBOS.enqueue_workflow("transcribe", work, 21)
    """
)


def play(url: str, mode: str, scene: str) -> str:
    # One engine a process: each scene is a process of its own.
    code = _SCENE + textwrap.dedent(scene) + "\nsys.stdout.flush()\nimport os\nos._exit(0)\n"
    done = subprocess.run(
        [sys.executable, "-c", code, url, mode], capture_output=True, text=True, timeout=120, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'engine.sqlite'}"
    address: str = request.getfixturevalue("postgres_url")
    return address.replace("postgresql://", "postgresql+psycopg://")


def test_work_of_a_worker_that_is_gone_is_put_back_once_its_lock_stayed_free(url: str) -> None:
    said = play(
        url,
        "quick",
        """
        handle = enqueue(); handle.get_result(); ran.clear()
        claim("gone")
        first = guard.look(); clock[0] += 9; second = guard.look(); clock[0] += 2
        third = guard.look()
        result = DBOS.retrieve_workflow("call:1").get_result()
        print(first, second, third, result, ran)
        """,
    )
    assert said == "0 0 1 42 [21]"


def test_work_of_a_living_worker_is_left_alone(url: str) -> None:
    said = play(
        url,
        "quick",
        """
        enqueue().get_result()
        claim("alive")
        found = [guard.look()]
        clock[0] += 100
        print(found + [guard.look()], DBOS.get_workflow_status("call:1").status)
        """,
    )
    assert said == "[0, 0] PENDING"


def test_work_that_was_given_to_us_while_the_answer_was_lost_is_put_back(url: str) -> None:
    said = play(
        url,
        "quick",
        """
        enqueue().get_result(); ran.clear()
        claim("me")
        first = guard.look(); clock[0] += 11
        second = guard.look()
        print(first, second, DBOS.retrieve_workflow("call:1").get_result(), ran)
        """,
    )
    assert said == "0 1 42 [21]"


def test_what_we_are_running_is_not_put_back(url: str) -> None:
    said = play(
        url,
        "busy",
        """
        enqueue()
        while not ran: time.sleep(0.05)
        found = [guard.look()]
        clock[0] += 100
        print(found + [guard.look()], ran)
        """,
    )
    assert said == "[0, 0] [21]"


def test_a_call_whose_work_gave_up_says_so(make_site: Callable[..., Any]) -> None:
    import sqlite3

    site = make_site()
    site.take_in(recordings=0, transcripts=1)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    gave_up = "status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' WHERE workflow_uuid LIKE 'call:%'"
    for name, change in {
        "app.sqlite": "UPDATE calls SET state = 'mining', progress = 0.95",
        "engine.sqlite": f"UPDATE workflow_status SET {gave_up}",
    }.items():
        with sqlite3.connect(site.settings.data_dir / name) as connection:
            connection.execute(change)
        connection.close()
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    (call,) = site.calls()
    assert call.error_code == "gave_up"
