"""The steps that find what calls are about: with their mining, and again when the catalogue or its model changes."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from calls.errors import NotFound
from calls.topic import Topic
from calls.topic_catalogue import TopicDefinition
from calls.transcript import Transcript
from pipeline.models import Models
from store.corrections import corrected_transcript
from store.moments import moments_with_vectors
from store.progress import corrections_revision, hold
from store.redaction import masks
from store.session import Database, Session, is_passing
from store.topics import calls_to_look_through, replace_topics, topic_catalogue

_log = logging.getLogger("talktrack.topics")
# So many calls are looked through in one step: a worker that dies repeats no more than these.
CALLS_A_STEP = 10


class TopicSteps:
    """What the worker can do about topics."""

    def __init__(self, *, database: Database, models: Models, redact: bool) -> None:
        self._db = database
        self._models = models
        self._redact = redact

    def find_topics(self, call_id: str) -> int:
        """Cut the current transcript of a call, with all corrections, into topics and return how many stretches it has.

        What was corrected or transcribed meanwhile is left to the work that follows from it. Raises NotFound.
        """
        with self._db.reading() as session:
            revision = corrections_revision(session, call_id)
            catalogue = topic_catalogue(session)
            transcript = corrected_transcript(session, call_id)
            moments, _ = moments_with_vectors(session, call_id=call_id)
        topics = self._models.topics(transcript, moments, catalogue=catalogue)
        provenance = self._models.topics_provenance(catalogue)
        with self._db.transaction() as session:
            hold(session, call_id)
            same = corrected_transcript(session, call_id).version == transcript.version
            if same and corrections_revision(session, call_id) == revision:
                shown = self._without_names(session, transcript, topics)
                replace_topics(session, call_id, transcript.version, shown, provenance=provenance)
        return len(topics)

    def _without_names(self, session: Session, transcript: Transcript, topics: Sequence[Topic]) -> tuple[Topic, ...]:
        """Keyphrases are shown to everybody: those that the words without personal data do not hold are left out."""
        if not self._redact:
            return tuple(topics)
        hidden = masks(session, {transcript.call_id: [turn.text for turn in transcript.turns]})[transcript.call_id]
        said = _plain(" ".join(turn.text for turn in hidden.transcript(transcript).turns))
        return tuple(
            replace(topic, keyphrases=tuple(phrase for phrase in topic.keyphrases if _plain(phrase) in said))
            for topic in topics
        )

    def has_old_topics(self) -> bool:
        """Whether finished calls wait to be looked through with the catalogue and the model as they are now."""
        with self._db.reading() as session:
            return bool(calls_to_look_through(session, maker=self._maker(topic_catalogue(session))))

    def renew_some_topics(self) -> int:
        """Look through some calls that wait for it and return how many are left."""
        with self._db.reading() as session:
            waiting = calls_to_look_through(session, maker=self._maker(topic_catalogue(session)))
        for call_id in waiting[:CALLS_A_STEP]:
            try:
                self.find_topics(call_id)
            except NotFound:
                _log.info("call %s went away while its topics were looked for", call_id)
            except Exception as error:
                if is_passing(error):
                    raise
                # One call that cannot be looked through must not keep the others from it.
                _log.exception("the topics of call %s could not be found", call_id)
        return len(waiting[CALLS_A_STEP:])

    def _maker(self, catalogue: tuple[TopicDefinition, ...]) -> str:
        return self._models.topics_provenance(catalogue).version


def _plain(text: str) -> str:
    """Small letters and single spaces, with a space at either end so that phrases match whole words."""
    words = "".join(character if character.isalnum() or character in "'[]" else " " for character in text.lower())
    return f" {' '.join(words.split())} "
