"""Errors as RFC 9457 problems: one table from type to status."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.pages.errors import page_error, wants_page
from api.request_ids import HEADER as REQUEST_ID
from api.request_ids import request_id_of
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
    TooManyRequests,
    Unauthorized,
    UploadBusy,
    UploadExpired,
)
from store.session import UnusableValue

STATUS: dict[type[TalktrackError], int] = {
    NotFound: 404,
    InvalidInput: 422,
    Unauthorized: 401,
    Forbidden: 403,
    Conflict: 409,
    TooLarge: 413,
    TooManyRequests: 429,
    RecordingError: 422,
    IssuerAway: 502,
    StorageFull: 507,
    SearchUnavailable: 503,
    UploadBusy: 423,
    UploadExpired: 410,
    TalktrackError: 500,
}
_log = logging.getLogger("talktrack.api")


class InvalidPart(BaseModel):
    """One thing that is wrong with a request. `pointer` is a JSON pointer into its body, null where it is elsewhere."""

    loc: list[str | int] = Field(examples=[["query", "limit"]])
    pointer: str | None = Field(examples=[None])
    message: str = Field(examples=["Input should be less than or equal to 100"])


class Problem(BaseModel):
    """What went wrong, after RFC 9457. `type` is stable; `detail` says what to do; `instance` names this request."""

    type: str = Field(examples=["urn:talktrack:problem:not_found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no call ca_0123456789abcdef."])
    instance: str = Field(examples=["urn:talktrack:request:5f2a90c1d3b44e6f8a7b6c5d"])
    code: str = Field(examples=["not_found"])
    request_id: str = Field(examples=["5f2a90c1d3b44e6f8a7b6c5d"], description="As in the header `X-Request-Id`.")
    errors: list[InvalidPart] | None = Field(default=None, description="Where values are not usable: each of them.")


PROBLEM_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase, "content": {"application/problem+json": {}}}
    for status in (401, 403, 404, 422, 429)
}


def status_of(error: TalktrackError) -> int:
    """Return the HTTP status of an error: that of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    request: Request,
    status: int,
    *,
    code: str,
    detail: str,
    errors: Sequence[InvalidPart] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem answer to a request."""
    request_id = request_id_of(request.scope)
    body = Problem(
        type=f"urn:talktrack:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=f"urn:talktrack:request:{request_id}",
        code=code,
        request_id=request_id,
        errors=list(errors) if errors else None,
    )
    own = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    shown = body.model_dump(exclude=set() if errors else {"errors"})
    return JSONResponse(shown, status, {**own, **(headers or {})}, media_type="application/problem+json")


def problem_of(request: Request, error: TalktrackError) -> JSONResponse:
    """Return the problem answer for an error."""
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s is not None else None
    return problem(request, status_of(error), code=error.code, detail=error.message, headers=headers)


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of the app a problem answer (or a page, for a browser that asked for one)."""

    @app.exception_handler(TalktrackError)
    def on_talktrack_error(request: Request, error: TalktrackError) -> Response:
        if wants_page(request):
            return page_error(request, status_of(error), error.message)
        return problem_of(request, error)

    @app.exception_handler(UnusableValue)
    def on_unusable(request: Request, error: Exception) -> Response:
        _log.info("%s %s was given what no text may hold: %s", request.method, request.url.path, error)
        detail = "A value holds a character that cannot be stored or looked for, such as NUL; leave it out."
        if wants_page(request):
            return page_error(request, 422, detail)
        return problem(request, 422, code="invalid_input", detail=detail)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> Response:
        found = error.errors()
        said = "; ".join(f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in found)
        if wants_page(request):
            return page_error(request, 422, said)
        return problem(request, 422, code="invalid_input", detail=said, errors=[_invalid(item) for item in found])

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> Response:
        if wants_page(request):
            return page_error(request, error.status_code, str(error.detail))
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        # Where the framework found the error, it only repeats the status.
        detail = _PLAIN.get(error.status_code, "{detail}").format(detail=error.detail, path=request.url.path)
        return problem(request, error.status_code, code=code, detail=detail, headers=error.headers)

    @app.exception_handler(Exception)
    def on_bug(request: Request, error: Exception) -> Response:
        what = request.method, request.url.path, request_id_of(request.scope)
        _log.error("%s %s failed, request %s", *what, exc_info=error)
        detail = "Something broke on our side; the log says what."
        if wants_page(request):
            return page_error(request, 500, detail)
        # A bug is answered outside of what names requests.
        headers = {REQUEST_ID: request_id_of(request.scope)}
        return problem(request, 500, code="internal", detail=detail, headers=headers)


_PLAIN = {
    404: "There is nothing at {path}; /v1/openapi.json lists what there is.",
    405: "{path} does not take this method; /v1/openapi.json lists what does.",
}


def _invalid(item: Mapping[str, Any]) -> InvalidPart:
    loc: list[str | int] = list(item["loc"])
    in_body = bool(loc) and loc[0] == "body"
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in loc[1:]]
    return InvalidPart(
        loc=loc, pointer="".join(f"/{part}" for part in parts) if in_body else None, message=str(item["msg"])
    )
