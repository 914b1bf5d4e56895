"""/v1/people, /v1/teams and /v1/me: who is in the caller's team, with which role."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.access import HomeDep, IsAdmin, WhoDep
from api.errors import Problem
from api.wire import Cursor, Limit, ListOut
from calls.errors import NotFound
from calls.person import PersonRole
from store.audit import note_action
from store.keys import Scope
from store.people import Person, add_person, change_person, get_person, invite_again, list_people
from store.teams import Team, get_team, rename_team

router = APIRouter(prefix="/v1")
PersonId = Annotated[str, Path(max_length=60, examples=["pe_0123456789ab"])]
TeamId = Annotated[str, Path(max_length=60, examples=["te_home"])]


class MeOut(BaseModel):
    """Who is asking. `role` is null for a key."""

    name: str
    team_id: str
    team: str
    person_id: str | None
    role: PersonRole | None
    scopes: list[Scope]


class TeamOut(BaseModel):
    """A team: a wall around calls and all that comes of them."""

    id: str = Field(examples=["te_home"])
    name: str
    created_at: datetime

    @classmethod
    def of(cls, team: Team) -> "TeamOut":
        """Return the wire shape of a team."""
        return cls(id=team.id, name=team.name, created_at=team.created_at)


class TeamIn(BaseModel):
    """What a team can be given."""

    name: str = Field(min_length=1, max_length=200)


class PersonOut(BaseModel):
    """A person of the team. `invited` says that they have yet to choose a password."""

    id: str = Field(examples=["pe_0123456789ab"])
    email: str
    name: str
    role: PersonRole
    invited: bool
    disabled: bool
    created_at: datetime
    last_seen_at: datetime | None

    @classmethod
    def of(cls, person: Person) -> "PersonOut":
        """Return the wire shape of a person."""
        return cls(
            id=person.id,
            email=person.email,
            name=person.name,
            role=person.role,
            invited=person.invited,
            disabled=person.disabled_at is not None,
            created_at=person.created_at,
            last_seen_at=person.last_seen_at,
        )


class InvitedOut(PersonOut):
    """A person with the path of the page on which they choose a password. It is shown once and ends after a week."""

    invitation: str = Field(examples=["/join/0sX…"])


class PersonIn(BaseModel):
    """Somebody to add to the team."""

    email: str = Field(max_length=300, examples=["anna@example.com"])
    name: str = Field(min_length=1, max_length=200, examples=["Anna Ito"])
    role: PersonRole


class PersonChangeIn(BaseModel):
    """What to change of a person; what is left out stays. A disabled person cannot sign in."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    role: PersonRole | None = None
    disabled: bool | None = None


@router.get("/me", tags=["people"])
def read_me(home: HomeDep, who: WhoDep) -> MeOut:
    """Return who is asking and what they may do."""
    with home.reading() as session:
        team = get_team(session, who.team_id)
    return MeOut(
        name=who.name,
        team_id=team.id,
        team=team.name,
        person_id=who.person_id,
        role=who.role,
        scopes=sorted(who.scopes),
    )


@router.get("/teams", tags=["teams"], dependencies=[IsAdmin])
def read_teams(home: HomeDep, who: WhoDep) -> ListOut[TeamOut]:
    """List the caller's team. Others are not seen from here; `talktrack teams` makes and lists all."""
    with home.reading() as session:
        return ListOut(items=[TeamOut.of(get_team(session, who.team_id))])


@router.get("/teams/{team_id}", tags=["teams"], dependencies=[IsAdmin])
def read_team(home: HomeDep, who: WhoDep, team_id: TeamId) -> TeamOut:
    """Return the caller's team."""
    with home.reading() as session:
        return TeamOut.of(get_team(session, _own(team_id, who.team_id)))


@router.patch(
    "/teams/{team_id}",
    tags=["teams"],
    dependencies=[IsAdmin],
    responses={409: {"description": "Another team has that name.", "model": Problem}},
)
def change_team(home: HomeDep, who: WhoDep, team_id: TeamId, wanted: TeamIn) -> TeamOut:
    """Give the caller's team another name."""
    with home.transaction() as session:
        team = rename_team(session, _own(team_id, who.team_id), wanted.name)
        note_action(session, who.actor, "team.renamed", subject=team.id, name=team.name)
    return TeamOut.of(team)


