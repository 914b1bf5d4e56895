"""Signing in to the pages: with e-mail and password, through the company's own sign-in, or with an API key.

What is kept is in a cookie that no script reads and that other sites cannot send along with a form.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import COOKIE, HomeDep
from api.pages.render import keep_key, page
from calls.errors import Forbidden, TalktrackError, Unauthorized
from calls.person import PersonRole
from store.audit import Actor, note_action
from store.keys import FIRST_TEAM, check_key
from store.people import Person, accept_invitation, add_person, check_password, has_people, invited
from store.session import Database
from store.setup_code import drop_setup_code, is_setup_code
from store.signed_in import PREFIX as OF_A_SESSION
from store.signed_in import begin_session, end_session

router = APIRouter(include_in_schema=False)


def safe_next(text: str) -> str:
    """Return a path on this site to go on to; anything that could lead elsewhere becomes the first page."""
    leads_here = text.startswith("/") and not text.startswith("//")
    plain = all(character > " " and character not in "\\\x7f" for character in text)
    return text if leads_here and plain else "/"


@router.get("/signin")
def show(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Show the form."""
    return _form(request, next=next)


@router.post("/signin")
def sign_in(
    request: Request,
    home: HomeDep,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Sign a person in, or keep a good key in the cookie, and go on to where the visitor wanted to be."""
    refuse_other_sites(request)
    try:
        if not key.strip():
            return welcome(request, home, _person(home, email, password), next=next)
        with home.reading() as session:
            check_key(session, key.strip())
    except Unauthorized as error:
        return _form(request, next=next, status=401, problem=error.message, email=email, by_key=bool(key.strip()))
    answer = RedirectResponse(safe_next(next), 303)
    keep_key(request, answer, key.strip())
    return answer


@router.post("/signout")
def sign_out(request: Request, home: HomeDep) -> Response:
    """End the session, or forget the key."""
    refuse_other_sites(request)
    secret = request.cookies.get(COOKIE, "")
    if secret.startswith(OF_A_SESSION):
        with home.transaction() as session:
            end_session(session, secret)
    answer = RedirectResponse("/signin", 303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


@router.get("/join/{secret}")
def show_invitation(request: Request, home: HomeDep, secret: str) -> Response:
    """Show an invited person where to choose a password."""
    with home.reading() as session:
        person = invited(session, secret)
    return page(request, "join.html", person=person, secret=secret, problem=None)


@router.post("/join/{secret}")
def join(
    request: Request, home: HomeDep, secret: str, password: Annotated[str, Form()], again: Annotated[str, Form()]
) -> Response:
    """Take the password an invited person chose, and sign them in."""
    refuse_other_sites(request)
    with home.reading() as session:
        person = invited(session, secret)
    try:
        with home.transaction() as session:
            person = accept_invitation(session, secret, password=_same(password, again))
    except TalktrackError as error:
        return page(request, "join.html", status=422, person=person, secret=secret, problem=error.message)
    return welcome(request, home, person, next="/")


@router.get("/setup")
def show_setup(request: Request, home: HomeDep, code: str = "") -> Response:
    """Show whoever runs Talktrack where to make the first admin."""
    _refuse_strangers(request, home, code)
    return page(request, "setup.html", code=code, problem=None, name="", email="")


@router.post("/setup")
def set_up(
    request: Request,
    home: HomeDep,
    code: Annotated[str, Form()],
    name: Annotated[str, Form()],
    email: Annotated[str, Form()],
    password: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:
    """Make the first admin and sign them in."""
    refuse_other_sites(request)
    _refuse_strangers(request, home, code)
    try:
        chosen = _same(password, again)
        with home.transaction() as session:
            if has_people(session):
                raise Forbidden("Somebody has set this Talktrack up already. Sign in.")
            _, secret = add_person(session, team_id=FIRST_TEAM, email=email, name=name, role=PersonRole.ADMIN)
            person = accept_invitation(session, secret, password=chosen)
            note_action(
                session, _actor(person), "person.added", subject=person.id, name=person.name, role=person.role.value
            )
    except TalktrackError as error:
        told: dict[str, Any] = {"problem": error.message, "name": name, "email": email}
        return page(request, "setup.html", status=422, code=code, **told)
    drop_setup_code(request.app.state.settings.data_dir)
    return welcome(request, home, person, next="/")


def welcome(request: Request, home: Database, person: Person, *, next: str) -> Response:  # noqa: A002
    """Begin a person's session and lead them on."""
    with home.transaction() as session:
        secret = begin_session(session, person)
        note_action(session, _actor(person), "person.signed_in", subject=person.id, name=person.name)
    answer = RedirectResponse(safe_next(next), 303)
    keep_key(request, answer, secret)
    return answer


def refuse_other_sites(request: Request) -> None:
    """Raise Forbidden for a form that another site made a browser send."""
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host"):
        raise Forbidden("This form was sent from another site.")


def _form(
    request: Request,
    *,
    next: str,  # noqa: A002
    status: int = 200,
    problem: str | None = None,
    email: str = "",
    by_key: bool = False,
) -> Response:
    company = request.app.state.settings.oidc_name if request.app.state.settings.oidc_issuer else None
    told: dict[str, Any] = {"problem": problem, "email": email, "by_key": by_key, "company": company}
    return page(request, "signin.html", status=status, next=safe_next(next), **told)


def _person(home: Database, email: str, password: str) -> Person:
    # A transaction: a password kept in an older way is kept anew.
    with home.transaction() as session:
        return check_password(session, email, password)


def _same(password: str, again: str) -> str:
    if password != again:
        raise Unauthorized("The two passwords are not the same. Type them once more.")
    return password


def _refuse_strangers(request: Request, home: Database, code: str) -> None:
    with home.reading() as session:
        done = has_people(session)
    if done or not is_setup_code(request.app.state.settings.data_dir, code):
        raise Forbidden("This link is not good any more. `talktrack serve` tells one while nobody can sign in.")


def _actor(person: Person) -> Actor:
    return Actor(team_id=person.team_id, name=person.name, id=person.id)
