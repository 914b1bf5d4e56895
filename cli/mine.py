"""`talktrack mine`: transcripts in, moments out, one JSON object a line."""

import json
import sys
from pathlib import Path

import click

from calls.errors import TalktrackError


@click.command()
@click.argument("transcripts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--detector", help="tuned (an encoder), heads (linear), rules, llm or tuned+llm; tuned when not given.")
@click.option("--vendors", type=click.Path(path_type=Path), help="File of vendors to recognise too, one name a line.")
def mine(transcripts: tuple[Path, ...], detector: str | None, vendors: Path | None) -> None:
    """Find the moments of each transcript (JSON as `talktrack transcribe` prints it), printed as they are found.

    A file that cannot be read is told on standard error and the others go on; exit status 1 then. So is what asking a
    language model came to, with the detectors that do.
    """
    from calls.formats import moment_to_dict, transcript_from_dict
    from cli.progress import Bars
    from nlp.detectors import build_detector
    from nlp.language import language_for
    from nlp.mine import mine as find_moments
    from pipeline.settings import WorkerSettings

    settings = WorkerSettings()
    chosen = build_detector(detector or settings.detector, endpoint=settings.llm_endpoint)
    language = language_for(vendors or settings.vendors)
    refused = 0
    with Bars() as bars:
        for done, path in enumerate(transcripts, start=1):
            try:
                transcript = transcript_from_dict(_read(path))
            except (TalktrackError, OSError) as error:
                click.echo(f"{path}: refused: {error}", err=True)
                refused += 1
                continue
            for moment in find_moments(transcript, detector=chosen, language=language):
                click.echo(json.dumps(moment_to_dict(moment), ensure_ascii=False))
            _report(path, chosen)
            bars.show("mine", "mining", done / len(transcripts))
    if refused:
        sys.exit(1)


def _report(path: Path, detector: object) -> None:
    from nlp.detector import ReportingDetector

    if isinstance(detector, ReportingDetector):
        counts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in detector.report().items() if value)
        click.echo(f"{path}: language model: {counts or 'nothing to ask'}", err=True)


def _read(path: Path) -> dict[str, object]:
    from calls.errors import UnreadableTranscript

    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableTranscript(f"it is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise UnreadableTranscript("expected a JSON object with call_id and turns")
    return data
