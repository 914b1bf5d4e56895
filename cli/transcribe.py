"""`talktrack transcribe`: one recording to standard output, nothing stored."""

import json
import tempfile
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "output", type=click.Choice(["json", "vtt", "srt", "txt"]), default="json", show_default=True)
@click.option("--channels", help="Role of each channel, in order: rep,buyer. A sidecar beside the file says it too.")
@click.option("--engine", help="faster-whisper or openai-whisper; the fastest that is installed when not given.")
@click.option("--model", help="base, tiny.en, small, medium, large-v3-turbo or a path; base when not given.")
@click.option("--language", help="Language code to force, such as en; found out when not given.")
def transcribe(
    file: Path, output: str, channels: str | None, engine: str | None, model: str | None, language: str | None
) -> None:
    """Transcribe FILE and print the transcript; a bar on standard error shows how far it is."""
    from calls.captions import transcript_to_srt, transcript_to_vtt
    from calls.formats import transcript_to_dict, transcript_to_text
    from calls.transcript import Role
    from cli.progress import Bars
    from ingest.decode import decode
    from ingest.sidecar import parse_channels, read_sidecar
    from pipeline.settings import WorkerSettings
    from transcribe.engine import EngineOptions
    from transcribe.host import SpeechHost
    from transcribe.local import Listening, transcribe_channels
    from transcribe.vocabulary.names import read_names

    settings = WorkerSettings()
    sidecar = file.with_suffix(".json")
    named = parse_channels(channels) if channels else ()
    known = read_sidecar(sidecar) if sidecar.is_file() else None
    if not named and known:
        named = known.channel_roles
    chosen = engine or (None if settings.engine == "auto" else settings.engine)
    options = EngineOptions(threads=settings.threads)
    host = SpeechHost(engine=chosen, model=model or settings.model, cache_dir=settings.cache_dir, options=options)
    with tempfile.TemporaryDirectory(prefix="talktrack-") as folder, Bars() as bars, host:
        decoded = decode(file, Path(folder), max_hours=settings.max_hours)
        roles = named if len(named) == len(decoded.channels) else ()
        transcript = transcribe_channels(
            decoded.channels,
            call_id=file.stem,
            channel_roles=roles,
            host=host,
            listening=Listening(
                language=language or settings.language,
                names=read_names(settings.vocabulary) if settings.vocabulary else (),
            ),
            warnings=decoded.warnings,
            progress=lambda share: bars.show(file.name, file.name, share),
        )
    if any(turn.role is Role.UNKNOWN for turn in transcript.turns):
        from nlp.roles import with_decided_roles

        transcript = with_decided_roles(transcript, parties=known.parties if known else ())
    if output == "json":
        click.echo(json.dumps(transcript_to_dict(transcript), ensure_ascii=False, indent=1))
        return
    written = {"vtt": transcript_to_vtt, "srt": transcript_to_srt, "txt": transcript_to_text}
    click.echo(written[output](transcript), nl=False)
