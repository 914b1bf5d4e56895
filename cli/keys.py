"""`talktrack keys`: make, list and end API keys."""

from datetime import UTC, datetime, timedelta

import click


@click.group()
def keys() -> None:
    """Make, list and end API keys."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=["calls:read", "calls:write", "themes:read"],
    show_default=True,
    help="What the key may do; give it again for more.",
)
@click.option("--days", type=click.IntRange(1, 3650), help="End the key after so many days.")
@click.option("--team", "team_id", default="te_home", show_default=True, help="Id of the team it is for.")
def create(name: str, scopes: tuple[str, ...], days: int | None, team_id: str) -> None:
    """Make a key called NAME and print it; it is not stored and cannot be shown again."""
    from calls.errors import InvalidInput
    from cli.door import at_home
    from store.keys import Scope, create_key
    from store.settings import StoreSettings
    from store.teams import get_team

    try:
        wanted = frozenset(Scope(scope) for scope in scopes)
    except ValueError as error:
        raise InvalidInput(f"A scope is one of {', '.join(scope.value for scope in Scope)}.") from error
    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    with at_home(StoreSettings()) as database, database.transaction() as session:
        get_team(session, team_id)
        _, secret = create_key(session, name, scopes=wanted, expires_at=expires, team_id=team_id)
    click.echo(secret)


@keys.command("list")
def list_all() -> None:
    """List all keys, without the keys themselves."""
    from cli.door import at_home
    from store.keys import every_key
    from store.settings import StoreSettings

    with at_home(StoreSettings()) as database, database.reading() as session:
        for key in every_key(session):
            state = "ended" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "valid"
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            scopes = ",".join(sorted(key.scopes))
            click.echo(f"{key.id}  {key.prefix or '-'}  {key.team_id}  {key.name}  {scopes}  {state}  {used}")


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """End a key for good."""
    from cli.door import at_home
    from store.keys import revoke_key
    from store.settings import StoreSettings

    with at_home(StoreSettings()) as database, database.transaction() as session:
        revoke_key(session, key_id)
    click.echo(f"{key_id} is ended")