@router.get("/people", tags=["people"], dependencies=[IsAdmin])
def read_people(home: HomeDep, who: WhoDep, *, limit: Limit = 50, cursor: Cursor = None) -> ListOut[PersonOut]:
    """List the people of the team by their e-mail address."""
    with home.reading() as session:
        found = list_people(session, who.team_id, limit=limit, cursor=cursor)
    return ListOut(items=[PersonOut.of(person) for person in found.items], next_cursor=found.next_cursor)


@router.post(
    "/people",
    tags=["people"],
    status_code=201,
    dependencies=[IsAdmin],
    responses={409: {"description": "The address is taken.", "model": Problem}},
)
def create_person(home: HomeDep, who: WhoDep, wanted: PersonIn, response: Response) -> InvitedOut:
    """Add somebody to the team. Give them the link in `invitation`: there they choose their password."""
    with home.transaction() as session:
        person, secret = add_person(
            session, team_id=who.team_id, email=wanted.email, name=wanted.name, role=wanted.role
        )
        note_action(session, who.actor, "person.added", subject=person.id, name=person.name, role=person.role.value)
    response.headers["Location"] = f"/v1/people/{person.id}"
    return _invited(person, secret)


@router.get("/people/{person_id}", tags=["people"], dependencies=[IsAdmin])
def read_person(home: HomeDep, who: WhoDep, person_id: PersonId) -> PersonOut:
    """Return one person of the team."""
    with home.reading() as session:
        return PersonOut.of(get_person(session, person_id, team_id=who.team_id))


@router.patch(
    "/people/{person_id}",
    tags=["people"],
    dependencies=[IsAdmin],
    responses={409: {"description": "The team would be without an admin.", "model": Problem}},
)
def update_person(home: HomeDep, who: WhoDep, person_id: PersonId, wanted: PersonChangeIn) -> PersonOut:
    """Change a person's name or role, or keep them from signing in. Whose role changes signs in anew."""
    given = wanted.model_dump(exclude_none=True)
    with home.transaction() as session:
        before = get_person(session, person_id, team_id=who.team_id)
        person = change_person(session, person_id, team_id=who.team_id, **given)
        note_action(session, who.actor, "person.changed", subject=person.id, **_changed(before, person))
    return PersonOut.of(person)


@router.post(
    "/people/{person_id}/invitation",
    tags=["people"],
    status_code=201,
    dependencies=[IsAdmin],
    responses={409: {"description": "The person may not sign in.", "model": Problem}},
)
def invite_person(home: HomeDep, who: WhoDep, person_id: PersonId) -> InvitedOut:
    """Make a new link for somebody to choose a password with; an earlier one ends."""
    with home.transaction() as session:
        person, secret = invite_again(session, person_id, team_id=who.team_id)
        note_action(session, who.actor, "person.invited", subject=person.id, name=person.name)
    return _invited(person, secret)


def invitation_path(secret: str) -> str:
    """Return the path of the page on which an invited person chooses a password."""
    return f"/join/{secret}"


def _changed(before: Person, after: Person) -> dict[str, Any]:
    """Return what the audit log keeps of a change: who it is about, and only what is not as it was."""
    changed: dict[str, Any] = {"name": after.name}
    if after.name != before.name:
        changed["was_name"] = before.name
    if after.role is not before.role:
        changed |= {"role": after.role.value, "was_role": before.role.value}
    if (after.disabled_at is None) != (before.disabled_at is None):
        changed["disabled"] = after.disabled_at is not None
    return changed


def _invited(person: Person, secret: str) -> InvitedOut:
    return InvitedOut(**PersonOut.of(person).model_dump(), invitation=invitation_path(secret))


def _own(team_id: str, own: str) -> str:
    if team_id != own:
        raise NotFound(f"There is no team {team_id}.")
    return team_id
