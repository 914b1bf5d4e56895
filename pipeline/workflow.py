"""What happens to a call, from top to bottom, as durable workflows.

Every step is checkpointed: a worker that dies is taken over at the step it was in. Steps run at least once, so each is
idempotent; they pass ids and small values, while sound and transcripts rest in the store. The last argument of each is
the team whose data it works on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from dbos import DBOS, ScheduleInput

from ingest.queue import LIGHT_QUEUE
from pipeline.roster import Roster
from pipeline.steps import Superseded
from store.keys import FIRST_TEAM as HOME
from store.session import is_passing

# So many workers may die on a call before it is given up: no recording can kill them for ever.
_MOST_RECOVERIES = 30
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflows:
    """The workflows that the engine knows."""

    process_call: Callable[[str, int, str], str]
    mine_call: Callable[[str, int, str], str]
    suggest_themes: Callable[[str], int]
    renew_topics: Callable[[str], None]
    apply_tracker: Callable[[str, int, str], int]
    on_schedule: Callable[[datetime, Any], None]
    topics_on_schedule: Callable[[datetime, Any], None]


class _Stepping:
    """Makes steps of what a team's `Steps` can do; each takes its arguments and then the team."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        # Lists the teams, so that a workflow taken over goes through the same ones. The engine knows a name once.
        self.every_team: Callable[[], list[str]] = _checkpointed("every_team", lambda: list(roster.team_ids()))

    def step(self, name: str) -> Callable[..., Any]:
        """Return a checkpointed step of a name such as `mine` or `topics.renew_some_topics`."""
        part, _, work = name.rpartition(".")

        # The engine marks the function it is given, which a bound method does not allow.
        def run(*args: Any) -> Any:
            *given, team_id = args
            steps = self._roster.steps(team_id)
            return getattr(getattr(steps, part) if part else steps, work)(*given)

        return _checkpointed(work, run)


def _checkpointed(name: str, run: Callable[P, R]) -> Callable[P, R]:
    # A database that restarts must not fail the calls under way: about two minutes of patience.
    return DBOS.step(name=name, retries_allowed=True, max_attempts=8, should_retry=is_passing)(run)


def _mining(stepping: _Stepping) -> Callable[[str, int, str], None]:
    """Return the last part of every way through the stages: from the transcript to a call that is ready."""
    mine, assign_themes, publish = stepping.step("mine"), stepping.step("assign_themes"), stepping.step("publish")

    def mine_and_publish(call_id: str, run: int, team_id: str) -> None:
        published = False
        while not published:
            mine(call_id, run, team_id)
            assign_themes(call_id, run, team_id)
            # What a person corrected meanwhile is mined too. (Of runs begun before 0.2 this step answered None.)
            published = publish(call_id, run, team_id) is not False

    return mine_and_publish


def _ending(stepping: _Stepping) -> Callable[[str, int, str, Exception], str]:
    """Return what happens to a call whose work ended with an error."""
    fail = stepping.step("fail")

    def end(call_id: str, run: int, team_id: str, error: Exception) -> str:
        # On recovery the engine hands a recorded error back as its own type, which carries the same code.
        code = str(getattr(error, "code", None) or "internal")
        if code == Superseded.code:
            return code
        fail(call_id, run, code, str(error), team_id)
        return "failed"

    return end


def _renewing(stepping: _Stepping) -> tuple[Callable[[str], None], Callable[[datetime, Any], None]]:
    """Return the workflows that look calls through which the catalogue of topics, or its model, has left behind."""
    renew_some_topics, every_team = stepping.step("topics.renew_some_topics"), stepping.every_team
    has_old_topics = stepping.step("topics.has_old_topics")

    @DBOS.workflow(name="renew_topics", max_recovery_attempts=_MOST_RECOVERIES)
    def renew_topics(team_id: str = HOME) -> None:
        while renew_some_topics(team_id):
            pass

    @DBOS.workflow(name="renew_topics_on_schedule", max_recovery_attempts=_MOST_RECOVERIES)
    def on_schedule(_when: datetime, _context: Any) -> None:
        for team_id in every_team():
            if has_old_topics(team_id):
                while renew_some_topics(team_id):
                    pass

    return renew_topics, on_schedule


