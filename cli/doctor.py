"""`talktrack doctor`: whether what is stored and counted agrees."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from store.session import Database


@click.command()
@click.option("--repair", is_flag=True, help="Count anew, and make texts findable anew, where something is off.")
def doctor(repair: bool) -> None:
    """Check the database's shape, the counts of themes, what searching finds, and rows of what is gone.

    Reads everything once: at a million moments that takes a minute or two. Workers may go on meanwhile.
    """
    from calls.errors import InvalidInput
    from store.migrate import missing_migrations
    from store.settings import StoreSettings
    from store.teams import Teams

    settings = StoreSettings()
    if not settings.database_url and not (settings.data_dir / "app.sqlite").exists():
        raise InvalidInput(f"There is no database in {settings.data_dir}; `talktrack serve` makes one.")
    teams = Teams(settings)
    try:
        well = _look(teams.home, repair=repair)
        # The others are brought to this shape when they are opened; only a home of this shape knows them.
        for team_id, database in teams.every()[1:] if not missing_migrations(teams.home) else ():
            click.echo(f"team {team_id}")
            well = _look(database, repair=repair) and well
    finally:
        teams.close()
    if not well:
        raise SystemExit(1)


def _look(database: "Database", *, repair: bool) -> bool:
    """Say what is right and what is wrong; return whether all is right."""
    from store import recount
    from store.migrate import missing_migrations
    from store.rollups import rebuild

    missing = missing_migrations(database)
    advice = "start `talktrack serve`, `api` or `worker` of this version once: it brings the database up to date"
    if not _say("shape of the database", [f"lacks migration {name}; {advice}" for name in missing]):
        return False
    with database.reading() as session:
        off, orphans = recount.differences(session), recount.orphans(session)
    if off and repair:
        with database.transaction() as session:
            rebuild(session)
        with database.reading() as session:
            off = recount.differences(session)
        click.echo("counted everything anew")
    counts = _say("counts of themes", [*off, *(["`talktrack doctor --repair` counts anew"] if off else [])])
    found = _say("texts that can be found", _unfound(database, repair=repair))
    return _say("rows that stand for what is gone", list(orphans)) and counts and found


def _unfound(database: "Database", *, repair: bool) -> list[str]:
    """Return what is off with what searching finds, after putting it right where that is asked for."""
    from store import search_index

    with database.reading() as session:
        off = list(search_index.differences(session))
    if not off or not repair:
        return [*off, *(["`talktrack doctor --repair` makes them findable anew"] if off else [])]
    with database.transaction() as session:
        search_index.fill_anew(session)
    left = True
    while left:
        # A few calls at a time, so that workers can go on.
        with database.transaction() as session:
            left = search_index.fill_some(session)
    click.echo("made every text findable anew")
    with database.reading() as session:
        return list(search_index.differences(session))


def _say(what: str, wrong: list[str]) -> bool:
    click.echo(f"{'wrong' if wrong else 'right':<6} {what}")
    for line in wrong:
        click.echo(f"       {line}")
    return not wrong
