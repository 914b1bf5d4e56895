"""Signing in to the pages: an API key, kept in a cookie that scripts and other sites cannot use."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import COOKIE, HomeDep
from api.pages.render import keep_key, page
from calls.errors import Forbidden, Unauthorized
from store.keys import check_key

router = APIRouter(include_in_schema=False)


def safe_next(text: str) -> str:
    """Return a path on this site to go on to; anything that could lead elsewhere becomes the first page."""
    leads_here = text.startswith("/") and not text.startswith("//")
    plain = all(character > " " and character not in "\\\x7f" for character in text)
    return text if leads_here and plain else "/"


@router.get("/signin")
def show(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Show the form."""
    return page(request, "signin.html", next=safe_next(next), problem=None)


@router.post("/signin")
def sign_in(
    request: Request,
    db: HomeDep,
    key: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Keep a good key in the cookie and go on to where the visitor wanted to be."""
    _refuse_other_sites(request)
    secret = key.strip()
    try:
        with db.reading() as session:
            check_key(session, secret)
    except Unauthorized as error:
        return page(request, "signin.html", status=401, next=safe_next(next), problem=error.message)
    answer = RedirectResponse(safe_next(next), 303)
    keep_key(request, answer, secret)
    return answer


@router.post("/signout")
def sign_out(request: Request) -> Response:
    """Forget the key."""
    _refuse_other_sites(request)
    answer = RedirectResponse("/signin", 303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _refuse_other_sites(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host"):
        raise Forbidden("This form was sent from another site.")
