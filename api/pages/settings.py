"""Settings: people, keys, vocabulary, channel maps, topics and health, for a team's admin. Every form works alone."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import DatabaseDep, HomeDep, IsAdmin, WhoDep
from api.health import health_of
from api.keys import LONGEST_KEY_DAYS, KeyIn, end_key, make_key
from api.pages.audit_said import change_of, subject_of
from api.pages.origin import origin_of
from api.pages.render import page
from api.pages.telling import told
from api.people import (
    PersonChangeIn,
    PersonIn,
    TeamIn,
    change_team,
    create_person,
    invite_person,
    update_person,
)
from api.topics import TopicChangeIn, TopicIn, create_topic, edit_topic
from api.vocabulary import (
    ChannelMapIn,
    TermIn,
    create_channel_map,
    create_term,
    delete_channel_map,
    delete_term,
)
from calls.person import PersonRole
from calls.transcript import Role
from calls.vocabulary import TermKind
from ingest.sidecar import parse_channels
from store.audit import list_audit
from store.channel_maps import list_channel_maps
from store.keys import Scope, list_keys
from store.people import SCOPES, list_people
from store.session import Session
from store.teams import get_team
from store.topics import calls_to_look_through, topic_catalogue
from store.vocabulary import list_terms

_MOST = 1_000
_LATEST = 50
router = APIRouter(include_in_schema=False, prefix="/settings", dependencies=[IsAdmin])
Text = Annotated[str, Form()]

TABS = {
    "people": "People",
    "keys": "Keys",
    "vocabulary": "Vocabulary",
    "channels": "Channels",
    "topics": "Topics",
    "health": "Health",
    "audit": "Audit",
}
ROLES = {
    PersonRole.REP: "Rep: uploads calls, reads and corrects them",
    PersonRole.MARKETER: "Marketer: browses and shapes themes",
    PersonRole.CONTENT: "Content: reads and exports",
    PersonRole.ADMIN: "Admin: everything, and these settings",
}
SCOPES_SAID = {
    Scope.CALLS_READ: "read calls and quotes",
    Scope.CALLS_WRITE: "upload, correct and see names",
    Scope.THEMES_READ: "read themes and trends",
    Scope.THEMES_WRITE: "change themes and trackers",
    Scope.ADMIN: "everything, people and keys too",
}
ENDS_AFTER = {"90": "90 days", "365": "a year", "7": "a week", "": "never"}
ORDERS = {"rep,buyer": "our rep, the second the buyer", "buyer,rep": "the buyer, the second our rep"}
USED_TO = {TermKind.NAME: "Name", TermKind.COMPETITOR: "Competitor"}


@router.get("")
def settings() -> Response:
    """Lead to the first of the settings."""
    return RedirectResponse("/settings/people", 303)


@router.get("/people")
def people(request: Request, home: HomeDep, who: WhoDep) -> Response:
    """Show who is in the team."""
    return _people(request, home, who)


@router.post("/people")
def add_person(
    request: Request, home: HomeDep, who: WhoDep, email: Text, name: Text, role: Annotated[PersonRole, Form()]
) -> Response:
    """Add a person and show the link to give to them, this once."""

    def add() -> Response:
        made = create_person(home, who, PersonIn(email=email, name=name, role=role), Response())
        return _people(request, home, who, invited=made)

    typed = {"email": email, "name": name, "chosen": role}
    return told(add, lambda **said: _people(request, home, who, status=422, **typed, **said), taken="email")


@router.post("/people/{person_id}")
def change_person(
    request: Request, home: HomeDep, who: WhoDep, person_id: str, role: str = Form(""), disabled: str = Form("")
) -> Response:
    """Change a person's role, or whether they may sign in."""
    wanted = PersonChangeIn(
        role=PersonRole(role) if role in set(PersonRole) else None,
        disabled={"yes": True, "no": False}.get(disabled),
    )

    def change() -> Response:
        update_person(home, who, person_id, wanted)
        return RedirectResponse("/settings/people", 303)

    return told(change, lambda **said: _people(request, home, who, status=409, **said))


@router.post("/people/{person_id}/invitation")
def invite(request: Request, home: HomeDep, who: WhoDep, person_id: str) -> Response:
    """Make a new link for a person who lost theirs, or their password, and show it this once."""

    def renew() -> Response:
        return _people(request, home, who, invited=invite_person(home, who, person_id))

    return told(renew, lambda **said: _people(request, home, who, status=409, **said))


