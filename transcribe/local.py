"""A recording's channels to a transcript in one go, for the command line; the worker takes the same steps apart."""

from collections.abc import Callable, Sequence
from pathlib import Path

from calls.errors import SilentAudio
from calls.transcript import Role, Transcript
from transcribe.engine import SAMPLE_RATE
from transcribe.host import BatchHeard, SpeechHost
from transcribe.turns import assemble, words_in_call
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
        results.append(host.transcribe(pcm_paths[batch[0].channel], batch, language=language))
        language = language or results[-1].heard[0].language
        done_s += sum(window.duration_s for window in batch)
        report(done_s / total_s)
    return transcript_of(
        plan,
        results,
        call_id=call_id,
        channels=len(pcm_paths),
        channel_roles=channel_roles,
        duration_s=max(path.stat().st_size for path in pcm_paths) / (2 * SAMPLE_RATE),
        language=language,
        warnings=warnings,
    )


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
        channels=channels,
        channel_roles=channel_roles,
        duration_s=duration_s,
        language=language or heard[0].language,
        provenance=results[0].provenance,
        warnings=warnings,
    )
