"""`talktrack mine`: transcripts in, moments out, one JSON object a line."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calls.errors import TalktrackError

if TYPE_CHECKING:
    from calls.moment import Moment
    from calls.transcript import Transcript


@click.command()
@click.argument("transcripts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--detector", help="tuned (an encoder), heads (linear), rules, llm or tuned+llm; tuned when not given.")
@click.option("--topics", is_flag=True, help="Print what each stretch is about instead of the moments.")
@click.option(
    "--competitors", type=click.Path(path_type=Path), help="File of competitors to recognise too, one name a line."
)
def mine(transcripts: tuple[Path, ...], detector: str | None, *, topics: bool, competitors: Path | None) -> None:
    """Find the moments of each transcript (JSON as `talktrack transcribe` prints it), printed as they are found.

    With --topics, the stretches of each call are printed instead: what they are about, who raised it, how the buyer
    took it. A file that cannot be read is told on standard error and the others go on; exit status 1 then. So is what
    asking a language model came to, with the detectors that do.
    """
    from calls.formats import moment_to_dict, transcript_from_dict
    from cli.progress import Bars
    from nlp.complete import Miner
    from pipeline.settings import WorkerSettings

    settings = WorkerSettings()
    miner = Miner(
        detector=detector or settings.detector,
        encoder=settings.encoder,
        competitors=competitors or settings.competitors,
        endpoint=settings.llm_endpoint,
    )
    find_topics = _topic_finder() if topics else None
    refused = 0
    with Bars() as bars:
        for done, path in enumerate(transcripts, start=1):
            try:
                transcript = transcript_from_dict(_read(path))
            except (TalktrackError, OSError) as error:
                click.echo(f"{path}: refused: {error}", err=True)
                refused += 1
                continue
            moments = miner.mine(transcript)
            found = find_topics(transcript, moments) if find_topics else [moment_to_dict(moment) for moment in moments]
            for item in found:
                click.echo(json.dumps(item, ensure_ascii=False))
            _tell(path, miner.report())
            bars.show("mine", "mining", done / len(transcripts))
    if refused:
        sys.exit(1)


def _topic_finder() -> "Callable[[Transcript, Sequence[Moment]], list[dict[str, Any]]]":
    """Return what finds the topics of a transcript, as JSON objects."""
    from calls.topic import topic_to_dict
    from nlp.encoders import build_encoder
    from nlp.topics.find import TopicFinder
    from pipeline.settings import WorkerSettings

    finder = TopicFinder(encoder=build_encoder(WorkerSettings().encoder))
    return lambda transcript, moments: [topic_to_dict(topic) for topic in finder.find(transcript, moments=moments)]


def _tell(path: Path, report: "Mapping[str, int | str] | None") -> None:
    if report is not None:
        counts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in report.items() if value)
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
