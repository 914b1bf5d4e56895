"""`talktrack ingest`: recordings, ready transcripts and folders of them."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from calls.call import CallDetails, CallState
from calls.errors import TalktrackError


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--channels", help="Role of each channel of two-channel recordings, in order: rep,buyer.")
@click.option("--wait", is_flag=True, help="Wait until every call is ready or failed, showing how far it is.")
def ingest(paths: tuple[Path, ...], channels: str | None, *, wait: bool) -> None:
    """Take files and folders in; sidecars (call.json beside call.wav) are read along.

    One line a file says what became of it; a file that cannot be taken is told and the others go on. Exit status 1
    when any was refused (with --wait: or failed).
    """
    from cli.door import opened, pieces
    from ingest.sidecar import parse_channels, read_sidecar
    from ingest.sources.folder import find
    from store.settings import StoreSettings

    roles = parse_channels(channels) if channels else ()
    refused, taken = 0, []
    with opened(StoreSettings()) as (door, database, _queue):
        there = [path for path in paths if path.exists()]
        for missing in (path for path in paths if not path.exists()):
            refused += _refuse(missing, "there is no such file or folder")
        found = list(find(there))
        if not found and there:
            refused += _refuse(there[0], "no recording or transcript is in there")
        for item in found:
            try:
                details = read_sidecar(item.sidecar) if item.sidecar else CallDetails()
                own = roles or details.channel_roles or (parse_channels(item.channels) if item.channels else ())
                details = replace(details, channel_roles=own)
                receipt = door.accept(pieces(item.path), filename=item.path.name, details=details)
            except (TalktrackError, OSError) as error:
                refused += _refuse(item.path, str(error))
                continue
            taken.append(receipt.call.id)
            note = "is already here as" if receipt.duplicate else "taken in as"
            click.echo(f"{item.path}: {note} {receipt.call.id} ({receipt.call.state.value})")
        failed = _follow(database, taken) if wait else 0
    if refused or failed:
        sys.exit(1)


def _refuse(path: Path, reason: str) -> int:
    click.echo(f"{path}: refused: {reason}", err=True)
    return 1


def _follow(database: object, call_ids: list[str]) -> int:
    """Show a bar until every call is final; return how many failed."""
    from cli.progress import Bars
    from store.calls import get_call
    from store.session import Database

    assert isinstance(database, Database)
    waiting, failed = dict.fromkeys(call_ids), 0
    with Bars() as bars:
        while waiting:
            with database.reading() as session:
                calls = [get_call(session, call_id) for call_id in waiting]
            for call in calls:
                bars.show(call.id, f"{call.filename} {call.state.value}", call.progress)
                if call.state in (CallState.READY, CallState.FAILED):
                    del waiting[call.id]
                if call.state is CallState.FAILED:
                    click.echo(f"{call.filename}: failed: {call.error_message} ({call.error_code})", err=True)
                    failed += 1
            time.sleep(0.3 if waiting else 0.0)
    return failed
