"""`talktrack reprocess`: calls through a stage again, from what is stored of them."""

import sys

import click

from calls.errors import TalktrackError


@click.command()
@click.argument("call_ids", nargs=-1, metavar="[CALL_ID]…")
@click.option("--all", "everything", is_flag=True, help="Every call that is ready (recordings only, to transcribe).")
@click.option("--stage", type=click.Choice(["transcribe", "mine"]), required=True, help="What to do again.")
@click.option("--wait", is_flag=True, help="Wait until it is done, showing how far it is.")
def reprocess(call_ids: tuple[str, ...], stage: str, *, everything: bool, wait: bool) -> None:
    """Transcribe or mine calls again, for example with another model.

    `transcribe` makes a new version of the transcript beside the old, with all corrections; the old one stays current
    until the new one is complete, and readable for ever. `mine` finds moments anew; those found again keep their
    themes. Workers do it; a call that cannot be reprocessed is told and the others go on, with exit status 1.
    """
    from cli.door import opened
    from store.progress import Stage, start_rework
    from store.settings import StoreSettings

    if everything == bool(call_ids):
        raise click.UsageError("Name calls by their ids, or all of them with --all.")
    refused, begun = 0, []
    with opened(StoreSettings()) as (_door, database, queue):
        for call_id in _every_call(database, Stage(stage)) if everything else call_ids:
            try:
                with database.transaction() as session:
                    work = start_rework(session, call_id, Stage(stage))
            except TalktrackError as error:
                click.echo(f"{call_id}: refused: {error.message}", err=True)
                refused += 1
                continue
            queue.enqueue_work(work)
            begun.append(call_id)
            click.echo(f"{call_id}: to be {'mined' if stage == 'mine' else 'transcribed'} again")
        failed = _follow(database, begun) if wait else 0
    if refused or failed:
        sys.exit(1)


def _every_call(database: object, stage: object) -> list[str]:
    """Return the ids of all calls that can go through a stage again, the newest first."""
    from calls.call import CallState, Medium
    from store.calls import CallFilter, list_calls
    from store.progress import Stage
    from store.session import Database

    assert isinstance(database, Database)
    found: list[str] = []
    cursor = None
    with database.reading() as session:
        while True:
            page = list_calls(session, CallFilter(state=CallState.READY), limit=100, cursor=cursor)
            found += [c.id for c in page.items if stage is Stage.MINE or c.medium is Medium.AUDIO]
            cursor = page.next_cursor
            if cursor is None:
                return found


def _follow(database: object, call_ids: list[str]) -> int:
    """Show a bar until every call is done; return how many failed."""
    import time

    from calls.call import CallState
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
                rework = call.rework
                done = call.state in (CallState.READY, CallState.FAILED) and (rework is None or rework.stage is None)
                share = 1.0 if done else rework.progress if rework else call.progress
                doing = "done" if done else rework.stage.value if rework and rework.stage else call.state.value
                bars.show(call.id, f"{call.filename} {doing}", share)
                if not done:
                    continue
                del waiting[call.id]
                reason = rework.error_message if rework else call.error_message
                if reason:
                    click.echo(f"{call.filename}: failed: {reason} The transcript before stays current.", err=True)
                    failed += 1
            time.sleep(0.3 if waiting else 0.0)
    return failed
