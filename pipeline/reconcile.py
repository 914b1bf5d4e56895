"""Make rows and workflows agree: every unfinished call has work under way, and what gave up says so."""

import logging

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from calls.errors import TalktrackError
from ingest.queue import CALLS_QUEUE, workflow_id
from pipeline.workflow import Workflows
from store.calls import set_failed, unfinished
from store.session import Database

_log = logging.getLogger("talktrack.reconcile")
_PRIORITY = 10
_GAVE_UP = {"ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


def reconcile(database: Database, workflows: Workflows) -> int:
    """Enqueue every unfinished call that nobody works on, fail those whose work gave up; return how many were enqueued.

    An upload inserts the call's row and then enqueues, in two databases: a death in between leaves a row for this.
    """
    with database.reading() as session:
        waiting = unfinished(session)
    enqueued = 0
    for call_id, run in waiting:
        status = DBOS.get_workflow_status(workflow_id(call_id, run))
        if status is None:
            with SetWorkflowID(workflow_id(call_id, run)), SetEnqueueOptions(priority=_PRIORITY):
                DBOS.enqueue_workflow(CALLS_QUEUE, workflows.process_call, call_id, run)
            enqueued += 1
        elif status.status in _GAVE_UP:
            _log.error("the work on call %s ended as %s", call_id, status.status)
            reason = TalktrackError("Processing this call was given up after it failed again and again.")
            reason.code = "gave_up"
            with database.transaction() as session:
                set_failed(session, call_id, reason)
    return enqueued
