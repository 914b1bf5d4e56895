"""`talktrack reprocess`: calls through a stage again, from what is stored of them, and the switch between analyses."""

import sys
from typing import TYPE_CHECKING

import click

from calls.errors import TalktrackError

if TYPE_CHECKING:
    from ingest.queue import CallQueue
    from store.progress import Stage
    from store.session import Database


@click.command()
@click.argument("call_ids", nargs=-1, metavar="[CALL_ID]…")
@click.option("--all", "everything", is_flag=True, help="Every call that is ready (recordings only, to transcribe).")
@click.option("--stage", type=click.Choice(["transcribe", "mine", "themes"]), help="What to do again.")
@click.option("--make-current", type=click.IntRange(min=1), metavar="N", help="Show analysis N from now on.")
@click.option("--wait", is_flag=True, help="Wait until it is done, showing how far it is.")
def reprocess(
    call_ids: tuple[str, ...], stage: str | None, make_current: int | None, *, everything: bool, wait: bool
) -> None:
    """Transcribe or mine calls again, for example with another model; form themes anew; switch the analysis.

    `transcribe` makes a new version of the transcript beside the old, with all corrections; the old one stays current
    until the new one is complete, and readable for ever. `mine` finds moments anew; another detector's go into an
    analysis of their own, and nothing that people see changes until `--make-current N`, which is taken back in the
    same way. `themes` forms all suggested themes anew; accepted ones stay. Workers do it; a call that cannot be
    reprocessed is told and the others go on, with exit status 1.
    """
    from cli.door import opened
    from store.settings import StoreSettings

    if (stage is None) == (make_current is None):
        raise click.UsageError("Say what to do: one of `--stage` and `--make-current`.")
    of_calls = stage in ("transcribe", "mine")
    if of_calls and everything == bool(call_ids):
        raise click.UsageError("Name calls by their ids, or all of them with --all.")
    if not of_calls and call_ids:
        raise click.UsageError("Themes are formed, and analyses shown, for all calls at once: name none.")
    with opened(StoreSettings()) as (_door, database, queue):
        if make_current is not None:
            _switch(database, make_current)
            return
        if stage == "themes":
            _form_themes(database, queue, wait=wait)
            return
        gone_wrong = _rework(database, queue, call_ids, str(stage), everything=everything, wait=wait)
        if stage == "mine":
            _tell_analysis(database, wait=wait)
    if gone_wrong:
        sys.exit(1)


def _rework(
    database: "Database", queue: "CallQueue", call_ids: tuple[str, ...], stage: str, *, everything: bool, wait: bool
) -> bool:
    """Send calls through a stage again; return whether one was refused, or failed."""
    from store.progress import Stage, start_rework

    refused, begun = 0, []
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
    return bool(refused or failed)


def _switch(database: "Database", number: int) -> None:
    """Show an analysis from now on, and tell how to take that back."""
    from store.analyses import current_number, switch_analysis, view_analysis

    with database.transaction() as session:
        before = current_number(session)
        switch_analysis(session, number)
        view = view_analysis(session, number)
    if before == number:
        click.echo(f"Analysis {number} is the current one already; nothing changed.")
        return
    click.echo(f"Analysis {number} is shown from now on.")
    if before is not None:
        click.echo(f"Take that back with: talktrack reprocess --make-current {before}")
    if not view.is_complete:
        missing = view.ready - view.calls
        click.echo(
            f"{missing:,} of {view.ready:,} calls did not go through it yet and are not counted; "
            "mine them with: talktrack reprocess --stage mine --all",
            err=True,
        )


def _tell_analysis(database: "Database", *, wait: bool) -> None:
    """Say where what is found goes, where that is not what people see."""
    from calls.analysis import AnalysisState
    from store.analyses import view_analyses

    with database.reading() as session:
        views = view_analyses(session)
    built = next((view for view in views if view.analysis.state is AnalysisState.BUILDING), None)
    if built is None:
        if not wait:
            click.echo("What another detector finds goes into an analysis of its own; see /analyses.")
        return
    number = built.analysis.number
    if not built.is_complete:
        click.echo(
            f"Analysis {number} holds {built.calls:,} of {built.ready:,} calls; nothing changes until you switch."
        )
        return
    click.echo(f"Analysis {number} is complete: {built.calls:,} calls. Nothing changed yet for those who read.")
    click.echo(f"See what it changes: the page /analyses/{number}, or GET /v1/analyses/{number}/comparison")
    click.echo(f"Show it: talktrack reprocess --make-current {number}")


def _form_themes(database: "Database", queue: "CallQueue", *, wait: bool) -> None:
    """Ask for all suggested themes to be formed anew."""
    import secrets
    import time

    from store.marks import SUGGESTED_FROM, get_mark, set_mark

    with database.transaction() as session:
        # Where nothing is noted, everything is news.
        set_mark(session, SUGGESTED_FROM, "")
    queue.enqueue_suggestion(f"asked-{secrets.token_hex(6)}")
    click.echo("Suggested themes are to be formed anew; accepted ones stay as they are.")
    while wait:
        with database.reading() as session:
            if get_mark(session, SUGGESTED_FROM) != "":
                click.echo("Suggested themes are formed.")
                return
        time.sleep(0.3)


def _every_call(database: "Database", stage: "Stage") -> list[str]:
    """Return the ids of all calls that can go through a stage again, the newest first."""
    from calls.call import CallState, Medium
    from store.calls import CallFilter, list_calls
    from store.progress import Stage

    found: list[str] = []
    cursor = None
    with database.reading() as session:
        while True:
            page = list_calls(session, CallFilter(state=CallState.READY), limit=100, cursor=cursor)
            found += [c.id for c in page.items if stage is Stage.MINE or c.medium is Medium.AUDIO]
            cursor = page.next_cursor
            if cursor is None:
                return found


def _follow(database: "Database", call_ids: list[str]) -> int:
    """Show a bar until every call is done; return how many failed."""
    import time

    from calls.call import CallState
    from cli.progress import Bars
    from store.calls import get_call

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
