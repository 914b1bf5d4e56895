"""`talktrack demo`: the demo calls, worked on and served."""

import time
from pathlib import Path

import click

from calls.errors import TalktrackError
from cli.progress import Bars
from cli.serve import stop_on_signals
from cli.supervisor import Supervisor
from ingest.queue import CallQueue
from store.session import Database


@click.command()
def demo() -> None:
    """Load the demo calls, work on them and serve them; anyone on this machine may read without a key.

    Nothing is done twice: started again, it serves at once. Settings: TALKTRACK_DATA_DIR, TALKTRACK_PORT.
    """
    from api.settings import ApiSettings
    from cli.door import opened

    settings = ApiSettings(demo=True)
    url = f"http://{settings.host}:{settings.port}"
    environment = {"TALKTRACK_DEMO": "1"}
    supervisor = Supervisor(
        settings.data_dir, environment=environment, say=lambda text: click.echo(f"talktrack: {text}", err=True)
    )
    stop_on_signals()
    try:
        with opened(settings) as (door, database, queue):
            _take_in(door)
            supervisor.start()
            supervisor.wait_until_served(url)
            click.echo(f"Talktrack is up on {url}; the calls appear as they are done.", err=True)
            _follow(supervisor, database, queue)
        click.echo(f"\nReady: open {url} (Ctrl+C to stop).", err=True)
        click.echo(f"The API reads without a key: curl '{url}/v1/themes'", err=True)
        click.echo(f"Sending recordings needs the key in {settings.data_dir / 'demo-key'}", err=True)
        supervisor.wait()
    except KeyboardInterrupt:
        click.echo("stopping", err=True)
    finally:
        supervisor.stop()


def _take_in(door: object) -> None:
    """Take the demo calls in; those that are here already stay as they are."""
    from cli.door import pieces
    from demo.catalogue import CALLS_DIR
    from ingest.receive import Door
    from ingest.sidecar import read_sidecar
    from ingest.sources.folder import find

    assert isinstance(door, Door)
    found = list(find([Path(CALLS_DIR)]))
    new = 0
    for item in found:
        details = read_sidecar(item.sidecar) if item.sidecar else None
        new += not door.accept(pieces(item.path), filename=item.path.name, details=details).duplicate
    click.echo(f"Demo calls: {len(found)}, of which {new} are new.", err=True)


def _follow(supervisor: Supervisor, database: Database, queue: CallQueue) -> None:
    """Show how far the calls are until all are final and the themes over them are formed."""
    from store.calls import CallFilter, list_calls
    from store.marks import SUGGESTED_FROM, get_mark
    from store.moments import moments_fingerprint
    from store.progress import unfinished

    with Bars() as bars:
        while True:
            if supervisor.gave_up is not None:
                raise TalktrackError(supervisor.gave_up)
            with database.reading() as session:
                calls = list_calls(session, CallFilter(), limit=100).items
                waiting = unfinished(session)
                seen = moments_fingerprint(session)
                formed = get_mark(session, SUGGESTED_FROM) == seen
            total = sum(call.progress for call in calls) / len(calls) if calls else 1.0
            for call in calls:
                if 0.0 < call.progress < 1.0:
                    bars.show("now", f"{call.title}: {call.state.value}", call.progress)
            bars.show("all", f"{len(calls) - len(waiting)} of {len(calls)} calls done", total)
            if not waiting and formed:
                bars.show("themes", "themes suggested", 1.0)
                return
            if not waiting:
                bars.show("themes", "suggesting themes", 0.5)
                queue.enqueue_suggestion(seen)
            time.sleep(0.5)
