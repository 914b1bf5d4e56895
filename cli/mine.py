"""`talktrack mine`: transcripts in, moments out, one JSON object a line."""

import json
import sys
from pathlib import Path

import click

from calls.errors import TalktrackError


@click.command()
@click.argument("transcripts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--detector", help="heads (trained) or rules; heads when not given.")
def mine(transcripts: tuple[Path, ...], detector: str | None) -> None:
    """Find the moments of each transcript (JSON as `talktrack transcribe` prints it), printed as they are found.

    A file that cannot be read is told on standard error and the others go on; exit status 1 then.
    """
    from calls.formats import moment_to_dict, transcript_from_dict
    from cli.progress import Bars
    from nlp.complete import Miner
    from pipeline.settings import WorkerSettings

    settings = WorkerSettings()
    miner = Miner(detector=detector or settings.detector, encoder=settings.encoder, competitors=settings.competitors)
    refused = 0
    with Bars() as bars:
        for done, path in enumerate(transcripts, start=1):
            try:
                transcript = transcript_from_dict(_read(path))
            except (TalktrackError, OSError) as error:
                click.echo(f"{path}: refused: {error}", err=True)
                refused += 1
                continue
            for moment in miner.mine(transcript):
                click.echo(json.dumps(moment_to_dict(moment), ensure_ascii=False))
            bars.show("mine", "mining", done / len(transcripts))
    if refused:
        sys.exit(1)


def _read(path: Path) -> dict[str, object]:
    from calls.errors import UnreadableTranscript

    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableTranscript(f"it is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise UnreadableTranscript("expected a JSON object with call_id and turns")
    return data
