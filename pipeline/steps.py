"""The steps of a call's workflow. Each takes ids, reads, closes, computes, opens, writes, and may run twice."""

import logging
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from calls.call import CallState
from calls.errors import SilentAudio, TalktrackError
from calls.theme import ThemeState
from calls.transcript import Role, Transcript
from ingest.decode import Decoded, decode
from ingest.ready_transcript import read_ready_transcript
from pipeline.models import Models
from store.blobs import BlobStore
from store.calls import (
    CallView,
    add_details,
    get_call,
    set_analysed,
    set_facts,
    set_failed,
    set_progress,
    set_ready,
)
from store.marks import SUGGESTED_FROM, get_mark, set_mark
from store.moments import moments_fingerprint, moments_with_vectors, replace_moments, vectors_by_theme
from store.session import Database
from store.themes import groups, place_moments, save_suggestions
from store.transcripts import (
    Plan,
    drop_scratch,
    get_parts,
    get_plan,
    get_transcript,
    save_part,
    save_plan,
    save_transcript,
)

Value = TypeVar("Value")
_log = logging.getLogger("talktrack.steps")

_TRIES = 3
# How far the bar is at the start and the end of the transcription.
_DECODED, _TRANSCRIBED = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsConfig:
    """Where things are, and the limits of a recording."""

    work_dir: Path
    language: str | None
    max_hours: float


class Superseded(TalktrackError):
    """The call was put back to its start meanwhile; this run of it ends without a word."""

    code = "superseded"


