"""Make rows and workflows agree: every unfinished call has work under way, and what gave up says so."""

import logging

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from calls.errors import TalktrackError
from ingest.queue import LIGHT_QUEUE, queue_of, tracker_workflow_id, workflow_id
from pipeline.workflow import Workflows
from store.keys import FIRST_TEAM as HOME
from store.progress import Stage, set_failed, unfinished
from store.session import Database
from store.tracking import fail_applying, unapplied

_log = logging.getLogger("talktrack.reconcile")
_PRIORITY = 10
_GAVE_UP = {"ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


def reconcile(database: Database, workflows: Workflows, *, team_id: str = HOME) -> int:
    """Enqueue every unfinished call of a team that nobody works on, fail those whose work gave up; return how many.

    An upload inserts the call's row and then enqueues, in two databases: a death in between leaves a row for this.
    """
    with database.reading() as session:
        waiting = unfinished(session)
    enqueued = 0
    for work in waiting:
        identity = workflow_id(work.call_id, work.run)
        status = DBOS.get_workflow_status(identity)
        if status is None:
            workflow = workflows.mine_call if work.stage is Stage.MINE else workflows.process_call
            with SetWorkflowID(identity), SetEnqueueOptions(priority=_PRIORITY):
                DBOS.enqueue_workflow(queue_of(work), workflow, work.call_id, work.run, team_id)
            enqueued += 1
        elif status.status in _GAVE_UP:
            _log.error("the work on call %s ended as %s", work.call_id, status.status)
            reason = TalktrackError("Processing this call was given up after it failed again and again.")
            reason.code = "gave_up"
            with database.transaction() as session:
                set_failed(session, work.call_id, reason, run=work.run)
    return enqueued + _reconcile_trackers(database, workflows, team_id)


def _reconcile_trackers(database: Database, workflows: Workflows, team_id: str) -> int:
    """Do the same for trackers that are still to be applied."""
    with database.reading() as session:
        waiting = unapplied(session)
    enqueued = 0
    for definition in waiting:
        identity = tracker_workflow_id(definition.tracker_id, definition.revision)
        status = DBOS.get_workflow_status(identity)
        if status is None:
            with SetWorkflowID(identity), SetEnqueueOptions(priority=_PRIORITY):
                wanted = definition.tracker_id, definition.revision
                DBOS.enqueue_workflow(LIGHT_QUEUE, workflows.apply_tracker, *wanted, team_id)
            enqueued += 1
        elif status.status in _GAVE_UP:
            _log.error("the work on tracker %s ended as %s", definition.tracker_id, status.status)
            with database.transaction() as session:
                fail_applying(session, definition, "Applying it was given up after it failed again and again.")
    return enqueued
