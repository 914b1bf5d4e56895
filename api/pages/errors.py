"""Errors as pages: what happened and what to do next, in the look of every other page."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages.render import page, wants_fragment

_ADVICE = {
    HTTPStatus.NOT_FOUND: "Nothing is stored under this address. It may have been erased, or the link is incomplete.",
    HTTPStatus.FORBIDDEN: "Sign in with a key that has this scope, or ask whoever runs Talktrack for one.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Go back and change what the message names.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Open the page by its link instead.",
    HTTPStatus.CONFLICT: "Go back, load the page again, and look at what is there now.",
    HTTPStatus.INSUFFICIENT_STORAGE: "Nothing is lost. Free some space, then try again.",
}
# Where the framework found the error, it only repeats the status; these say the same to a person.
_PLAIN = {
    HTTPStatus.NOT_FOUND: "There is no such page.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address cannot be opened by itself.",
}


def wants_page(request: Request) -> bool:
    """Whether an error should be answered with a page: a browser asks, and not for the API."""
    path = request.url.path
    api = path == "/v1" or path.startswith("/v1/")
    return not api and "text/html" in request.headers.get("accept", "")


def page_error(request: Request, status: int, detail: str) -> Response:
    """Return the page that tells about an error; who is not signed in is sent to the sign-in page."""
    if status == HTTPStatus.UNAUTHORIZED:
        return _to_sign_in(request)
    phrase = HTTPStatus(status).phrase
    if detail == phrase:
        detail = _PLAIN.get(HTTPStatus(status), phrase)
    advice = _ADVICE.get(HTTPStatus(status), "Try again in a moment. If it stays, the log of the service says more.")
    return page(request, "error.html", status=status, code=status, phrase=phrase, detail=detail, advice=advice)


def _to_sign_in(request: Request) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method not in ("GET", "HEAD"):
        here = request.url.path
    target = f"/signin?next={quote(here, safe='')}"
    if wants_fragment(request):
        return HTMLResponse("", 401, {"HX-Redirect": "/signin"})
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
        # A link on another site comes without the strict cookie; the page asks once more by itself, then with it.
        return page(request, "again.html", again=here)
    return RedirectResponse(target, 303)
