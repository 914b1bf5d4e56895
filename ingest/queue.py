"""Hand a call over to the workers. The engine's client is loaded at first use: the API starts without it."""

import copy
import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from store.progress import Stage, Work

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "talktrack"
# Constant on purpose: the engine ignores waiting work of any other version.
ENGINE_VERSION = "1"
CALLS_QUEUE = "transcribe"
LIGHT_QUEUE = "light"
_NORMAL = 10
_log = logging.getLogger("talktrack.queue")


def workflow_id(call_id: str, run: int) -> str:
    """Return the id under which one run of a call is worked on; enqueuing it twice is one run."""
    return f"call:{call_id}" if run == 1 else f"call:{call_id}:{run}"


def tracker_workflow_id(tracker_id: str, revision: int) -> str:
    """Return the id under which one wording of a tracker is applied; enqueuing it twice is one run."""
    return f"tracker:{tracker_id}:{revision}"


def queue_of(work: Work) -> str:
    """Return the queue of some work: mining alone does not wait for recordings that are being transcribed."""
    return LIGHT_QUEUE if work.stage is Stage.MINE else CALLS_QUEUE


class CallQueue:
    """Enqueues calls of a team for the workers: of the first one, unless `of` says which."""

    def __init__(self, engine_url: str) -> None:
        self._connection = _Connection(engine_url)
        self._team_id: str | None = None

    def of(self, team_id: str) -> "CallQueue":
        """Return the queue for another team's work, over the same connection."""
        other = copy.copy(self)
        other._team_id = team_id
        return other

    def enqueue_suggestion(self, reason: str) -> bool:
        """Ask for themes to be suggested anew; asked twice for the same reason, it is done once."""
        return self._enqueue("suggest_themes", queue=LIGHT_QUEUE, identity=self._named("suggest", reason), arguments=())

    def enqueue_topics(self, reason: str) -> bool:
        """Ask for calls to be looked through that the catalogue of topics left behind; once for the same reason."""
        return self._enqueue("renew_topics", queue=LIGHT_QUEUE, identity=self._named("topics", reason), arguments=())

    def enqueue_call(self, call_id: str, run: int) -> bool:
        """Ask for a call to be worked on. Returns False where the engine is not there yet; the reconciler asks then."""
        return self.enqueue_work(Work(call_id=call_id, run=run))

    def enqueue_work(self, work: Work) -> bool:
        """Ask for work on a call, from its start or through one stage again; as `enqueue_call` without the engine."""
        workflow = "mine_call" if work.stage is Stage.MINE else "process_call"
        identity = workflow_id(work.call_id, work.run)
        return self._enqueue(workflow, queue=queue_of(work), identity=identity, arguments=(work.call_id, work.run))

    def enqueue_tracker(self, tracker_id: str, revision: int) -> bool:
        """Ask for a tracker to be applied to all stored calls; as `enqueue_call` without the engine."""
        identity = tracker_workflow_id(tracker_id, revision)
        return self._enqueue("apply_tracker", queue=LIGHT_QUEUE, identity=identity, arguments=(tracker_id, revision))

    def _named(self, work: str, reason: str) -> str:
        return ":".join(part for part in (work, self._team_id, reason) if part)

    def _enqueue(self, workflow: str, *, queue: str, identity: str, arguments: tuple[str | int, ...]) -> bool:
        try:
            self._connection.client().enqueue(
                {
                    "workflow_name": workflow,
                    "queue_name": queue,
                    "workflow_id": identity,
                    "application_name": APPLICATION,
                    "app_version": ENGINE_VERSION,
                    "priority": _NORMAL,
                },
                *arguments,
                # Workflows take the first team's work where no team is named, as they did before there were others.
                *([self._team_id] if self._team_id else []),
            )
        except Exception as error:
            # The call's row is safe, and every worker looks for rows without work; so an upload never fails here.
            _log.info("%s waits for a worker to pick it up: %s", identity, error)
            return False
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


class _Connection:
    """The engine's client, made at first use and shared by the queues of all teams."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: DBOSClient | None = None
        self._lock = threading.Lock()

    def client(self) -> "DBOSClient":
        """Return the client. Raises where no worker has been started yet."""
        with self._lock:
            if self._client is None:
                if self._url.startswith("sqlite:///") and not Path(self._url.removeprefix("sqlite:///")).exists():
                    raise FileNotFoundError("no worker has been started on this data folder yet")
                from dbos import DBOSClient, DBOSPortableJSONSerializer

                self._client = DBOSClient(
                    system_database_url=self._url,
                    serializer=DBOSPortableJSONSerializer(),
                    application_name=APPLICATION,
                    retry_connection_errors=False,
                )
            return self._client

    def close(self) -> None:
        """Give it back."""
        with self._lock:
            if self._client is not None:
                self._client.destroy()
                self._client = None
