"""The steps of a call's workflow. Each takes ids, reads, closes, computes, opens, writes, and may run twice."""

import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from calls.call import CallState
from calls.errors import SilentAudio, TalktrackError
from calls.transcript import DecidedBy, Role, Transcript
from ingest.decode import Decoded, decode
from ingest.peaks import measure_peaks
from ingest.ready_transcript import read_ready_transcript
from pipeline.asked import asking_warnings
from pipeline.found_again import found_again
from pipeline.models import Models, Vector
from pipeline.redacting import Redacting
from pipeline.theme_steps import ThemeSteps
from pipeline.topic_steps import TopicSteps
from pipeline.tracking import Tracking, track_call
from pipeline.voices import is_mined, speaker_warnings, with_speakers
from store.analyses import analysis_for, set_call_analysed
from store.blobs import BlobStore
from store.calls import CallView, add_details, get_call
from store.corrections import corrected_transcript
from store.laying import found_moments, moments_without_vector, set_vectors
from store.marks import note_mining
from store.moments import replace_moments
from store.progress import (
    Published,
    corrections_revision,
    is_in_run,
    publish,
    set_facts,
    set_failed,
    set_mined,
    set_progress,
)
from store.redaction import save_redaction
from store.session import Database, Session
from store.transcripts import (
    Plan,
    drop_scratch,
    get_parts,
    get_plan,
    make_current,
    save_part,
    save_plan,
    save_transcript,
    version_of_run,
)
from store.vocabulary import all_terms
from store.voices import learn_voice, voice_profiles

Value = TypeVar("Value")
_log = logging.getLogger("talktrack.steps")