@router.post("/team")
def rename(request: Request, home: HomeDep, who: WhoDep, name: Text) -> Response:
    """Give the team another name."""

    def change() -> Response:
        change_team(home, who, who.team_id, TeamIn(name=name))
        return RedirectResponse("/settings/people", 303)

    renamed = {"team_name": name, "of_team": True}
    return told(change, lambda **said: _people(request, home, who, status=422, **renamed, **said), taken="name")


@router.get("/keys")
def keys(request: Request, home: HomeDep, who: WhoDep) -> Response:
    """Show the team's keys."""
    return _keys(request, home, who)


@router.post("/keys")
def add_key(
    request: Request,
    home: HomeDep,
    who: WhoDep,
    name: Text,
    scope: Annotated[list[Scope] | None, Form()] = None,
    days: Annotated[str, Form()] = "",
) -> Response:
    """Make a key and show it, this once."""

    def refused(**said: Any) -> Response:
        return _keys(request, home, who, status=422, name=name, ticked=scope or [], days=days.strip(), **said)

    def make() -> Response:
        wanted = KeyIn(name=name, scopes=set(scope or ()), days=int(days) if days.strip() else None)
        return _keys(request, home, who, made=make_key(home, who, wanted, Response()))

    if not scope:
        return refused(problem="Tick at least one thing that the key may do.", wrong="scopes")
    if not _are_days(days.strip()):
        return refused(problem=f"A key ends after 1 to {LONGEST_KEY_DAYS} whole days, or never.", wrong="days")
    return told(make, refused)


@router.post("/keys/{key_id}/end")
def end(home: HomeDep, who: WhoDep, key_id: str) -> Response:
    """End a key."""
    end_key(home, who, key_id)
    return RedirectResponse("/settings/keys", 303)


@router.get("/vocabulary")
def vocabulary(request: Request, db: DatabaseDep, who: WhoDep) -> Response:
    """Show the names to listen for."""
    return _vocabulary(request, db, who)


@router.post("/vocabulary")
def add_name(
    request: Request,
    db: DatabaseDep,
    home: HomeDep,
    who: WhoDep,
    term: Text,
    kind: TermKind = Form(TermKind.NAME),
    sounds_like: str = Form(""),
) -> Response:
    """Add a name to listen for."""

    def add() -> Response:
        sounds = [text.strip() for text in sounds_like.split(",") if text.strip()]
        create_term(db, home, who, TermIn(term=term, kind=kind, sounds_like=sounds), Response())
        return RedirectResponse("/settings/vocabulary", 303)

    typed = {"term": term, "kind": kind, "sounds_like": sounds_like}
    return told(add, lambda **said: _vocabulary(request, db, who, status=422, **typed, **said), taken="term")


@router.post("/vocabulary/{term_id}/remove")
def remove_name(db: DatabaseDep, home: HomeDep, who: WhoDep, term_id: str) -> Response:
    """Remove a name."""
    delete_term(db, home, who, term_id)
    return RedirectResponse("/settings/vocabulary", 303)


@router.get("/channels")
def channels(request: Request, db: DatabaseDep, who: WhoDep) -> Response:
    """Show who is on which channel."""
    return _channels(request, db, who)


@router.post("/channels")
def add_channels(request: Request, db: DatabaseDep, home: HomeDep, who: WhoDep, pattern: Text, roles: Text) -> Response:
    """Add a channel map."""

    def add() -> Response:
        given: list[Role] = list(parse_channels(roles))
        create_channel_map(db, home, who, ChannelMapIn(pattern=pattern, roles=given), Response())
        return RedirectResponse("/settings/channels", 303)

    typed = {"pattern": pattern, "order": roles}
    return told(add, lambda **said: _channels(request, db, who, status=422, **typed, **said), taken="pattern")


@router.post("/channels/{map_id}/remove")
def remove_channels(db: DatabaseDep, home: HomeDep, who: WhoDep, map_id: str) -> Response:
    """Remove a channel map."""
    delete_channel_map(db, home, who, map_id)
    return RedirectResponse("/settings/channels", 303)


@router.get("/topics")
def topics(request: Request, db: DatabaseDep, who: WhoDep) -> Response:
    """Show the catalogue of topics."""
    return _topics(request, db, who)


@router.post("/topics")
def add_topic(
    request: Request,
    db: DatabaseDep,
    home: HomeDep,
    who: WhoDep,
    label: Text,
    phrases: Text,
    description: str = Form(""),
) -> Response:
    """Add a topic by its phrases."""

    def add() -> Response:
        listed = [line.strip() for line in phrases.splitlines() if line.strip()]
        create_topic(request, db, home, who, TopicIn(label=label, description=description, phrases=listed))
        return RedirectResponse("/settings/topics", 303)

    typed = {"label": label, "phrases": phrases, "description": description}
    return told(add, lambda **said: _topics(request, db, who, status=422, **typed, **said), taken="label")


