"""`talktrack themes`: moments in, themes out."""

import json
from typing import IO

import click

from calls.moment import Moment


@click.command()
@click.argument("moments", type=click.File(encoding="utf-8"))
@click.option("--format", "output", type=click.Choice(["json", "txt"]), default="json", show_default=True)
def themes(moments: IO[str], output: str) -> None:
    """Group MOMENTS (NDJSON as `talktrack mine` prints it, - for standard input) into themes.

    Of each moment only id, call_id, kind and quote are needed. What fits nowhere is left out of every theme.
    Sub-themes stand in their theme, which has all of their moments itself.
    """
    from calls.formats import themes_to_list
    from nlp.encoders import build_encoder
    from nlp.themes import families_of, form, theme_encoder
    from pipeline.settings import WorkerSettings

    read = [_moment(line, number) for number, line in enumerate(moments, start=1) if line.strip()]
    vectors = theme_encoder(build_encoder(WorkerSettings().encoder)).encode([moment.quote for moment in read])
    formed = form(read, vectors, families=families_of(vectors), subthemes=True) if read else ()
    if output == "json":
        click.echo(json.dumps(themes_to_list(formed), ensure_ascii=False, indent=1))
        return
    for theme in formed:
        if theme.parent_id is None:
            click.echo(f"{len(theme.moment_ids):4d}  {theme.kind.value:12s}  {theme.label}")
            for part in (one for one in formed if one.parent_id == theme.id):
                click.echo(f"      {len(part.moment_ids):4d}  {part.label}")


def _moment(line: str, number: int) -> Moment:
    from calls.errors import UnreadableTranscript
    from calls.formats import moment_from_dict

    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableTranscript(f"Line {number} is not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise UnreadableTranscript(f"Line {number} is not a JSON object.")
    try:
        return moment_from_dict(data)
    except UnreadableTranscript as error:
        raise UnreadableTranscript(f"Line {number}: {error.message}") from error
