"""A recording's channels to a transcript in one go, for the command line; the worker takes the same steps apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from calls.errors import EngineMissing, SilentAudio
from calls.speakers import with_roles
from calls.transcript import DecidedBy, Role, Transcript
from transcribe.channels import ChannelFacts, examine
from transcribe.crosstalk import without_crosstalk
from transcribe.engine import SAMPLE_RATE
from transcribe.host import BatchHeard, SpeechHost
from transcribe.speakers.separated import Voice
from transcribe.turns import assemble, channel_speakers, voice_speakers, words_by_voice, words_in_call
from transcribe.vocabulary.names import Name
from transcribe.windows import Window, batches

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What is known before a recording is heard: the language, if it is forced, and the names that may be said."""

    language: str | None = None
    names: tuple[Name, ...] = ()


def transcribe_channels(
    pcm_paths: Sequence[Path],
    *,
    call_id: str,
    channel_roles: Sequence[Role] = (),
    host: SpeechHost,
    listening: Listening | None = None,
    warnings: Sequence[str] = (),
    progress: Progress | None = None,
) -> Transcript:
    """Return the transcript of a call from one PCM file a channel (raw s16le, 16 kHz, mono), in channel order.

    `progress` is called with the share of speech done, 0 to 1. Without a language the first batch decides it for
    the call. Voices that share a channel are told apart. Raises calls.errors.SilentAudio when nobody speaks, and what
    transcribe.host.SpeechHost raises.
    """
    facts = examine(pcm_paths)
    heard_paths = [pcm_paths[channel] for channel in facts.heard]
    plan = plan_batches(heard_paths, host=host)
    results = _hear(heard_paths, plan, host=host, listening=listening or Listening(), report=progress or _ignore)
    transcript = transcript_of(
        plan,
        results,
        call_id=call_id,
        channel_roles=channel_roles if facts.mono_of is None else (),
        channels=len(heard_paths),
        duration_s=max(path.stat().st_size for path in pcm_paths) / (2 * SAMPLE_RATE),
        language=(listening or Listening()).language,
        warnings=(*warnings, *facts.warnings),
        leaking=heard_paths if facts.crosstalk else (),
    )
    if facts.mono_of is None:
        return transcript
    return with_voices(transcript, heard_paths[0], host=host, role=role_on(facts, channel_roles))[0]


def role_on(facts: ChannelFacts, channel_roles: Sequence[Role]) -> Role:
    """Return who the channel map says speaks on the one channel that is heard, in case only one voice is on it."""
    if facts.mono_of is None or facts.same or len(channel_roles) != facts.channels:
        return Role.UNKNOWN
    return channel_roles[facts.mono_of]


def _hear(
    pcm_paths: Sequence[Path],
    plan: Sequence[Sequence[Window]],
    *,
    host: SpeechHost,
    listening: Listening,
    report: Progress,
) -> list[BatchHeard]:
    total_s = sum(window.duration_s for batch in plan for window in batch)
    done_s, results, language = 0.0, list[BatchHeard](), listening.language
    report(0.0)
    for batch in plan:
        results.append(host.transcribe(pcm_paths, batch, language=language, names=listening.names))
        language = language or results[-1].heard[0].language
        done_s += sum(window.duration_s for window in batch)
        report(done_s / total_s)
    return results


def _ignore(_share: float) -> None:
    pass


def plan_batches(pcm_paths: Sequence[Path], *, host: SpeechHost) -> tuple[tuple[Window, ...], ...]:
    """Return the batches of windows of all channels; the same files give the same batches."""
    return batches([w for channel, path in enumerate(pcm_paths) for w in host.plan(path, channel=channel)])


def transcript_of(
    plan: Sequence[Sequence[Window]],
    results: Sequence[BatchHeard],
    *,
    call_id: str,
    channels: int,
    channel_roles: Sequence[Role],
    duration_s: float,
    language: str | None,
    warnings: Sequence[str] = (),
    leaking: Sequence[Path] = (),
) -> Transcript:
    """Return the transcript from what was heard in each planned batch.

    `leaking` are the channels' files where one is heard on the other: what was heard twice is then kept once. Raises
    calls.errors.SilentAudio for no word.
    """
    windows = [window for batch in plan for window in batch]
    heard = [one for result in results for one in result.heard]
    if not any(one.words for one in heard):
        raise SilentAudio("Nobody says anything in this recording.")
    words = words_in_call(windows, heard)
    return assemble(
        call_id=call_id,
        heard=without_crosstalk(words, leaking) if leaking else words,
        speakers=channel_speakers(channels=channels, channel_roles=channel_roles),
        duration_s=duration_s,
        language=language or heard[0].language,
        provenance=results[0].provenance,
        warnings=warnings,
    )


def with_voices(
    transcript: Transcript, pcm_path: Path, *, host: SpeechHost, role: Role = Role.UNKNOWN
) -> tuple[Transcript, Mapping[str, Voice]]:
    """Return the transcript of a one-channel recording with its words given to the voices that say them, and those.

    Voices are `speaker 1`, `speaker 2`, … in order of their first words, of unknown role; a voice that is alone has
    `role`. A transcript whose only speaker is known comes back as it is, and so, with a warning, where the models for
    it are not installed. Raises what transcribe.host.SpeechHost.separate raises otherwise.
    """
    if any(turn.role is not Role.UNKNOWN for turn in transcript.turns):
        return transcript, {}
    words = sorted((word for turn in transcript.turns for word in turn.words), key=lambda w: (w.start_s, w.end_s))
    try:
        separated = host.separate(pcm_path, words)
    except EngineMissing as error:
        return replace(transcript, warnings=(*transcript.warnings, error.message)), {}
    speakers = voice_speakers(len(separated.voices))
    told_apart = assemble(
        call_id=transcript.call_id,
        heard=words_by_voice(words, separated),
        speakers=speakers,
        duration_s=transcript.duration_s or 0.0,
        language=transcript.language,
        provenance=transcript.provenance,
        warnings=transcript.warnings,
    )
    if len(speakers) == 1 and role is not Role.UNKNOWN:
        known = replace(speakers[0], role=role, confidence=1.0, decided_by=DecidedBy.CHANNELS)
        told_apart = with_roles(told_apart, [known])
    return told_apart, {one.label: voice for one, voice in zip(speakers, separated.voices, strict=True)}
