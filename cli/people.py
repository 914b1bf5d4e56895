"""`talktrack people` and `talktrack teams`: who may sign in, and the walls between them."""

import click


@click.group()
def people() -> None:
    """Add and list the people who may sign in."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What they are called.")
@click.option("--role", type=click.Choice(["rep", "marketer", "content", "admin"]), default="rep", show_default=True)
@click.option("--team", "team_id", default="te_home", show_default=True, help="Id of their team.")
def add_one(email: str, name: str, role: str, team_id: str) -> None:
    """Add the person with this EMAIL to a team and print the path of the page where they choose a password."""
    from calls.person import PersonRole
    from cli.door import at_home
    from store.people import add_person
    from store.settings import StoreSettings
    from store.teams import get_team

    with at_home(StoreSettings()) as database, database.transaction() as session:
        team = get_team(session, team_id)
        person, secret = add_person(session, team_id=team.id, email=email, name=name, role=PersonRole(role))
    click.echo(f"{person.id}  {person.email}  {person.role}  {team.name}")
    click.echo(f"Open /join/{secret} on the service within seven days to choose a password.")


@people.command("list")
@click.option("--team", "team_id", default=None, help="Only of this team.")
def list_them(team_id: str | None) -> None:
    """List people, team by team."""
    from cli.door import at_home
    from store.people import every_person
    from store.settings import StoreSettings

    with at_home(StoreSettings()) as database, database.reading() as session:
        for person in every_person(session, team_id=team_id):
            state = "may not sign in" if person.disabled_at else "invited" if person.invited else "active"
            click.echo(f"{person.id}  {person.email}  {person.name}  {person.role}  {person.team_id}  {state}")


@people.command("invite")
@click.argument("person_id")
def invite(person_id: str) -> None:
    """Make a new link for a person to choose a password with, for whoever lost theirs."""
    from cli.door import at_home
    from store.people import every_person, invite_again
    from store.settings import StoreSettings

    with at_home(StoreSettings()) as database, database.transaction() as session:
        team_id = next((each.team_id for each in every_person(session) if each.id == person_id), "")
        person, secret = invite_again(session, person_id, team_id=team_id)
    click.echo(f"{person.email}: open /join/{secret} on the service within seven days.")


@click.group()
def teams() -> None:
    """Make, list and rename teams; each has its own calls, themes and people."""


@teams.command("create")
@click.argument("name")
def create(name: str) -> None:
    """Make a team called NAME with a database of its own, and print its id."""
    from cli.door import at_home
    from store.settings import StoreSettings
    from store.teams import Teams, create_team

    settings = StoreSettings()
    with at_home(settings) as database:
        with database.transaction() as session:
            team = create_team(session, name)
        made = Teams(settings)
        try:
            made.database(team.id)
        finally:
            made.close()
    click.echo(f"{team.id}  {team.name}")
    click.echo(f"Add its admin with: talktrack people add EMAIL --name NAME --role admin --team {team.id}")


@teams.command("list")
def list_all() -> None:
    """List all teams."""
    from cli.door import at_home
    from store.settings import StoreSettings
    from store.teams import list_teams

    with at_home(StoreSettings()) as database, database.reading() as session:
        for team in list_teams(session):
            click.echo(f"{team.id}  {team.name}")


@teams.command("rename")
@click.argument("team_id")
@click.argument("name")
def rename(team_id: str, name: str) -> None:
    """Give a team another name."""
    from cli.door import at_home
    from store.settings import StoreSettings
    from store.teams import rename_team

    with at_home(StoreSettings()) as database, database.transaction() as session:
        team = rename_team(session, team_id, name)
    click.echo(f"{team.id}  {team.name}")
