"""`talktrack export`: what is stored, as files for other programs."""

from typing import IO

import click

from cli.export_tables import TABLES


@click.group()
def export() -> None:
    """Write what is stored as files for other programs."""


@export.command()
@click.option(
    "--output", type=click.File("w", encoding="utf-8"), default="-", help="File to write; standard output by default."
)
def corrections(output: IO[str]) -> None:
    """Write what people said of moments as training text, in the format of the concern bank.

    One block a buyer turn that was judged; `make train CORRECTIONS=FILE` takes it. It is verbatim: mind who reads it.
    """
    from calls.judged_text import judged_text
    from cli.door import opened
    from store.corrections import corrected_transcript
    from store.judgements import judged_calls, judgements_of
    from store.moments import moments_of_call
    from store.settings import StoreSettings

    turns = 0
    with opened(StoreSettings()) as (_door, database, _queue), database.reading() as session:
        calls = judged_calls(session)
        for call_id in calls:
            transcript, judgements = corrected_transcript(session, call_id), judgements_of(session, call_id)
            moments = [found.moment for found in moments_of_call(session, call_id)]
            text = judged_text(transcript, moments, judgements)
            output.write(text)
            turns += sum(line.startswith("> ") for line in text.splitlines())
    click.echo(f"Judged turns: {turns}, in {len(calls)} calls.", err=True)


for _table in TABLES:
    export.add_command(_table)
