"""Who may do what: every operation of the OpenAPI document, for every role, with one's own team and another.

The table is made from the document, so an operation that is added is in it; one that needs a body or an id that is not
known here fails until they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.settings import ApiSettings
from calls.call import CallDetails, Medium, Party
from calls.person import PersonRole
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn
from store.calls import Arrival, insert_call
from store.keys import FIRST_TEAM, Scope, create_key
from store.people import SCOPES, accept_invitation, add_person
from store.progress import set_ready
from store.session import Database
from store.signed_in import begin_session
from store.teams import Teams, create_team
from store.transcripts import make_current, save_transcript
from tests.store.theme_world import World

UNSAFE = ("post", "put", "patch", "delete")
TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


@dataclass
class Team:
    """A team with something of everything: ids by the names that paths give them, and sessions of each role."""

    id: str
    ids: dict[str, Any] = field(default_factory=dict)
    secrets: dict[PersonRole, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Team, Team]]:
    """The application with two teams."""
    folder = tmp_path_factory.mktemp("matrix")
    with TestClient(create_app(ApiSettings(data_dir=folder, rate_limit="off"))) as client:
        teams: Teams = client.app.state.teams  # type: ignore[attr-defined]
        with teams.home.transaction() as session:
            other = create_team(session, "North").id
        yield client, fill(client, FIRST_TEAM, number=1), fill(client, other, number=2)


def fill(client: TestClient, team_id: str, *, number: int) -> Team:
    """Give a team people, calls, themes and everything else that has an id."""
    teams: Teams = client.app.state.teams  # type: ignore[attr-defined]
    team, database = Team(id=team_id), teams.database(team_id)
    with teams.home.transaction() as session:
        for role in PersonRole:
            email = f"{role.value}{number}@example.com"
            person, link = add_person(session, team_id=team_id, email=email, name=f"{role.value} {number}", role=role)
            person = accept_invitation(session, link, password="four words that rhyme")
            team.secrets[role] = begin_session(session, person)
        spare, _ = add_person(
            session, team_id=team_id, email=f"spare{number}@example.com", name="Spare", role=PersonRole.REP
        )
        key, _ = create_key(session, "spare", scopes=frozenset({Scope.CALLS_READ}), team_id=team_id)
    world = World(database)
    world.models.made = number * 1_000
    calls = [world.add("money alpha", "money beta", "time alpha") for _ in range(6)]
    world.steps.suggest()
    team.ids |= {"call_id": calls[0], "theme_id": world.theme("money"), "into": world.theme("time")}
    for call_id in calls:
        write_down(database, call_id)
    sign_in(client, team, PersonRole.ADMIN)
    moments = client.get("/v1/moments", params={"call_id": calls[1]}).json()["items"]
    team.ids["account_id"] = client.get("/v1/accounts").json()["items"][0]["id"]
    take_part(database)
    team.ids["contact_id"] = client.get("/v1/contacts").json()["items"][0]["id"]
    assert client.patch(f"/v1/themes/{team.ids['theme_id']}", json={"pinned": True}).status_code == 200
    team.ids |= {"team_id": team_id, "person_id": spare.id, "key_id": key.id, "moment_id": moments[0]["id"]}
    for name, path, body in THINGS:
        made = client.post(path.format(**team.ids), json=body)
        assert made.status_code in (200, 201, 202), (path, made.text)
        team.ids[name] = made.json()["id"]
    upload = client.post("/v1/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "9"} | NAMED)
    assert upload.status_code == 201, upload.text
    team.ids["uuid"] = upload.headers["location"].rpartition("/")[2]
    team.made = {str(value) for value in team.ids.values() if isinstance(value, str)} - {team_id}
    return team


def take_part(database: Database) -> None:
    """Let a buyer take part in one more call, of an account of its own."""
    buyer = Party(name="Dana Ruiz", role=Role.BUYER, channel=None)
    details = CallDetails(account="Met Once", parties=(buyer,))
    arrival = Arrival(sha256="f" * 64, size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    with database.transaction() as session:
        insert_call(session, arrival)


def write_down(database: Database, call_id: str) -> None:
    """Give a call a transcript."""
    quotes = ("money alpha, that is it", "money beta", "time alpha")
    said = [each for quote in quotes for each in ((Role.REP, "Shall we go on?"), (Role.BUYER, quote))]
    turns = [
        Turn(
            index=index, speaker=role.value, role=role, text=text, start_s=2.0 * index, end_s=2.0 * index + 1, words=()
        )
        for index, (role, text) in enumerate(said)
    ]
    made_by = Provenance(name="scripted", version="1")
    transcript = Transcript(call_id=call_id, language="en", duration_s=4.0, turns=tuple(turns), provenance=made_by)
    with database.transaction() as session:
        version = save_transcript(session, transcript)
        make_current(session, call_id, version)
        set_ready(session, call_id)


RESPELLED = {"kind": "name", "heard": "alpha", "spelling": "Alpha"}
NAMED = {"Upload-Metadata": "filename Yy53YXY="}
# What has an id of its own, and how it is made.
THINGS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("tracker_id", "/v1/trackers", {"name": "Prices", "phrases": ["price increase"]}),
    ("topic_id", "/v1/topics", {"label": "Fleet insurance", "phrases": ["fleet policy"]}),
    ("term_id", "/v1/vocabulary", {"term": "Gravity Systems"}),
    ("map_id", "/v1/channel-maps", {"pattern": "zoom-*", "roles": ["rep", "buyer"]}),
    ("comment_id", "/v1/calls/{call_id}/comments", {"text": "Worth a listen"}),
    ("view_id", "/v1/views", {"name": "Mid-market", "path": "/themes", "query": "segment=mid-market"}),
    ("correction_id", "/v1/calls/{call_id}/corrections", RESPELLED),
    ("judgement_id", "/v1/moments/{moment_id}/corrections", {"verdict": "confirm"}),
)
# What operations are asked with where they need a body; `{…}` is the id of that name.
BODIES: dict[str, dict[str, Any]] = {
    "POST /v1/calls/{call_id}/reprocess": {"stage": "mine"},
    "POST /v1/calls/{call_id}/corrections": RESPELLED,
    "POST /v1/calls/{call_id}/comments": {"text": "Hear this"},
    "PATCH /v1/calls/{call_id}/comments/{comment_id}": {"text": "Hear that"},
    "POST /v1/calls/{call_id}/moments": {"turn_index": 1, "quote": "that is it", "kind": "pain"},
    "POST /v1/moments/{moment_id}/corrections": {"verdict": "confirm"},
    "PATCH /v1/themes/{theme_id}": {"pinned": True},
    "POST /v1/themes/{theme_id}/merge": {"into": "{into}"},
    "POST /v1/themes/{theme_id}/split": {"moment_ids": ["{moment_id}"], "label": "Apart"},
    "POST /v1/themes/{theme_id}/moves": {"moment_ids": ["{moment_id}"], "to": "{into}"},
    "PUT /v1/themes/{theme_id}/reviews/{moment_id}": {"answer": "right"},
    "POST /v1/topics": {"label": "Another", "phrases": ["another thing"]},
    "PATCH /v1/topics/{topic_id}": {"enabled": False},
    "POST /v1/trackers": {"name": "Up", "phrases": ["went up"]},
    "PATCH /v1/trackers/{tracker_id}": {"name": "Prices"},
    "PATCH /v1/teams/{team_id}": {"name": "Renamed"},
    "POST /v1/people": {"email": "new@example.com", "name": "New", "role": "rep"},
    "PATCH /v1/people/{person_id}": {"name": "Spare part"},
    "POST /v1/keys": {"name": "new", "scopes": ["calls:read"]},
    "POST /v1/vocabulary": {"term": "Other Name"},
    "PATCH /v1/vocabulary/{term_id}": {"sounds_like": ["gravy"]},
    "POST /v1/channel-maps": {"pattern": "*", "roles": ["rep", "buyer"]},
    "PATCH /v1/channel-maps/{map_id}": {"pattern": "meet-*"},
    "POST /v1/views": {"name": "All", "path": "/themes", "query": ""},
    "PATCH /v1/views/{view_id}": {"name": "Mid"},
}
# Not of a team's own: analyses are numbered and events counted in each team alike, so a number is no secret.
NUMBERED = {"number"}
# What an admin made: a colleague's upload answers as missing, a comment and a view are changed by whose they are.
PERSONAL = {"uuid": 404, "comment_id": 403, "view_id": 403}
# Asked with their query: evidence of a theme, what is searched for.
QUERIES: dict[str, dict[str, str]] = {
    "GET /v1/exports/evidence.{format}": {"theme_id": "{theme_id}"},
    "GET /v1/exports/search.{format}": {"q": "money"},
    "GET /v1/search": {"q": "money"},
    "GET /v1/themes/names": {"q": "money"},
}


def operations(client: TestClient) -> list[tuple[str, str, str | None]]:
    """Return method, path and scope of every operation: reading first, and what ends things last."""
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    found = [
        (method, path, operation.get("x-scope"))
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]
    order = ["get", "head", "options", "post", "put", "patch", "delete"]
    return sorted(found, key=lambda each: (order.index(each[0]), "merge" in each[1], each[1]))


def sign_in(client: TestClient, team: Team, role: PersonRole) -> None:
    client.cookies.clear()
    client.cookies.set("talktrack_key", team.secrets[role])


def ask(client: TestClient, method: str, path: str, ids: dict[str, Any]) -> Response:
    """Ask an operation with these ids in its path, its query and its body."""
    name = f"{method.upper()} {path}"
    known = {"format": "csv", "number": 1, **ids}
    if path.startswith("/v1/corrections/"):
        known["correction_id"] = ids["judgement_id"]  # What was said of a moment is a correction, too.
    missing = [each for each in re.findall(r"{(\w+)}", path) if each not in known]
    assert not missing, f"{name}: say in THINGS how a {missing} is made"
    options: dict[str, Any] = {}
    if name in BODIES:
        options["json"] = filled(BODIES[name], known)
    if path.startswith("/v1/uploads"):
        options["headers"] = TUS | {"Upload-Length": "9"} | NAMED
        options["content"] = b"123" if method == "patch" else None
    if path == "/v1/calls" and method == "post":
        options["files"] = {"file": ("new.wav", b"123456789")}
    return client.request(method, path.format(**known), params=filled(QUERIES.get(name, {}), known), **options)


def filled(value: Any, ids: dict[str, Any]) -> Any:
    """Return a body with the ids put in."""
    if isinstance(value, dict):
        return {name: filled(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, ids) for each in value]
    return value.format(**ids) if isinstance(value, str) else value


def names_in(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", path)) - NUMBERED - {"format"}


@pytest.mark.parametrize("role", list(PersonRole))
def test_a_role_may_do_what_its_scopes_say_and_nothing_of_another_team(
    site: tuple[TestClient, Team, Team], role: PersonRole
) -> None:
    client, own, other = site
    cells = 0
    for method, path, scope in operations(client):
        may = scope is None or Scope(scope) in SCOPES[role]
        sign_in(client, own, role)
        foreign = ask(client, method, path, other.ids)
        if not may:
            assert foreign.status_code == 403, (role, method, path, foreign.text)
        elif names_in(path) or "{theme_id}" in str(QUERIES.get(f"{method.upper()} {path}")):
            missing = ask(client, method, path, {name: made_up(value) for name, value in other.ids.items()})
            assert foreign.status_code == missing.status_code == 404, (role, method, path, foreign.text, missing.text)
            assert told(foreign, other) == told(missing, other), (role, method, path)
        else:
            assert foreign.status_code not in (401, 403), (role, method, path)
            leaked = {each for each in other.made if each in foreign.text}
            assert not leaked, (role, method, path, leaked)
        cells += 1
        if method not in UNSAFE:
            sign_in(client, own, role)
            mine = ask(client, method, path, own.ids)
            expected = mine.status_code == 403 if not may else reached(mine, method, path, role)
            assert expected, (role, method, path, mine.status_code, mine.text)
            cells += 1
    assert cells > 100


@pytest.mark.parametrize("role", [PersonRole.REP, PersonRole.CONTENT, PersonRole.MARKETER, PersonRole.ADMIN])
def test_a_role_changes_what_is_its_teams_where_its_scopes_say_so(
    site: tuple[TestClient, Team, Team], role: PersonRole
) -> None:
    client, own, _ = site
    for method, path, scope in operations(client):
        may = scope is None or Scope(scope) in SCOPES[role]
        if method not in UNSAFE or (may and method == "delete" and role is not PersonRole.ADMIN):
            continue  # What is deleted would be missing for the next role: an admin does it, at the end.
        sign_in(client, own, role)
        mine = ask(client, method, path, own.ids)
        expected = reached(mine, method, path, role) if may else mine.status_code == 403
        assert expected, (role, method, path, mine.status_code, mine.text)


def reached(answer: Response, method: str, path: str, role: PersonRole) -> bool:
    """Whether an operation was let through: it may still say that this cannot be done now."""
    for name, status in PERSONAL.items():
        if name in names_in(path) and role is not PersonRole.ADMIN and (status == 404 or method != "get"):
            return answer.status_code == status
    gone = "had no audio" in answer.text or "has no audio" in answer.text or "not in the data folder" in answer.text
    return answer.status_code < 500 and (answer.status_code not in (401, 403, 404) or gone)


def made_up(value: Any) -> Any:
    """Return an id of the same shape that nobody has."""
    if not isinstance(value, str):
        return value
    begin, mark, rest = value.partition("_")
    # The end stays, so that two different ids become two different ones.
    return begin + mark + re.sub(r"[0-9a-z]", "0", rest[:-1]) + rest[-1:] if mark else re.sub(r"[0-9a-f]", "0", value)


def told(answer: Response, other: Team) -> str:
    """Return what an answer says, without the ids that were asked for and what is of the one request."""
    text = answer.text
    for value in other.ids.values():
        if isinstance(value, str):
            text = text.replace(value, "…").replace(made_up(value), "…")
    return re.sub(r'"(request_id|instance)": ?"[^"]*"', "", text)
