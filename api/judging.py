"""A person's word on a moment, taken in: checked, kept, laid over the call's moments, and handed on where work is left.

What needs no model counts at once; a moment that was added, or is another now, finds its theme when a worker went over
the call again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request

from api.access import team_database, team_queue
from calls.correcting import at_version
from calls.errors import Conflict
from calls.judged import label_of
from calls.judgement import Judgement, Label, Verdict
from calls.judging import added_moment, anchor_of, judgement_id, verdict_label
from calls.moment import Moment
from store.corrections import corrected_transcript
from store.judgements import find_judgement, get_judgement, keep_judgement, remove_judgement
from store.laying import lay_judgements
from store.moments import Evidence, get_judged, moments_of_call
from store.progress import Work, hold, mine_corrected, next_revision, touch
from store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A moment that a person marks in a turn. `version` is the transcript they looked at, None for whichever."""

    turn_index: int
    quote: str
    label: Label
    version: int | None = None


def judge(
    request: Request, moment_id: str, *, verdict: Verdict, asked: Label | None, made_by: str
) -> tuple[Judgement, bool]:
    """Keep a verdict on a moment and let it count; return the judgement and whether it is new.

    `asked` is the right label, for `relabel`. Raises NotFound and InvalidInput, and keeps nothing then.
    """

    def made(session: Session) -> Judgement:
        evidence, found = get_judged(session, moment_id)
        before = find_judgement(session, judgement_id(moment_id))
        # A moment that no detector finds any more rests on an earlier verdict, and was found as that says.
        was = label_of(found) if found else before.found if before else None
        return Judgement(
            id=judgement_id(moment_id),
            call_id=evidence.moment.call_id,
            moment_id=moment_id,
            verdict=verdict,
            anchor=anchor_of(evidence.moment),
            found=was,
            label=verdict_label(was, verdict, asked=asked),
            found_by=found.provenance if found else before.found_by if before else None,
            theme_id=_theme_found_in(evidence, found, before),
            version=evidence.transcript_version,
            made_by=made_by,
            created_at=datetime.now(UTC),
        )

    with team_database(request).reading() as session:
        call_id = get_judged(session, moment_id)[0].moment.call_id
    return _keep(request, call_id, made)


def add(request: Request, call_id: str, missed: Missed, *, made_by: str) -> tuple[Judgement, bool]:
    """Keep a moment that a person marks; return the judgement and whether it is new.

    Raises NotFound, InvalidInput and Conflict (it is a moment already, or was rejected), and keeps nothing then.
    """

    def made(session: Session) -> Judgement:
        transcript = corrected_transcript(session, call_id)
        at_version(missed.version, current=transcript.version)
        moment = added_moment(transcript, turn_index=missed.turn_index, quote=missed.quote, label=missed.label)
        return Judgement(
            id=judgement_id(moment.id),
            call_id=call_id,
            moment_id=moment.id,
            verdict=Verdict.ADD,
            anchor=anchor_of(moment),
            found=None,
            label=missed.label,
            found_by=None,
            theme_id=None,
            version=transcript.version,
            made_by=made_by,
            created_at=datetime.now(UTC),
        )

    return _keep(request, call_id, made)


def take_back(request: Request, correction_id: str) -> Judgement:
    """Undo what a person said of a moment and return what it was. Raises NotFound."""
    with team_database(request).reading() as session:
        call_id = get_judgement(session, correction_id).call_id
    with team_database(request).transaction() as session:
        hold(session, call_id)
        judgement = remove_judgement(session, correction_id)
        work = _laid(session, call_id)
    if work is not None:
        team_queue(request).enqueue_work(work)
    return judgement


def _keep(request: Request, call_id: str, made: Callable[[Session], Judgement]) -> tuple[Judgement, bool]:
    work = None
    with team_database(request).transaction() as session:
        hold(session, call_id)
        judgement, new = keep_judgement(session, made(session))
        if new:
            work = _laid(session, call_id)
            if judgement.verdict is Verdict.ADD:
                _refuse_twice(session, judgement)
    if work is not None:
        team_queue(request).enqueue_work(work)
    return judgement, new


def _laid(session: Session, call_id: str) -> Work | None:
    """Let what people say by now count, and return the work that is left for a worker."""
    if not lay_judgements(session, call_id):
        touch(session, call_id)
        return None
    next_revision(session, call_id)
    return mine_corrected(session, call_id)


def _refuse_twice(session: Session, judgement: Judgement) -> None:
    """See to it that what was added counts as a moment of its own. Raises Conflict."""
    carrying = [item.moment.id for item in moments_of_call(session, judgement.call_id)
                if item.judgement_id == judgement.id]  # fmt: skip
    if carrying == [judgement.moment_id]:
        return
    what = f"moment {carrying[0]}; confirm or relabel that one" if carrying else "judged; undo that correction first"
    raise Conflict(f"These words of turn {judgement.anchor.turn_index} are already {what}.")


def _theme_found_in(evidence: Evidence, found: Moment | None, before: Judgement | None) -> str | None:
    """Return the theme that a moment was in as it was found: one that was relabelled is in another since."""
    if before is not None and before.theme_id is not None:
        return before.theme_id
    as_found = found is not None and label_of(found) == label_of(evidence.moment)
    return evidence.theme_id if as_found else None