_TRIES = 3
_FACTS = "facts.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsConfig:
    """Where things are, and the limits of a recording."""

    work_dir: Path
    language: str | None
    max_hours: float
    redact: bool = True


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
        self._redacting = Redacting(database=database, models=models, wanted=config.redact)
        self.themes = ThemeSteps(database=database, models=models, redacting=self._redacting)
        self.topics = TopicSteps(database=database, models=models, redact=config.redact)
        self.tracking = Tracking(database)

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
        transcript = with_speakers(transcript, parties=call.parties, decided_by=DecidedBy.SIDECAR)
        with self._writing(call_id, run) as session:
            add_details(session, call_id, details)
            set_facts(session, call_id, duration_s=transcript.duration_s, warnings=call.warnings)
            save_transcript(session, transcript, run=run)

    def prepare_audio(self, call_id: str, run: int) -> None:
        """Decode the recording and note what was found out about it."""
        call = self._call(call_id, run)
        shutil.rmtree(self._folder(call_id), ignore_errors=True)
        decoded = self._decode(call_id)
        self._blobs.keep_peaks(call.sha256, measure_peaks(self._channels(call_id)))
        # What is known of a call that is transcribed anew stays as it is until the new transcript is complete.
        warnings = call.warnings if call.transcript_version else decoded.warnings
        with self._writing(call_id, run) as session:
            set_facts(session, call_id, duration_s=decoded.duration_s, warnings=warnings)
            set_progress(session, call_id, run=run, state=CallState.TRANSCRIBING, progress=0.0)

    def plan_windows(self, call_id: str, run: int) -> int:
        """Cut the speech into batches of windows and return how many there are. Raises SilentAudio."""
        call, channels = self._call(call_id, run), self._channels(call_id)
        with self._db.reading() as session:
            terms = all_terms(session)
        facts = {"channels": len(channels), **self._models.survey(channels, call, terms=terms)}
        facts["warnings"] = [*self._decoding_warnings(call_id), *facts.get("warnings", ())]
        heard = _heard_channels(channels, facts)
        batches = self._again(lambda: self._models.plan(heard))
        if not batches:
            raise SilentAudio("Nobody says anything in this recording.")
        with self._writing(call_id, run) as session:
            save_plan(session, call_id, run=run, plan=Plan(batches=batches, facts=facts))
        return len(batches)

    def transcribe_batch(self, call_id: str, run: int, batch: int) -> None:
        """Transcribe one batch of windows and keep what was heard; progress is the share of the speech done."""
        self._call(call_id, run)
        with self._db.reading() as session:
            plan = get_plan(session, call_id, run=run)
            first = get_parts(session, call_id, run=run, batches=(0,)).get(0)
        language = self._language(plan) or (self._models.language_of(first) if first else None)
        channels = _heard_channels(self._channels(call_id), plan.facts)
        names = plan.facts.get("names", ())
        _log.info("call %s: batch %d of %d", call_id, batch + 1, len(plan.batches))
        heard = self._again(lambda: self._models.hear(channels, plan.batches[batch], language=language, names=names))
        seconds = [self._models.seconds_of(one) for one in plan.batches]
        share = sum(seconds[: batch + 1]) / (sum(seconds) or 1.0)
        with self._writing(call_id, run) as session:
            save_part(session, call_id, run=run, batch=batch, heard=heard)
            set_progress(session, call_id, run=run, state=CallState.TRANSCRIBING, progress=min(1.0, share))

    def assemble(self, call_id: str, run: int) -> None:
        """Make the transcript from everything that was heard. Raises SilentAudio where no word was."""
        call = self._call(call_id, run)
        with self._db.reading() as session:
            plan = get_plan(session, call_id, run=run)
            parts = get_parts(session, call_id, run=run)
        heard = _heard_channels(self._channels(call_id), plan.facts)
        is_mono = plan.facts.get("mono_of") is not None or len(heard) == 1
        roles = call.channel_roles if not is_mono and len(call.channel_roles) == len(heard) else ()
        transcript = self._models.assemble(
            plan.batches,
            [parts[index] for index in range(len(plan.batches))],
            call_id=call_id,
            channels=len(heard),
            channel_roles=roles,
            duration_s=call.duration_s or 0.0,
            language=self._language(plan),
            warnings=plan.facts.get("warnings", call.warnings),
            leaking=heard if plan.facts.get("crosstalk") else (),
        )
        transcript = self._with_roles(transcript, call, heard=heard, facts=plan.facts)
        transcript = with_speakers(transcript, parties=call.parties, decided_by=DecidedBy.CHANNELS)
        with self._writing(call_id, run) as session:
            save_transcript(session, transcript, run=run)

    def _with_roles(
        self, transcript: Transcript, call: CallView, *, heard: Sequence[Path], facts: Mapping[str, Any]
    ) -> Transcript:
        """Tell voices apart where they share a channel, and decide who is who where no channel map says it."""
        if all(turn.role is not Role.UNKNOWN for turn in transcript.turns):
            self._learn_voices(transcript, call, heard=heard)
            return transcript
        voices: Mapping[str, Vector] = {}
        if len(heard) == 1:
            role = Role(facts.get("role", Role.UNKNOWN))
            transcript, voices = self._again(lambda: self._models.separate(transcript, heard[0], role=role))
        with self._db.reading() as session:
            known = {profile.person: profile.vector for profile in voice_profiles(session)}
        return self._models.decide_roles(transcript, call, voices=voices, known=known)

    def _learn_voices(self, transcript: Transcript, call: CallView, *, heard: Sequence[Path]) -> None:
        """Learn the voice of each rep who consented and has a channel of their own."""
        for party in call.parties:
            channel = party.channel
            if not (party.voice_consent and party.role is Role.REP and channel is not None and channel < len(heard)):
                continue
            label = next((turn.speaker for turn in transcript.turns if turn.role is Role.REP), None)
            if label is None or call.channel_roles.count(Role.REP) != 1 or call.transcript_version is not None:
                continue
            path = heard[channel]
            vector, seconds = self._again(partial(self._models.voice, transcript, path, speaker=label))
            if seconds > 0:
                with self._db.transaction() as session:
                    learn_voice(session, person=party.name, vector=vector, seconds=seconds)

    def mine(self, call_id: str, run: int) -> int:
        """Find the moments and topics of a call, with what people corrected, and return how many moments there are.

        The transcript that this run made becomes the current one together with its moments.
        """
        call = self._call(call_id, run)
        self._progress(call_id, run, CallState.MINING, 1.0)
        with self._db.transaction() as session:
            analysis = analysis_for(session, self._models.mined_by)
        with self._db.reading() as session:
            # Read before the corrections: one that comes in between is then mined once more, never missed.
            revision = corrections_revision(session, call_id)
            version = version_of_run(session, call_id, run)
            transcript = corrected_transcript(session, call_id, version=version)
            before = found_moments(session, call_id, analysis=analysis)
            terms = all_terms(session)
        mined, vectors = self._models.mine(transcript, terms=terms)
        moments = self._models.follow_up(found_again(mined, before=before), transcript)
        redactions = self._redacting.of_call(call, transcript, moments=moments)
        report = self._models.report_of(call_id)
        warnings = (*transcript.warnings, *speaker_warnings(transcript, medium=call.medium), *asking_warnings(report))
        analysed = is_mined(transcript) and any(turn.role is Role.BUYER for turn in transcript.turns)
        with self._writing(call_id, run) as session:
            make_current(session, call_id, transcript.version)
            set_call_analysed(session, call_id, analysis=analysis, analysed=analysed)
            replace_moments(session, call_id, moments, vectors=vectors, analysis=analysis)
            for redaction in redactions:
                save_redaction(session, redaction)
            track_call(session, transcript)
            set_mined(session, call_id, revision=revision, warnings=tuple(dict.fromkeys(warnings)))
            note_mining(session, call_id, report)
        self._encode_added(call_id, analysis)
        # Part of this step, not one of its own: runs that began under an older version go on with the steps they know.
        self.topics.find_topics(call_id)
        return len(moments)

    def _encode_added(self, call_id: str, analysis: int) -> None:
        """Make the vectors of moments that rest on a person's word: no detector handed them over with one."""
        with self._db.reading() as session:
            added = moments_without_vector(session, call_id, analysis=analysis)
        if added:
            made = self._models.vectors([moment.quote for moment in added])
            with self._db.transaction() as session:
                set_vectors(session, dict(zip((m.id for m in added), made, strict=True)), analysis=analysis)

    def assign_themes(self, call_id: str, run: int) -> int:
        """Put a call's moments into the themes they fit and return how many found one."""
        self._call(call_id, run)
        return self.themes.assign(call_id)

    def publish(self, call_id: str, run: int) -> bool:
        """Mark a call as ready and clear its scratch away; return False where it has to be mined again first.

        That is so where a person corrected something since it was mined.
        """
        with self._db.transaction() as session:
            published = publish(session, call_id, run=run)
            if published is Published.DONE:
                drop_scratch(session, call_id, run=run)
        if published is Published.SUPERSEDED:
            raise Superseded("the call was put back to its start")
        if published is Published.DONE:
            self._clear_scratch(call_id)
        return published is Published.DONE

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
        """Form suggested themes from the moments that no theme holds; return how many themes came of it."""
        return self.themes.suggest()

    def redact_rest(self) -> int:
        """Look through transcripts that the present redactor has not seen; return how many there were."""
        return self._redacting.rest()

    def has_news(self) -> bool:
        """Whether moments came or went since themes were last suggested."""
        return self.themes.has_news()

    def _call(self, call_id: str, run: int | None = None) -> CallView:
        """Return a call. Raises Superseded where it is in another run than the one given."""
        with self._db.reading() as session:
            call = get_call(session, call_id)
        if run is not None and call.run != run:
            raise Superseded("the call was put back to its start")
        return call

    @contextmanager
    def _writing(self, call_id: str, run: int) -> Iterator[Session]:
        """Yield a transaction in which the call stays in this run. Raises Superseded where it is in another."""
        with self._db.transaction() as session:
            if not is_in_run(session, call_id, run):
                raise Superseded("the call was put back to its start")
            yield session

    def _language(self, plan: Plan) -> str | None:
        return self._config.language or plan.facts.get("language")

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

    def _decoding_warnings(self, call_id: str) -> list[str]:
        path = self._folder(call_id) / _FACTS
        return list(json.loads(path.read_text())["warnings"]) if path.exists() else []

    def _decode(self, call_id: str) -> Decoded:
        """Decode beside the call's folder and rename: a folder that is there is complete, whatever died meanwhile."""
        source = self._blobs.path(self._call(call_id).sha256)
        folder = self._folder(call_id)
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            decoded = decode(source, partial, max_hours=self._config.max_hours)
            (partial / _FACTS).write_text(json.dumps({"warnings": decoded.warnings}))
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


def _heard_channels(channels: Sequence[Path], facts: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return the channels that are transcribed: only one where the others repeat it."""
    mono_of = facts.get("mono_of")
    return tuple(channels) if mono_of is None else (channels[int(mono_of)],)
