"""Every request has an id: the caller's own where it is sane, else a new one; it is in the answer and in the log."""

import logging
import re
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-Id"
_NAME = HEADER.lower().encode()
# What may be echoed and logged without harm.
_SANE = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
_log = logging.getLogger("talktrack.api.requests")


def request_id_of(scope: Scope) -> str:
    """Return the id of a request."""
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        state["request_id"] = _given(scope) or secrets.token_hex(12)
    found: str = state["request_id"]
    return found


class RequestIds:
    """The middleware that names requests. With the log at `info` it tells of each: method, path, status and time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and put its id on the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, began, told = request_id_of(scope), time.perf_counter(), _log.isEnabledFor(logging.INFO)

        named_header = (_NAME, request_id.encode())

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append(named_header)
                if told:
                    took = (time.perf_counter() - began) * 1000
                    what = scope["method"], scope["path"], message["status"], took, request_id
                    _log.info("%s %s %d in %.1f ms, request %s", *what)
            await send(message)

        await self.app(scope, receive, named)


def _given(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == _NAME:
            return value.decode("ascii") if _SANE.fullmatch(value) else None
    return None
