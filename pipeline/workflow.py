"""What happens to a call, from top to bottom, as durable workflows.

Every step is checkpointed: a worker that dies is taken over at the step it was in. Steps run at least once, so each is
idempotent; they pass ids and small values, while sound and transcripts rest in the store.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from dbos import DBOS, ScheduleInput

from ingest.queue import LIGHT_QUEUE
from pipeline.steps import Steps, Superseded
from store.session import is_passing

# So many workers may die on a call before it is given up: no recording can kill them for ever.
_MOST_RECOVERIES = 30
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflows:
    """The workflows that the engine knows."""

    process_call: Callable[[str, int], str]
    mine_call: Callable[[str, int], str]
    suggest_themes: Callable[[], int]
    renew_topics: Callable[[], None]
    apply_tracker: Callable[[str, int], int]
    on_schedule: Callable[[datetime, Any], None]
    topics_on_schedule: Callable[[datetime, Any], None]


def _step(work: Callable[P, R]) -> Callable[P, R]:
    # The engine marks the function it is given, which a bound method does not allow.
    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)

    # A database that restarts must not fail the calls under way: about two minutes of patience.
    return DBOS.step(name=work.__name__, retries_allowed=True, max_attempts=8, should_retry=is_passing)(run)


def _mining(steps: Steps) -> Callable[[str, int], None]:
    """Return the last part of every way through the stages: from the transcript to a call that is ready."""
    mine, assign_themes, publish = _step(steps.mine), _step(steps.assign_themes), _step(steps.publish)

    def mine_and_publish(call_id: str, run: int) -> None:
        published = False
        while not published:
            mine(call_id, run)
            assign_themes(call_id, run)
            # What a person corrected meanwhile is mined too. (Of runs begun before 0.2 this step answered None.)
            published = publish(call_id, run) is not False

    return mine_and_publish


def _ending(steps: Steps) -> Callable[[str, int, Exception], str]:
    """Return what happens to a call whose work ended with an error."""
    fail = _step(steps.fail)

    def end(call_id: str, run: int, error: Exception) -> str:
        # On recovery the engine hands a recorded error back as its own type, which carries the same code.
        code = str(getattr(error, "code", None) or "internal")
        if code == Superseded.code:
            return code
        fail(call_id, run, code, str(error))
        return "failed"

    return end


def _renewing(steps: Steps) -> tuple[Callable[[], None], Callable[[datetime, Any], None]]:
    """Return the workflows that look calls through which the catalogue of topics, or its model, has left behind."""
    renew_some_topics = _step(steps.topics.renew_some_topics)

    @DBOS.workflow(name="renew_topics", max_recovery_attempts=_MOST_RECOVERIES)
    def renew_topics() -> None:
        while renew_some_topics():
            pass

    @DBOS.workflow(name="renew_topics_on_schedule", max_recovery_attempts=_MOST_RECOVERIES)
    def on_schedule(_when: datetime, _context: Any) -> None:
        if steps.topics.has_old_topics():
            while renew_some_topics():
                pass

    return renew_topics, on_schedule


def _tracking(steps: Steps) -> Callable[[str, int], int]:
    """Return how a new or changed tracker comes to every stored call."""
    begin_tracker, fail_tracker = _step(steps.tracking.begin_tracker), _step(steps.tracking.fail_tracker)
    apply_batch = _step(steps.tracking.apply_tracker_batch)

    @DBOS.workflow(name="apply_tracker", max_recovery_attempts=_MOST_RECOVERIES)
    def apply_tracker(tracker_id: str, revision: int) -> int:
        """Find a tracker's phrases in every stored call, some hundred at a time."""
        try:
            going, last, calls = begin_tracker(tracker_id, revision), "", 0
            while going:
                last, calls = apply_batch(tracker_id, revision, last, calls)
                going = bool(last)
        except Exception as error:
            fail_tracker(tracker_id, revision, str(error))
            return 0
        return calls

    return apply_tracker


def register(steps: Steps) -> Workflows:
    """Make the workflows known to the engine. Call once, before it is launched."""
    open_call, read_transcript = _step(steps.open_call), _step(steps.read_transcript)
    prepare_audio, plan_windows = _step(steps.prepare_audio), _step(steps.plan_windows)
    transcribe_batch, assemble = _step(steps.transcribe_batch), _step(steps.assemble)
    suggest, redact_rest = _step(steps.suggest), _step(steps.redact_rest)
    mine_and_publish, end = _mining(steps), _ending(steps)
    renew_topics, topics_on_schedule = _renewing(steps)

    @DBOS.workflow(name="process_call", max_recovery_attempts=_MOST_RECOVERIES)
    def process_call(call_id: str, run: int) -> str:
        try:
            if open_call(call_id, run) == "text":
                read_transcript(call_id, run)
            else:
                prepare_audio(call_id, run)
                for batch in range(plan_windows(call_id, run)):
                    transcribe_batch(call_id, run, batch)
                assemble(call_id, run)
            mine_and_publish(call_id, run)
        except Exception as error:
            return end(call_id, run, error)
        return "ready"

    @DBOS.workflow(name="mine_call", max_recovery_attempts=_MOST_RECOVERIES)
    def mine_call(call_id: str, run: int) -> str:
        """Go through the last part again: after a correction, or with another detector."""
        try:
            mine_and_publish(call_id, run)
        except Exception as error:
            return end(call_id, run, error)
        return "ready"

    @DBOS.workflow(name="suggest_themes", max_recovery_attempts=_MOST_RECOVERIES)
    def suggest_themes() -> int:
        return suggest()

    @DBOS.workflow(name="suggest_on_schedule", max_recovery_attempts=_MOST_RECOVERIES)
    def on_schedule(_when: datetime, _context: Any) -> None:
        redact_rest()
        if steps.has_news():
            suggest()

    return Workflows(
        process_call=process_call,
        mine_call=mine_call,
        suggest_themes=suggest_themes,
        apply_tracker=_tracking(steps),
        renew_topics=renew_topics,
        on_schedule=on_schedule,
        topics_on_schedule=topics_on_schedule,
    )


def suggest_every_minute(workflows: Workflows) -> ScheduleInput:
    """Return the schedule on which themes are suggested anew while calls come in."""
    return ScheduleInput(
        schedule_name="suggest",
        workflow_fn=workflows.on_schedule,
        # Seconds first.
        schedule="0 * * * * *",
        context=None,
        queue_name=LIGHT_QUEUE,
    )


def renew_topics_every_minute(workflows: Workflows) -> ScheduleInput:
    """Return the schedule on which calls are looked through that a changed catalogue, or an update, left behind."""
    return ScheduleInput(
        schedule_name="topics",
        workflow_fn=workflows.topics_on_schedule,
        # Half a minute after themes, so that the two do not wait for each other.
        schedule="30 * * * * *",
        context=None,
        queue_name=LIGHT_QUEUE,
    )
