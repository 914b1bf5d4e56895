"""A recording's channels to a transcript in one go, for the command line; the worker takes the same steps apart."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from calls.errors import EngineMissing, SilentAudio
from calls.transcript import Role, Transcript
from transcribe.engine import SAMPLE_RATE
from transcribe.host import BatchHeard, SpeechHost
from transcribe.turns import assemble, channel_speakers, voice_speakers, words_by_voice, words_in_call
from transcribe.windows import Window, batches

Progress = Callable[[float], None]


def transcribe_channels(
    pcm_paths: Sequence[Path],
    *,
    call_id: str,
    channel_roles: Sequence[Role] = (),
    host: SpeechHost,
    language: str | None = None,
    warnings: Sequence[str] = (),
    progress: Progress | None = None,
) -> Transcript:
    """Return the transcript of a call from one PCM file a channel (raw s16le, 16 kHz, mono), in channel order.

    `progress` is called with the share of speech done, 0 to 1. Without a `language` the first batch decides it for
    the call. Raises calls.errors.SilentAudio when nobody speaks, and what transcribe.host.SpeechHost raises.
    """
    report = progress or _ignore
    plan = plan_batches(pcm_paths, host=host)
    total_s = sum(window.duration_s for batch in plan for window in batch)
    done_s, results = 0.0, list[BatchHeard]()
    report(0.0)
    for batch in plan:
        results.append(host.transcribe(pcm_paths, batch, language=language))
        language = language or results[-1].heard[0].language
        done_s += sum(window.duration_s for window in batch)
        report(done_s / total_s)
    transcript = transcript_of(
        plan,
        results,
        call_id=call_id,
        channels=len(pcm_paths),
        channel_roles=channel_roles,
        duration_s=max(path.stat().st_size for path in pcm_paths) / (2 * SAMPLE_RATE),
        language=language,
        warnings=warnings,
    )
    return with_voices(transcript, pcm_paths[0], host=host) if len(pcm_paths) == 1 else transcript


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
) -> Transcript:
    """Return the transcript from what was heard in each planned batch. Raises calls.errors.SilentAudio for no word."""
    windows = [window for batch in plan for window in batch]
    heard = [one for result in results for one in result.heard]
    if not any(one.words for one in heard):
        raise SilentAudio("Nobody says anything in this recording.")
    return assemble(
        call_id=call_id,
        heard=words_in_call(windows, heard),
        speakers=channel_speakers(channels=channels, channel_roles=channel_roles),
        duration_s=duration_s,
        language=language or heard[0].language,
        provenance=results[0].provenance,
        warnings=warnings,
    )


def with_voices(transcript: Transcript, pcm_path: Path, *, host: SpeechHost) -> Transcript:
    """Return the transcript of a one-channel recording with its words given to the voices that say them.

    Voices are `speaker 1`, `speaker 2`, … in order of their first words; their roles stay unknown. A transcript whose
    only speaker is known comes back as it is, and so, with a warning, where the models for it are not installed. Raises
    what transcribe.host.SpeechHost.separate raises otherwise.
    """
    if any(turn.role is not Role.UNKNOWN for turn in transcript.turns):
        return transcript
    words = sorted((word for turn in transcript.turns for word in turn.words), key=lambda w: (w.start_s, w.end_s))
    try:
        separated = host.separate(pcm_path, words)
    except EngineMissing as error:
        return replace(transcript, warnings=(*transcript.warnings, error.message))
    return assemble(
        call_id=transcript.call_id,
        heard=words_by_voice(words, separated),
        speakers=voice_speakers(len(separated.voices)),
        duration_s=transcript.duration_s or 0.0,
        language=transcript.language,
        provenance=transcript.provenance,
        warnings=transcript.warnings,
    )
