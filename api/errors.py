"""Errors as RFC 9457 problems: one table from type to status."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.pages.errors import page_error, wants_page
from calls.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    IssuerAway,
    NotFound,
    RecordingError,
    SearchUnavailable,
    StorageFull,
    TalktrackError,
    TooLarge,
    Unauthorized,
    UploadBusy,
    UploadExpired,
)

STATUS: dict[type[TalktrackError], int] = {
    NotFound: 404,
    InvalidInput: 422,
    Unauthorized: 401,
    Forbidden: 403,
    Conflict: 409,
    TooLarge: 413,
    RecordingError: 422,
    IssuerAway: 502,
    StorageFull: 507,
    SearchUnavailable: 503,
    UploadBusy: 423,
    UploadExpired: 410,
    TalktrackError: 500,
}
_log = logging.getLogger("talktrack.api")


class Problem(BaseModel):
    """What went wrong, after RFC 9457. `type` is stable; `detail` says what to do."""

    type: str = Field(examples=["urn:talktrack:problem:not_found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no call ca_0123456789abcdef."])
    code: str = Field(examples=["not_found"])


PROBLEM_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase, "content": {"application/problem+json": {}}}
    for status in (401, 403, 404, 422)
}


def status_of(error: TalktrackError) -> int:
    """Return the HTTP status of an error: that of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: int, *, code: str, detail: str) -> JSONResponse:
    """Return a problem answer."""
    body = Problem(
        type=f"urn:talktrack:problem:{code}", title=HTTPStatus(status).phrase, status=status, detail=detail, code=code
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(body.model_dump(), status, headers, media_type="application/problem+json")


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of the app a problem answer (or a page, for a browser that asked for one)."""

    @app.exception_handler(TalktrackError)
    def on_talktrack_error(request: Request, error: TalktrackError) -> Response:
        return _answer(request, status_of(error), code=error.code, detail=error.message)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> Response:
        said = "; ".join(f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors())
        return _answer(request, 422, code="invalid_input", detail=said)

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> Response:
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        return _answer(request, error.status_code, code=code, detail=str(error.detail))

    @app.exception_handler(Exception)
    def on_bug(request: Request, error: Exception) -> Response:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return _answer(request, 500, code="internal", detail="Something broke on our side; the log says what.")


def _answer(request: Request, status: int, *, code: str, detail: str) -> Response:
    if wants_page(request):
        return page_error(request, status, detail)
    return problem(status, code=code, detail=detail)