@router.post("/topics/{topic_id}")
def switch_topic(
    request: Request, db: DatabaseDep, home: HomeDep, who: WhoDep, topic_id: str, enabled: Text
) -> Response:
    """Switch a topic on or off."""
    edit_topic(request, db, home, who, topic_id, TopicChangeIn(enabled=enabled == "yes"))
    return RedirectResponse("/settings/topics", 303)


@router.get("/health")
def health(request: Request, db: DatabaseDep, who: WhoDep) -> Response:
    """Show how this Talktrack is."""
    return _page(request, "settings_health.html", "health", who, health=health_of(request, db))


@router.get("/audit")
def audit(request: Request, home: HomeDep, who: WhoDep, cursor: str | None = None) -> Response:
    """Show what was done with people, keys and settings."""
    with home.reading() as session:
        found = list_audit(session, who.team_id, limit=_LATEST, cursor=cursor)
    return _page(
        request,
        "settings_audit.html",
        "audit",
        who,
        entries=[(entry, subject_of(entry), change_of(entry)) for entry in found.items],
        older=found.next_cursor,
    )


def _people(request: Request, home: HomeDep, who: WhoDep, *, status: int = 200, **typed: Any) -> Response:
    with home.reading() as session:
        team = get_team(session, who.team_id)
        found = list_people(session, who.team_id, limit=_MOST)
    empty = {"invited": None, "email": "", "name": "", "chosen": PersonRole.REP}
    values = empty | {"team_name": team.name, "of_team": False} | typed
    base = origin_of(request)
    return _page(
        request,
        "settings_people.html",
        "people",
        who,
        status=status,
        team=team,
        people=found.items,
        roles=ROLES,
        base=base,
        **values,
    )


def _keys(request: Request, home: HomeDep, who: WhoDep, *, status: int = 200, **typed: Any) -> Response:
    with home.reading() as session:
        found = list_keys(session, team_id=who.team_id, limit=_MOST)
    values = {"made": None, "name": "", "ticked": SCOPES[PersonRole.CONTENT], "days": next(iter(ENDS_AFTER))} | typed
    said = {"scopes": SCOPES_SAID, "ends_after": ENDS_AFTER}
    return _page(request, "settings_keys.html", "keys", who, status=status, keys=found.items, **said, **values)


def _are_days(text: str) -> bool:
    # Only an empty field means no end: what cannot be read must not make a key that never ends.
    return not text or (bool(re.fullmatch("[0-9]{1,6}", text)) and 1 <= int(text) <= LONGEST_KEY_DAYS)


def _vocabulary(request: Request, db: DatabaseDep, who: WhoDep, *, status: int = 200, **typed: Any) -> Response:
    def read(session: Session) -> Any:
        return list_terms(session, limit=_MOST * 2).items

    values = {"term": "", "kind": TermKind.NAME, "sounds_like": ""} | typed
    with db.reading() as session:
        terms = read(session)
    return _page(
        request, "settings_vocabulary.html", "vocabulary", who, status=status, terms=terms, used_to=USED_TO, **values
    )


def _channels(request: Request, db: DatabaseDep, who: WhoDep, *, status: int = 200, **typed: Any) -> Response:
    with db.reading() as session:
        maps = list_channel_maps(session, limit=_MOST).items
    values = {"pattern": "", "order": next(iter(ORDERS))} | typed
    return _page(request, "settings_channels.html", "channels", who, status=status, maps=maps, orders=ORDERS, **values)


def _topics(request: Request, db: DatabaseDep, who: WhoDep, *, status: int = 200, **typed: Any) -> Response:
    with db.reading() as session:
        catalogue, pending = topic_catalogue(session), len(calls_to_look_through(session))
    values = {"label": "", "phrases": "", "description": ""} | typed
    listed = sorted(catalogue, key=lambda topic: topic.label.lower())
    return _page(
        request, "settings_topics.html", "topics", who, status=status, topics=listed, pending=pending, **values
    )


def _page(request: Request, template: str, section: str, who: WhoDep, *, status: int = 200, **values: Any) -> Response:
    values = {"problem": None, "wrong": None} | values
    return page(request, template, who=who, status=status, section=section, sections=TABS, **values)
