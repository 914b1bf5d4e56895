"""/docs: every operation of the API, to read and to try, served whole by this service."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.render import page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def show(request: Request) -> Response:
    """Show the OpenAPI document. It names no data, so nobody needs to sign in; trying an operation needs a key."""
    return page(request, "docs.html")
