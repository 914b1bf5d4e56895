"""The worker process: launches the engine, works on calls, and looks after work that others left behind.

It is made to be killed: stopping is dying, at any moment; what was under way goes on elsewhere or at the next start.
"""

import logging
import os
import secrets
import shutil
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

from ingest.queue import APPLICATION, CALLS_QUEUE, ENGINE_VERSION, LIGHT_QUEUE
from pipeline.guard import Guard
from pipeline.models import Models
from pipeline.reconcile import reconcile
from pipeline.roster import Roster
from pipeline.search_child import keep_search
from pipeline.settings import WorkerSettings
from pipeline.steps import Steps, StepsConfig
from pipeline.workflow import Workflows, register, renew_topics_every_minute, suggest_every_minute
from store.analyses import lacks_counts
from store.locks import worker_locks
from store.migrate import migrate
from store.progress import unfinished
from store.rollups import rebuild
from store.search_index import fill_some, is_filled
from store.session import Database, open_engine
from store.teams import Teams

_log = logging.getLogger("talktrack.worker")
_LOOK_EVERY_S = 5.0
_RECONCILE_EVERY_S = 15.0
_TIDY_EVERY_S = 3600.0
_FILLING_S = 2.0
_KEEP_FINISHED = timedelta(days=7)
_POSTGRES_GRACE_S = 10.0


class Worker:
    """One worker. `start` brings it up; `look_after` runs until `stop` is set."""

    def __init__(self, settings: WorkerSettings) -> None:
        self.settings = settings
        self.worker_id = f"{socket.gethostname()[:30]}-{secrets.token_hex(4)}"
        self.stop = threading.Event()
        # What a worker writes is what came in, worked on: nobody did it on purpose.
        self._teams = Teams(settings, home=Database(settings.app_url, routine=True))
        self._locks = worker_locks(settings)
        self._models = Models(settings)

    def start(self) -> None:
        """Migrate, take the lock, launch the engine with its queues and schedules, and take over what waits."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate(self._teams.home)
        for _, database in self._teams.every():
            _count(database)
        self._clear_scratch()
        # Opening it once makes the engine's SQLite file a write-ahead one, for good.
        open_engine(self.settings.engine_url).connect().close()
        self._locks.hold(self.worker_id)
        self._workflows = self._launch()
        grace_s = _POSTGRES_GRACE_S if self.settings.database_url else 0.0
        self._guard = Guard(self.worker_id, locks=self._locks, grace_s=grace_s)
        _log.info("worker %s is up", self.worker_id)

    def _launch(self) -> Workflows:
        config = DBOSConfig(
            name=APPLICATION,
            system_database_url=self.settings.engine_url,
            application_version=ENGINE_VERSION,
            executor_id=self.worker_id,
            serializer=DBOSPortableJSONSerializer(),
            log_level="WARNING",
        )
        DBOS(config=config)
        workflows = register(Roster(self._teams, make=self._steps_of))
        DBOS.launch()
        # One call at a time: its speech model takes every core, and a call that kills us takes no neighbour with it.
        DBOS.register_queue(CALLS_QUEUE, worker_concurrency=1)
        DBOS.register_queue(LIGHT_QUEUE, worker_concurrency=1)
        DBOS.apply_schedules([suggest_every_minute(workflows), renew_topics_every_minute(workflows)])
        return workflows

    def _steps_of(self, team_id: str) -> Steps:
        return Steps(
            database=self._teams.database(team_id),
            blobs=self._teams.blobs(team_id),
            models=self._models,
            config=StepsConfig(
                work_dir=self.settings.work_dir,
                language=self.settings.language,
                max_hours=self.settings.max_hours,
                redact=self.settings.redact == "on",
            ),
        )

    def _clear_scratch(self) -> None:
        """Remove decoded sound of calls that are finished: whoever died between two writes left it."""
        if not self.settings.work_dir.is_dir():
            return
        waiting = set()
        for _, database in self._teams.every():
            with database.reading() as session:
                waiting |= {work.call_id for work in unfinished(session)}
        for folder in self.settings.work_dir.iterdir():
            # `<call>` or, while it is being decoded, `<call>.<process>.partial`.
            if folder.name.split(".")[0] not in waiting:
                shutil.rmtree(folder, ignore_errors=True)

    def look_after(self) -> None:
        """Until told to stop: hand over what the dead left, enqueue what nobody works on, tidy the engine's tables."""
        reconciled = tidied = -_TIDY_EVERY_S
        while True:
            try:
                self._guard.look()
                now = time.monotonic()
                for _, database in self._teams.every():
                    _fill_search(database)
                if now - reconciled >= _RECONCILE_EVERY_S:
                    for team_id, database in self._teams.every():
                        reconcile(database, self._workflows, team_id=team_id)
                    reconciled = now
                if now - tidied >= _TIDY_EVERY_S:
                    tidy()
                    tidied = now
            except Exception:
                # A database that is away for a moment must not end the watch.
                _log.exception("looking after work failed; trying again")
            if self.stop.wait(_LOOK_EVERY_S):
                return


def _count(database: Database) -> None:
    """Make the counts of a database that was just brought to this shape, and has none."""
    with database.reading() as session:
        if not lacks_counts(session):
            return
    _log.info("counting themes for the first time")
    with database.transaction() as session:
        # Another worker may have counted meanwhile; counting twice is counting once.
        rebuild(session)


def _fill_search(database: Database) -> None:
    """Make calls findable that were there before anything could be found: a few at a time, for a moment."""
    with database.reading() as session:
        if is_filled(session):
            return
    end = time.monotonic() + _FILLING_S
    while time.monotonic() < end:
        with database.transaction() as session:
            if not fill_some(session, calls=10):
                return


def tidy() -> int:
    """Delete what the engine remembers of work that finished a week ago; return how many workflows that was."""
    before = (datetime.now(UTC) - _KEEP_FINISHED).isoformat()
    finished = DBOS.list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"], end_time=before, load_input=False, load_output=False, limit=5000
    )
    ids = [status.workflow_id for status in finished]
    if ids:
        DBOS.delete_workflows(ids)
    return len(ids)


def run(settings: WorkerSettings, *, parent_pid: int | None = None) -> None:
    """Work until the process is ended. With `parent_pid`, end when that parent is gone."""
    if parent_pid is not None:
        threading.Thread(target=_die_with, args=(parent_pid,), daemon=True).start()
    worker = Worker(settings)
    worker.start()
    if settings.search == "on":
        threading.Thread(target=keep_search, args=(worker.stop,), daemon=True).start()
    worker.look_after()


def _die_with(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(0.5)
    os._exit(1)
