"""Trackers over stored calls: a new or changed one in all of them, and all of them in a call that is new or changed.

Matching takes place outside of transactions. What it rests on (a call's transcript and its corrections) is compared
when the result is written, and a call that changed meanwhile is read again; so nothing is missed or counted twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from calls.tracker import Mention, SaidBy, Wanted
from calls.transcript import Role, Transcript
from nlp.tracking import Matcher, mentions_at, mentions_in
from store.session import Database, Session
from store.tracking import (
    CallText,
    Definition,
    begin_applying,
    corrected_calls,
    corrected_turns,
    definition_of,
    definitions,
    fail_applying,
    finish_applying,
    keep_mentions,
    note_applied,
    plain_turns,
    replace_call_mentions,
    texts_after,
    texts_of,
    whole_turns,
)

CALLS_A_BATCH = 400
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where applying stands: the last call that is done, None when all are, and how many that makes."""

    last: str | None
    calls: int


class Tracking:
    """Applies trackers to what is stored."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin_tracker(self, tracker_id: str, revision: int) -> bool:
        """Start to go through all calls; False where the tracker is gone or looks for something else by now."""
        with self._db.transaction() as session:
            definition = definition_of(session, tracker_id, revision)
            if definition is not None:
                begin_applying(session, definition)
        return definition is not None

    def apply(self, tracker_id: str, revision: int, progress: Progress) -> Progress:
        """Find a tracker's phrases in the next calls and return how far it is."""
        with self._db.reading() as session:
            definition = definition_of(session, tracker_id, revision)
            texts = texts_after(session, progress.last or "", limit=CALLS_A_BATCH) if definition else ()
        if definition is None:
            return Progress(last=None, calls=progress.calls)
        self._track(definition, texts)
        done = progress.calls + len(texts)
        with self._db.transaction() as session:
            if len(texts) < CALLS_A_BATCH:
                finish_applying(session, definition, calls=done)
                return Progress(last=None, calls=done)
            note_applied(session, definition, calls=done)
        return Progress(last=texts[-1].call_id, calls=done)

    def apply_tracker_batch(self, tracker_id: str, revision: int, last: str, calls: int) -> list[Any]:
        """Apply a tracker to the calls after `last`; return the last one done ("" at the end) and how many in all."""
        progress = self.apply(tracker_id, revision, Progress(last=last, calls=calls))
        return [progress.last or "", progress.calls]

    def fail_tracker(self, tracker_id: str, revision: int, message: str) -> None:
        """Note why a tracker could not be applied."""
        with self._db.transaction() as session:
            definition = definition_of(session, tracker_id, revision)
            if definition is not None:
                fail_applying(session, definition, message)

    def _track(self, definition: Definition, texts: Sequence[CallText]) -> None:
        for _ in range(_TRIES):
            if not texts:
                return
            with self._db.reading() as session:
                found = _found(session, definition, texts)
            with self._db.transaction() as session:
                changed = keep_mentions(session, definition, found)
            with self._db.reading() as session:
                texts = texts_of(session, changed)


def track_call(session: Session, transcript: Transcript) -> int:
    """Keep what every tracker finds in a call's transcript and return how many places that is.

    Within the transaction that makes the transcript current: a tracker that is made meanwhile finds it afterwards.
    """
    mentions = [
        mention
        for definition in definitions(session)
        for turn in transcript.turns
        for mention in mentions_in(
            _matcher(definition.wanted), turn, tracker_id=definition.tracker_id, call_id=transcript.call_id
        )
    ]
    replace_call_mentions(session, transcript.call_id, version=transcript.version, mentions=mentions)
    return len(mentions)


@lru_cache(maxsize=512)
def _matcher(wanted: Wanted) -> Matcher:
    return Matcher(wanted)


def _found(session: Session, definition: Definition, texts: Sequence[CallText]) -> Mapping[CallText, Sequence[Mention]]:
    """Find a tracker in calls. Only turns that hold a phrase are read with their words; corrected calls whole."""
    matcher, wanted = _matcher(definition.wanted), definition.wanted
    found: dict[CallText, list[Mention]] = {text: [] for text in texts}
    corrected = corrected_calls(session, [text.call_id for text in texts])
    plain = {text.call_id: text for text in texts if text.call_id not in corrected}

    roles = () if wanted.said_by is SaidBy.ANYONE else (Role(wanted.said_by.value),)
    spans = {
        (turn.call_id, plain[turn.call_id].version, turn.turn_index): at
        for turn in plain_turns(session, list(plain.values()), roles=roles)
        if (at := matcher.find(turn.text))
    }
    for call_id, turn in whole_turns(session, list(spans)):
        text = plain[call_id]
        at = spans[call_id, text.version, turn.index]
        found[text] += mentions_at(at, turn, tracker_id=definition.tracker_id, call_id=call_id)
    for text in texts:
        for turn in corrected_turns(session, text) if text.call_id in corrected else ():
            found[text] += mentions_in(matcher, turn, tracker_id=definition.tracker_id, call_id=text.call_id)
    return found
