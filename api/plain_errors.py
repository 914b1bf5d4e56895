"""Errors that a library words as plain text, in front of the application or inside a response, become problems too."""

from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem

_ADVICE = {
    "Invalid host header": "Talktrack does not answer to this host name. Open it as localhost, or name the host in "
    "TALKTRACK_ALLOWED_HOSTS.",
    HTTPStatus.BAD_REQUEST: "{said}. Ask for bytes as `Range: bytes=0-499` does.",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "The recording has no such bytes; `Content-Range` says how many there "
    "are.",
}
# Of the answer that is replaced, what the one in its place says too.
_KEPT = {"content-range"}


class PlainErrors:
    """Plain ASGI: whatever else passes through is passed on as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer with a problem where the answer would be an error in plain text."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: Message | None = None
        said = b""

        async def watched(message: Message) -> None:
            nonlocal held, said
            if message["type"] == "http.response.start" and _is_plain_error(message):
                held = message
                return
            if held is None:
                await send(message)
                return
            said += message.get("body", b"")
            if not message.get("more_body"):
                await _problem(scope, held, said.decode(errors="replace"))(scope, receive, send)

        await self.app(scope, receive, watched)


def _is_plain_error(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return int(message["status"]) >= HTTPStatus.BAD_REQUEST and kind.startswith("text/plain")


def _problem(scope: Scope, start: Message, said: str) -> ASGIApp:
    status = HTTPStatus(start["status"])
    advice = _ADVICE.get(said) or _ADVICE.get(status, "{said}")
    headers = {name: value for name, value in Headers(raw=start["headers"]).items() if name in _KEPT}
    detail = advice.format(said=said.rstrip(".") or status.phrase)
    code = status.phrase.lower().replace(" ", "_")
    return problem(Request(scope), status, code=code, detail=detail, headers=headers)