class Steps:
    """What the worker can do with a call."""

    def __init__(self, *, database: Database, blobs: BlobStore, models: Models, config: StepsConfig) -> None:
        self._db = database
        self._blobs = blobs
        self._models = models
        self._config = config

    def open_call(self, call_id: str, run: int) -> str:
        """Mark a call as being worked on and return its medium."""
        call = self._call(call_id, run)
        self._progress(call_id, run, CallState.DECODING, 0.0)
        return call.medium.value

    def read_transcript(self, call_id: str, run: int) -> None:
        """Take a ready transcript in, and what it says about its call."""
        call = self._call(call_id, run)
        content = self._blobs.path(call.sha256).read_bytes()
        transcript, details = read_ready_transcript(
            content, call_id=call_id, filename=call.filename, parties=call.parties
        )
        warnings = _speaker_warnings(transcript)
        with self._db.transaction() as session:
            add_details(session, call_id, details)
            set_facts(session, call_id, duration_s=transcript.duration_s, warnings=warnings)
            save_transcript(session, transcript)

    def prepare_audio(self, call_id: str, run: int) -> None:
        """Decode the recording and note what was found out about it."""
        self._call(call_id, run)
        shutil.rmtree(self._folder(call_id), ignore_errors=True)
        decoded = self._decode(call_id)
        with self._db.transaction() as session:
            set_facts(session, call_id, duration_s=decoded.duration_s, warnings=decoded.warnings)
            set_progress(session, call_id, run=run, state=CallState.TRANSCRIBING, progress=_DECODED)

    def plan_windows(self, call_id: str, run: int) -> int:
        """Cut the speech into batches of windows and return how many there are. Raises SilentAudio."""
        channels = self._channels(call_id)
        batches = self._again(lambda: self._models.plan(channels))
        if not batches:
            raise SilentAudio("Nobody says anything in this recording.")
        with self._db.transaction() as session:
            save_plan(session, call_id, run=run, plan=Plan(batches=batches, facts={"channels": len(channels)}))
        return len(batches)

    def transcribe_batch(self, call_id: str, run: int, batch: int) -> None:
        """Transcribe one batch of windows and keep what was heard."""
        self._call(call_id, run)
        with self._db.reading() as session:
            plan = get_plan(session, call_id, run=run)
            first = get_parts(session, call_id, run=run, batches=(0,)).get(0)
        language = self._config.language or (self._models.language_of(first) if first else None)
        channels = self._channels(call_id)
        heard = self._again(lambda: self._models.hear(channels, plan.batches[batch], language=language))
        share = (batch + 1) / len(plan.batches)
        with self._db.transaction() as session:
            save_part(session, call_id, run=run, batch=batch, heard=heard)
            progress = _DECODED + share * (_TRANSCRIBED - _DECODED)
            set_progress(session, call_id, run=run, state=CallState.TRANSCRIBING, progress=progress)

    def assemble(self, call_id: str, run: int) -> None:
        """Make the transcript from everything that was heard. Raises SilentAudio where no word was."""
        call = self._call(call_id, run)
        with self._db.reading() as session:
            plan = get_plan(session, call_id, run=run)
            parts = get_parts(session, call_id, run=run)
        channels = int(plan.facts["channels"])
        roles = call.channel_roles if len(call.channel_roles) == channels else ()
        transcript = self._models.assemble(
            plan.batches,
            [parts[index] for index in range(len(plan.batches))],
            call_id=call_id,
            channels=channels,
            channel_roles=roles,
            duration_s=call.duration_s or 0.0,
            warnings=call.warnings,
        )
        warnings = tuple(dict.fromkeys((*call.warnings, *_speaker_warnings(transcript, channels=channels))))
        with self._db.transaction() as session:
            save_transcript(session, transcript)
            set_facts(session, call_id, duration_s=call.duration_s, warnings=warnings)

    def mine(self, call_id: str, run: int) -> int:
        """Find the moments of a call and return how many there are."""
        self._call(call_id, run)
        self._progress(call_id, run, CallState.MINING, _TRANSCRIBED)
        with self._db.reading() as session:
            transcript = get_transcript(session, call_id)
        moments, vectors = self._models.mine(transcript)
        analysed = any(turn.role is Role.BUYER for turn in transcript.turns)
        with self._db.transaction() as session:
            replace_moments(session, call_id, moments, vectors=vectors)
            set_analysed(session, call_id, analysed=analysed)
        return len(moments)

    def assign_themes(self, call_id: str, run: int) -> int:
        """Put a call's moments into the themes they fit and return how many found one."""
        self._call(call_id, run)
        with self._db.reading() as session:
            new, new_vectors = moments_with_vectors(session, call_id=call_id)
            themes, members = groups(session), vectors_by_theme(session)
        placements = self._models.assign(new, new_vectors, themes=themes, members=members)
        with self._db.transaction() as session:
            place_moments(session, placements)
        return len(placements)

    def publish(self, call_id: str, run: int) -> None:
        """Mark a call as ready and clear its scratch away."""
        with self._db.transaction() as session:
            drop_scratch(session, call_id, run=run)
            ours = set_ready(session, call_id, run=run)
        if not ours:
            raise Superseded("the call was put back to its start")
        self._clear_scratch(call_id)

    def fail(self, call_id: str, run: int, code: str, message: str) -> None:
        """Mark a call as failed with the reason, and clear its scratch away."""
        error = TalktrackError(message if code != "internal" else "Something broke on our side; the log says what.")
        error.code = code
        if code == "internal":
            _log.error("call %s failed: %s", call_id, message)
        with self._db.transaction() as session:
            drop_scratch(session, call_id, run=run)
            set_failed(session, call_id, error, run=run)
        self._clear_scratch(call_id)

    def suggest(self) -> int:
        """Form suggested themes from every moment that no accepted theme holds; return how many there are."""
        with self._db.reading() as session:
            seen = moments_fingerprint(session)
            moments, vectors = moments_with_vectors(session)
            existing = groups(session)
        held = {m for theme in existing if theme.state is not ThemeState.SUGGESTED for m in theme.moment_ids}
        free = [index for index, moment in enumerate(moments) if moment.id not in held]
        before = [theme for theme in existing if theme.state is ThemeState.SUGGESTED]
        if not free and not before:
            return 0
        carried = self._models.form([moments[i] for i in free], vectors[free], before=before)
        provenance = self._models.themes_provenance
        with self._db.transaction() as session:
            save_suggestions(session, carried.themes, successors=carried.successors, provenance=provenance)
            set_mark(session, SUGGESTED_FROM, seen)
        return len(carried.themes)

    def has_news(self) -> bool:
        """Whether moments came or went since themes were last suggested."""
        with self._db.reading() as session:
            return moments_fingerprint(session) != get_mark(session, SUGGESTED_FROM)

    def _call(self, call_id: str, run: int | None = None) -> CallView:
        """Return a call. Raises Superseded where it is in another run than the one given."""
        with self._db.reading() as session:
            call = get_call(session, call_id)
        if run is not None and call.run != run:
            raise Superseded("the call was put back to its start")
        return call

    def _progress(self, call_id: str, run: int, state: CallState, progress: float) -> None:
        with self._db.transaction() as session:
            set_progress(session, call_id, run=run, state=state, progress=progress)

    def _folder(self, call_id: str) -> Path:
        return self._config.work_dir / call_id

    def _clear_scratch(self, call_id: str) -> None:
        """Remove a call's decoded sound, and what decoders that were killed left of it."""
        for folder in self._config.work_dir.glob(f"{call_id}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def _channels(self, call_id: str) -> tuple[Path, ...]:
        """Return the decoded channels, decoded again where they are gone or on another machine."""
        found = tuple(sorted(self._folder(call_id).glob("channel-*.pcm")))
        if found:
            return found
        self._decode(call_id)
        return tuple(sorted(self._folder(call_id).glob("channel-*.pcm")))

    def _decode(self, call_id: str) -> Decoded:
        """Decode beside the call's folder and rename: a folder that is there is complete, whatever died meanwhile."""
        source = self._blobs.path(self._call(call_id).sha256)
        folder = self._folder(call_id)
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            decoded = decode(source, partial, max_hours=self._config.max_hours)
            shutil.rmtree(folder, ignore_errors=True)
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return decoded

    def _again(self, work: Callable[[], Value]) -> Value:
        """Do something that may fail for the moment (a crashed speech process) up to three times."""
        for attempt in range(1, _TRIES):
            try:
                return work()
            except TalktrackError as error:
                if not error.retryable:
                    raise
                _log.warning("attempt %d of %d failed: %s", attempt, _TRIES, error)
                time.sleep(attempt)
        return work()


def _speaker_warnings(transcript: Transcript, *, channels: int | None = None) -> tuple[str, ...]:
    roles = {turn.role for turn in transcript.turns}
    if Role.BUYER in roles:
        return ()
    if channels == 1:
        return ("One channel holds both speakers, so it is not known who the buyer is; nothing was mined.",)
    if roles == {Role.UNKNOWN}:
        return (
            "It is not known which speaker is the buyer, so nothing was mined. "
            "Send the file again with its channel map (such as rep,buyer) or a sidecar.",
        )
    return ("No buyer speaks in this call; nothing was mined.",)