def _tracking(stepping: _Stepping) -> Callable[[str, int, str], int]:
    """Return how a new or changed tracker comes to every stored call."""
    begin_tracker = stepping.step("tracking.begin_tracker")
    fail_tracker = stepping.step("tracking.fail_tracker")
    apply_batch = stepping.step("tracking.apply_tracker_batch")

    @DBOS.workflow(name="apply_tracker", max_recovery_attempts=_MOST_RECOVERIES)
    def apply_tracker(tracker_id: str, revision: int, team_id: str = HOME) -> int:
        """Find a tracker's phrases in every stored call, some hundred at a time."""
        try:
            going, last, calls = begin_tracker(tracker_id, revision, team_id), "", 0
            while going:
                last, calls = apply_batch(tracker_id, revision, last, calls, team_id)
                going = bool(last)
        except Exception as error:
            fail_tracker(tracker_id, revision, str(error), team_id)
            return 0
        return calls

    return apply_tracker


def _suggesting(stepping: _Stepping) -> tuple[Callable[[str], int], Callable[[datetime, Any], None]]:
    """Return the workflows that suggest themes: for one team when asked, for every team with news by the minute."""
    suggest, redact_rest = stepping.step("suggest"), stepping.step("redact_rest")
    has_news, every_team = stepping.step("has_news"), stepping.every_team

    @DBOS.workflow(name="suggest_themes", max_recovery_attempts=_MOST_RECOVERIES)
    def suggest_themes(team_id: str = HOME) -> int:
        return int(suggest(team_id))

    @DBOS.workflow(name="suggest_on_schedule", max_recovery_attempts=_MOST_RECOVERIES)
    def on_schedule(_when: datetime, _context: Any) -> None:
        for team_id in every_team():
            redact_rest(team_id)
            if has_news(team_id):
                suggest(team_id)

    return suggest_themes, on_schedule


def register(roster: Roster) -> Workflows:
    """Make the workflows known to the engine. Call once, before it is launched."""
    stepping = _Stepping(roster)
    open_call, read_transcript = stepping.step("open_call"), stepping.step("read_transcript")
    prepare_audio, plan_windows = stepping.step("prepare_audio"), stepping.step("plan_windows")
    transcribe_batch, assemble = stepping.step("transcribe_batch"), stepping.step("assemble")
    mine_and_publish, end = _mining(stepping), _ending(stepping)
    suggest_themes, on_schedule = _suggesting(stepping)
    renew_topics, topics_on_schedule = _renewing(stepping)

    @DBOS.workflow(name="process_call", max_recovery_attempts=_MOST_RECOVERIES)
    def process_call(call_id: str, run: int, team_id: str = HOME) -> str:
        try:
            if open_call(call_id, run, team_id) == "text":
                read_transcript(call_id, run, team_id)
            else:
                prepare_audio(call_id, run, team_id)
                for batch in range(plan_windows(call_id, run, team_id)):
                    transcribe_batch(call_id, run, batch, team_id)
                assemble(call_id, run, team_id)
            mine_and_publish(call_id, run, team_id)
        except Exception as error:
            return end(call_id, run, team_id, error)
        return "ready"

    @DBOS.workflow(name="mine_call", max_recovery_attempts=_MOST_RECOVERIES)
    def mine_call(call_id: str, run: int, team_id: str = HOME) -> str:
        """Go through the last part again: after a correction, or with another detector."""
        try:
            mine_and_publish(call_id, run, team_id)
        except Exception as error:
            return end(call_id, run, team_id, error)
        return "ready"

    return Workflows(
        process_call=process_call,
        mine_call=mine_call,
        suggest_themes=suggest_themes,
        apply_tracker=_tracking(stepping),
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
