"""`talktrack ingest`: recordings, ready transcripts and folders of them."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import click

from calls.call import CallState
from calls.errors import InvalidInput, TalktrackError
from calls.transcript import Role


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--channels", help="Role of each channel of two-channel recordings, in order: rep,buyer.")
@click.option("--wait", is_flag=True, help="Wait until every call is ready or failed, showing how far it is.")
@click.option("--watch", is_flag=True, help="Stay, and take in what is put into one folder (or TALKTRACK_WATCH_DIR).")
@click.option("--parent", type=int, default=None, hidden=True)
def ingest(paths: tuple[Path, ...], channels: str | None, *, wait: bool, watch: bool, parent: int | None) -> None:
    """Take files and folders in; sidecars (call.json beside call.wav) are read along.

    One line a file says what became of it; a file that cannot be taken is told and the others go on. Exit status 1
    when any was refused (with --wait: or failed).
    """
    from cli.door import opened
    from ingest.sidecar import parse_channels
    from ingest.sources.folder import find
    from ingest.sources.taking import take
    from store.settings import StoreSettings

    roles = parse_channels(channels) if channels else ()
    if watch:
        _watch(paths, roles, parent=parent)
        return
    if not paths:
        raise click.UsageError("Name the files or folders to take in.")
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
                receipt = take(door, item, roles=roles)
            except (TalktrackError, OSError) as error:
                refused += _refuse(item.path, str(error))
                continue
            taken.append(receipt.call.id)
            note = "is already here as" if receipt.duplicate else "taken in as"
            click.echo(f"{item.path}: {note} {receipt.call.id} ({receipt.call.state.value})")
        failed = _follow(database, taken) if wait else 0
    if refused or failed:
        sys.exit(1)


def _watch(paths: tuple[Path, ...], roles: tuple[Role, ...], *, parent: int | None) -> None:
    """Watch one folder until ended, politely or not: what is taken is remembered at once."""
    from cli.door import opened
    from ingest.sources.watched import Watcher, remembered
    from store.calls import CallView, get_call
    from store.settings import StoreSettings
    from store.teams import team_folder

    settings = StoreSettings()
    named = paths or ((settings.watch_dir,) if settings.watch_dir else ())
    if len(named) != 1 or named[0].is_file():
        raise InvalidInput("Name the one folder to watch: talktrack ingest --watch FOLDER, or set TALKTRACK_WATCH_DIR.")
    folder, stop = named[0], threading.Event()
    place = team_folder(settings.data_dir, settings.team)
    if parent is not None:
        threading.Thread(target=_stop_with, args=(parent, stop), daemon=True).start()
    with opened(settings) as (door, database, _queue), remembered(place, folder) as memory:

        def call(call_id: str) -> CallView:
            with database.reading() as session:
                return get_call(session, call_id)

        def say(line: str) -> None:
            click.echo(line, err=True)

        _stop_on_signals(stop)
        say(f"watching {folder}")
        Watcher(folder, door=door, call=call, memory=memory, say=say, roles=roles).run(stop)


def _stop_on_signals(stop: threading.Event) -> None:
    """Have being ended politely, or Ctrl+C, finish what is under way first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def _stop_with(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    stop.set()


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
