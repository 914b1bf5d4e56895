"""Hand the work of a worker that is gone over to the living.

The engine recovers a process's own work only when it comes back under the same name. Each of our workers has a name of
its own and holds a lock that vanishes with it; every few seconds the others look for work whose owner's lock is free
and put it back on its queue. A late writer is refused by the engine's own check. The engine's private names are used in
this file only; `tests/pipeline/test_guard.py` holds them to what is expected of them.
"""

import logging
import time
from collections.abc import Callable

from dbos import DBOS

# Private, pinned by the lock file, and covered by contract tests.
from dbos._dbos import _get_dbos_instance
from dbos._utils import INTERNAL_QUEUE_NAME

from store.locks import WorkerLocks

_log = logging.getLogger("talktrack.guard")


class Guard:
    """Looks after pending work. `grace_s` is how long a lock must stay free before its owner counts as gone."""

    def __init__(
        self, worker_id: str, *, locks: WorkerLocks, grace_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._me = worker_id
        self._locks = locks
        self._grace_s = grace_s
        self._clock = clock
        self._free_since: dict[str, float] = {}
        self._idle_since: dict[str, float] = {}

    def look(self) -> int:
        """Put back what nobody works on any more and return how many workflows that was."""
        self._locks.keep()
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        owners = {status.executor_id for status in pending if status.executor_id}
        put_back = sum(self._put_back(owner) for owner in self._gone(owners - {self._me}))
        mine = {status.workflow_id for status in pending if status.executor_id == self._me}
        return put_back + self._put_back_unclaimed(mine)

    def _gone(self, owners: set[str]) -> list[str]:
        now = self._clock()
        free = {owner for owner in owners if self._locks.is_free(owner)}
        # A restart of PostgreSQL drops every lock for a moment; its holders take them again.
        self._free_since = {owner: self._free_since.get(owner, now) for owner in free}
        return [owner for owner, since in self._free_since.items() if now - since >= self._grace_s]

    def _put_back(self, owner: str) -> int:
        handles = DBOS._recover_pending_workflows([owner])
        _log.warning("worker %s is gone; %d pieces of work go on elsewhere", owner, len(handles))
        return len(handles)

    def _put_back_unclaimed(self, mine: set[str]) -> int:
        """Put back work that the database gave to us while the answer was lost: nobody runs it."""
        now, engine = self._clock(), _get_dbos_instance()
        running = set(engine._active_workflows_set.activeList())
        self._idle_since = {item: self._idle_since.get(item, now) for item in mine - running}
        stranded = [item for item, since in self._idle_since.items() if now - since >= max(self._grace_s, 10.0)]
        for workflow in stranded:
            engine._sys_db.reenqueue_for_recovery(workflow, [self._me], INTERNAL_QUEUE_NAME)
            del self._idle_since[workflow]
        return len(stranded)
