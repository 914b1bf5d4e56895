"""`talktrack demo`: the demo calls, worked on and served."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calls.call import CallDetails, CallState
from calls.errors import TalktrackError
from cli.progress import Bars
from cli.serve import stop_on_signals
from cli.supervisor import Supervisor
from ingest.queue import CallQueue
from store.session import Database, Session

if TYPE_CHECKING:
    from ingest.receive import Door
    from store.calls import CallView


_LOOK_EVERY_S = 1.0
_MOST_SHOWN = 4
_WORKED_ON = (CallState.DECODING, CallState.TRANSCRIBING, CallState.MINING)


@click.command()
@click.option("--spoken-only", is_flag=True, help="Leave out the 320 calls that are text only.")
def demo(*, spoken_only: bool) -> None:
    """Load the demo calls, work on them and serve them; anyone on this machine may read without a key.

    Sixteen calls are recordings, 320 are ready transcripts without sound. Nothing is done twice: started again, it
    serves at once. Settings: TALKTRACK_DATA_DIR, TALKTRACK_PORT.
    """
    from api.settings import ApiSettings
    from cli.door import opened
    from demo.catalogue import COMPETITORS

    settings = ApiSettings(demo=True)
    url = f"http://{settings.host}:{settings.port}"
    # Whom the demo's buyers name, unless somebody has a list of their own.
    listed = os.environ.get("TALKTRACK_COMPETITORS") or str(COMPETITORS)
    environment = {"TALKTRACK_DEMO": "1", "TALKTRACK_COMPETITORS": listed}
    supervisor = Supervisor(
        settings.data_dir, environment=environment, say=lambda text: click.echo(f"talktrack: {text}", err=True)
    )
    stop_on_signals()
    try:
        with opened(settings) as (door, database, queue):
            _take_in(door, _spoken_calls())
            supervisor.start()
            if not spoken_only:
                _take_in(door, _text_calls())
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A file to take in."""

    filename: str
    chunks: Iterable[bytes]
    details: CallDetails | None


def _spoken_calls() -> Iterator[_Item]:
    from cli.door import pieces
    from demo.catalogue import CALLS_DIR
    from ingest.sidecar import read_sidecar
    from ingest.sources.folder import find

    for item in find([Path(CALLS_DIR)]):
        details = read_sidecar(item.sidecar) if item.sidecar else None
        yield _Item(filename=item.path.name, chunks=pieces(item.path), details=details)


def _text_calls() -> Iterator[_Item]:
    from demo.text_calls.compose import compose
    from ingest.sidecar import details_from

    for call in compose():
        details = details_from(call.document, name=call.filename)
        yield _Item(filename=call.filename, chunks=[call.content], details=details)


def _take_in(door: "Door", items: Iterable[_Item]) -> None:
    """Take demo calls in; those that are here already stay as they are, also where another version wrote them."""
    from calls.errors import Conflict

    new = total = 0
    for item in items:
        total += 1
        try:
            new += not door.accept(item.chunks, filename=item.filename, details=item.details).duplicate
        except Conflict:
            continue
    click.echo(f"Demo calls: {total}, of which {new} are new.", err=True)


def _follow(supervisor: Supervisor, database: Database, queue: CallQueue) -> None:
    """Show how far the calls are until all are final and the themes over them are formed."""
    from store.calls import state_counts
    from store.marks import SUGGESTED_FROM, get_mark
    from store.moments import moments_fingerprint
    from store.progress import unfinished

    with Bars() as bars:
        while True:
            if supervisor.gave_up is not None:
                raise TalktrackError(supervisor.gave_up)
            with database.reading() as session:
                total, waiting = sum(state_counts(session).values()), len(unfinished(session))
                under_way = _under_way(session) if waiting else ()
                seen = "" if waiting else moments_fingerprint(session)
                formed = not waiting and get_mark(session, SUGGESTED_FROM) == seen
            for call in under_way:
                bars.show("now", f"{call.title}: {call.state.value}", call.progress)
            done = total - waiting + sum(call.progress for call in under_way)
            bars.show("all", f"{total - waiting} of {total} calls done", done / total if total else 1.0)
            if formed:
                bars.show("themes", "themes suggested", 1.0)
                return
            if not waiting:
                bars.show("themes", "suggesting themes", 0.5)
                queue.enqueue_suggestion(seen)
            time.sleep(_LOOK_EVERY_S)


def _under_way(session: Session) -> "list[CallView]":
    """Return the few calls that a worker has in its hands."""
    from store.calls import CallFilter, list_calls

    return [
        call for state in _WORKED_ON for call in list_calls(session, CallFilter(state=state), limit=_MOST_SHOWN).items
    ]
