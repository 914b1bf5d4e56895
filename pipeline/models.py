"""The models a worker holds, loaded late and once: the speech process, the detector and the encoder."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calls.moment import Kind, Moment
from calls.provenance import Provenance
from calls.redaction import Redaction
from calls.theme import Theme
from calls.topic import Topic
from calls.topic_catalogue import TopicDefinition
from calls.transcript import Role, Transcript
from calls.vocabulary import Term, TermKind
from nlp.competitors import Competitors
from nlp.continuity import Carried, carry_ids
from nlp.detector import Detector, ReportingDetector
from nlp.encoder import Encoder
from nlp.encoders import encoder_provenance
from pipeline.settings import WorkerSettings
from pipeline.voices import is_mined
from store.calls import CallView
from store.placing import Anchor
from transcribe.channels import examine
from transcribe.engine import EngineOptions
from transcribe.host import BatchHeard, SpeechHost
from transcribe.local import plan_batches, role_on, transcript_of, with_voices
from transcribe.vocabulary.names import Name, merged, names_of_call, read_names
from transcribe.windows import Window

if TYPE_CHECKING:
    from nlp.competitors import Vendor
    from nlp.themes import ThemeEncoder

_MOST_PIPELINES = 3
Vectors = NDArray[np.float32]
Vector = NDArray[np.float32]


class Models:
    """Everything that computes, behind plain values that can be checkpointed."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._host: SpeechHost | None = None
        self._detector: Detector | None = None
        self._encoder: Encoder | None = None
        self._themes: ThemeEncoder | None = None
        self._competitors: dict[tuple[Vendor, ...], Competitors] = {}
        self._languages: dict[tuple[Vendor, ...], Any] = {}
        self._reports: dict[str, Mapping[str, int | str]] = {}

    def plan(self, channels: Sequence[Path]) -> tuple[Any, ...]:
        """Return batches of windows over all channels, as plain lists."""
        return tuple([window.as_list() for window in batch] for batch in plan_batches(channels, host=self._speech()))

    def survey(self, channels: Sequence[Path], call: CallView, *, terms: Sequence[Term] = ()) -> dict[str, Any]:
        """Return what is to be known before a call is heard, as plain values.

        `mono_of` is the one channel that is heard, None where each has speech of its own; `role` who the channel map
        says speaks on it; `crosstalk` whether one channel is heard on the other; `warnings` what to tell the uploader;
        `names` what may be said in this call, of the team's `terms`, the vocabulary file and the call's own facts.
        Raises InvalidInput for a vocabulary that cannot be read.
        """
        facts = examine(channels)
        listed = self._settings.vocabulary
        names = merged(
            [Name(written=each.term, heard_as=each.sounds_like) for each in terms],
            read_names(listed) if listed else (),
            names_of_call(account=call.account, people=[party.name for party in call.parties]),
        )
        return {
            "mono_of": facts.mono_of,
            "role": role_on(facts, call.channel_roles).value,
            "crosstalk": facts.crosstalk,
            "warnings": list(facts.warnings),
            "names": [name.as_dict() for name in names],
        }

    def seconds_of(self, batch: Sequence[Any]) -> float:
        """Return how many seconds of sound a batch of windows holds."""
        return sum(Window.from_list(window).duration_s for window in batch)

    def hear(
        self, channels: Sequence[Path], batch: Sequence[Any], *, language: str | None, names: Sequence[Any] = ()
    ) -> dict[str, Any]:
        """Return what is said in one batch of windows, as a plain object. Raises EngineFailed (retryable)."""
        windows = [Window.from_list(window) for window in batch]
        known = [Name.from_dict(name) for name in names]
        return self._speech().transcribe(channels, windows, language=language, names=known).as_dict()

    def language_of(self, heard: Mapping[str, Any]) -> str:
        """Return the language that was found in a batch."""
        return BatchHeard.from_dict(heard).heard[0].language

    def assemble(
        self,
        batches: Sequence[Any],
        parts: Sequence[Mapping[str, Any]],
        *,
        call_id: str,
        channels: int,
        channel_roles: Sequence[Role],
        duration_s: float,
        language: str | None,
        warnings: Sequence[str],
        leaking: Sequence[Path] = (),
    ) -> Transcript:
        """Return the transcript of a call from all that was heard; raises SilentAudio."""
        return transcript_of(
            [[Window.from_list(window) for window in batch] for batch in batches],
            [BatchHeard.from_dict(part) for part in parts],
            call_id=call_id,
            channels=channels,
            channel_roles=channel_roles,
            duration_s=duration_s,
            language=language,
            warnings=warnings,
            leaking=leaking,
        )

    def separate(self, transcript: Transcript, channel: Path, *, role: Role) -> tuple[Transcript, Mapping[str, Vector]]:
        """Return the transcript of a one-channel call with its words given to the voices that say them, and those.

        `channel` is its sound; a voice that is alone on it has `role`. Voices are unit vectors by speaker.
        """
        told_apart, voices = with_voices(transcript, channel, host=self._speech(), role=role)
        return told_apart, {label: np.array(voice.vector, np.float32) for label, voice in voices.items()}

    def voice(self, transcript: Transcript, channel: Path, *, speaker: str) -> tuple[Vector, float]:
        """Return a speaker's voice, learned from a channel of their own, and the seconds of speech it rests on."""
        spans = [
            (turn.start_s, turn.end_s)
            for turn in transcript.turns
            if turn.speaker == speaker and turn.start_s is not None and turn.end_s is not None
        ]
        heard = self._speech().voice(channel, spans)
        return np.array(heard.vector, np.float32), heard.seconds

    def decide_roles(
        self, transcript: Transcript, call: CallView, *, voices: Mapping[str, Vector], known: Mapping[str, Vector]
    ) -> Transcript:
        """Return the transcript with the roles of speakers whose role is open, each with a confidence.

        `voices` are the speakers' voices by label, `known` the reps' by name. A warning says what was decided.
        """
        from nlp.roles import VoiceMatch, with_decided_roles

        matches = {}
        for label, voice in voices.items():
            likeness = {name: float(voice @ profile) for name, profile in known.items()}
            if likeness:
                best = max(likeness, key=lambda name: likeness[name])
                matches[label] = VoiceMatch(cosine=likeness[best], rep_name=best)
        return with_decided_roles(transcript, parties=call.parties, voices=matches)

    def mine(self, transcript: Transcript, *, terms: Sequence[Term] = ()) -> tuple[tuple[Moment, ...], Vectors]:
        """Return the moments of a call and a vector of each quote. Competitors among the team's `terms` are known."""
        from nlp.competitors import name_competitors
        from nlp.mine import mine

        if not is_mined(transcript):
            return (), np.zeros((0, 0), np.float32)
        with self._lock:
            vendors = self._vendors(terms)
            language = self._reading(vendors)
            detector = self._detecting()
            found = mine(transcript, detector=detector, language=language)
            if isinstance(detector, ReportingDetector):
                self._reports[transcript.call_id] = detector.report()
            moments = name_competitors(found, self._known_competitors(vendors), language=language)
            return moments, self._theme_encoding().encode([moment.quote for moment in moments])

    def topics(
        self, transcript: Transcript, moments: Sequence[Moment], *, catalogue: Sequence[TopicDefinition]
    ) -> tuple[Topic, ...]:
        """Return what each stretch of a call is about; nothing for a language that is not mined."""
        from nlp.topics.find import TopicFinder

        if not is_mined(transcript):
            return ()
        with self._lock:
            return TopicFinder(encoder=self._encoding(), catalogue=catalogue).find(transcript, moments=moments)

    def topics_provenance(self, catalogue: Sequence[TopicDefinition]) -> Provenance:
        """What topics are made by, with this catalogue."""
        from nlp.topics.find import topics_provenance

        return topics_provenance(catalogue, encoder=encoder_provenance(self._settings.encoder))

    def vectors(self, quotes: Sequence[str]) -> Vectors:
        """Return a theme vector of each quote, one row each."""
        with self._lock:
            return self._theme_encoding().encode(list(quotes))

    def follow_up(self, moments: Sequence[Moment], transcript: Transcript) -> tuple[Moment, ...]:
        """Return the moments of a call with what became of each. Their ids are final."""
        from nlp.followup import follow_up

        with self._lock:
            encode = self._encoding().encode if moments else None
            return follow_up(moments, transcript, encode=encode) if encode else ()

    def report_of(self, call_id: str) -> Mapping[str, int | str] | None:
        """Return, once, what mining a call cost, None for a detector that asks nobody."""
        with self._lock:
            return self._reports.pop(call_id, None)

    @property
    def mined_by(self) -> tuple[Provenance, ...]:
        """What moments and their vectors are made by: another one makes another analysis."""
        with self._lock:
            return (self._detecting().provenance, self._theme_encoding().provenance)

    def assign(self, moments: Sequence[Moment], vectors: Vectors, known: Sequence[Anchor]) -> dict[str, str]:
        """Return, for each moment that fits one, the id of its theme, of those that lie at the anchors.

        What is said of a competitor by name goes to that competitor's theme and to no other.
        """
        if not moments or not known:
            return {}
        whose = {anchor.keywords[0]: anchor.theme_id for anchor in known if _is_of_competitor(anchor)}
        near = self.nearest([moment.kind for moment in moments], vectors, known)
        by_name = {m.id: whose.get(m.competitor) for m in moments if m.competitor is not None}
        found = {m.id: by_name.get(m.id, theme_id) for m, theme_id in zip(moments, near, strict=True)}
        return {moment_id: theme_id for moment_id, theme_id in found.items() if theme_id is not None}

    def nearest(self, kinds: Sequence[Kind], vectors: Vectors, known: Sequence[Anchor]) -> list[str | None]:
        """Return, for each vector (n, d), the id of the theme it belongs to, None where it belongs to none of them."""
        from nlp.themes import assign, families_of

        if not known:
            return [None] * len(kinds)
        found = assign(
            vectors,
            kinds,
            centroids=np.stack([anchor.vector for anchor in known]),
            centroid_kinds=[anchor.kind for anchor in known],
            families=families_of(vectors),
        )
        return [None if index is None else known[index].theme_id for index in found]

    def form(self, moments: Sequence[Moment], vectors: Vectors, *, before: Sequence[Theme]) -> Carried:
        """Return themes over these moments, continuing the ids of the ones before."""
        from nlp.themes import families_of, form

        return carry_ids(before, form(moments, vectors, families=families_of(vectors)))

    def redact(
        self, readings: Sequence[Transcript], call: CallView, *, quotes: Sequence[tuple[int, str]] = ()
    ) -> Redaction:
        """Return where personal data stands in readings of one version of a call's transcript, and in quotes by turn.

        The last reading is the one that the quotes are of.
        """
        from nlp.redaction import redactor

        with self._lock:
            return redactor().redaction(
                readings,
                people=[party.name for party in call.parties],
                kept=[call.account] if call.account else (),
                others=(call.title, call.filename),
                quotes=list(quotes),
            )

    @property
    def redactor_provenance(self) -> Provenance:
        """What personal data is found by."""
        from nlp.redaction import provenance

        return provenance()

    @property
    def themes_provenance(self) -> Provenance:
        """What themes are made by."""
        encoder = self._theme_encoding().provenance
        return Provenance(name="themes", version="3", options={"encoder": f"{encoder.name} {encoder.version}"})

    def close(self) -> None:
        """End the speech process."""
        if self._host is not None:
            self._host.close()

    def _speech(self) -> SpeechHost:
        with self._lock:
            if self._host is None:
                chosen = self._settings
                self._host = SpeechHost(
                    engine=None if chosen.engine == "auto" else chosen.engine,
                    model=chosen.model,
                    cache_dir=chosen.cache_dir,
                    options=EngineOptions(threads=chosen.threads),
                )
            return self._host

    def _theme_encoding(self) -> "ThemeEncoder":
        if self._themes is None:
            from nlp.themes import theme_encoder

            self._themes = theme_encoder(self._encoding())
        return self._themes

    def _vendors(self, terms: Sequence[Term]) -> "tuple[Vendor, ...]":
        """Return the competitors a team listed, then those in the file of competitors."""
        from nlp.competitors import Vendor, read_competitors

        listed = self._settings.competitors
        own = [Vendor(name=each.term, aliases=each.sounds_like) for each in terms if each.kind is TermKind.COMPETITOR]
        return (*own, *(read_competitors(listed) if listed else ()))

    def _known_competitors(self, vendors: "tuple[Vendor, ...]") -> Competitors:
        if vendors not in self._competitors:
            from nlp.competitors import competitors_of

            _make_room(self._competitors)
            self._competitors[vendors] = competitors_of(vendors)
        return self._competitors[vendors]

    def _reading(self, vendors: "tuple[Vendor, ...] | None" = None) -> Any:
        """Return the pipeline that reads sentences: one that knows these competitors, or those of the file."""
        from nlp.complete import language_with

        known = self._vendors(()) if vendors is None else vendors
        if known not in self._languages:
            _make_room(self._languages)
            self._languages[known] = language_with(known)
        return self._languages[known]

    def _detecting(self) -> Detector:
        if self._detector is None:
            from nlp.detectors import build_detector

            self._detector = build_detector(self._settings.detector, endpoint=self._settings.llm_endpoint)
        return self._detector

    def _encoding(self) -> Encoder:
        if self._encoder is None:
            from nlp.encoders import build_encoder

            self._encoder = build_encoder(self._settings.encoder)
        return self._encoder


def _make_room(kept: dict[Any, Any]) -> None:
    # A pipeline is large; there are as many as there are teams at work with competitors of their own.
    while len(kept) >= _MOST_PIPELINES:
        kept.pop(next(iter(kept)))


def _is_of_competitor(anchor: Anchor) -> bool:
    return anchor.kind is Kind.COMPETITOR and bool(anchor.keywords)
