"""How the tools for AI assistants ask: always the HTTP API, with the assistant's own key, so that scopes, teams and
redaction are the same as everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import httpx
from mcp.server.mcpserver.exceptions import ToolError

_TIMEOUT_S = 60.0
_WHAT_TO_DO = {
    401: "Give the server a key that is valid: TALKTRACK_KEY, or `Authorization: Bearer …`.",
    403: "Make a key with that scope: `talktrack keys create NAME --scope …`.",
    404: "Ids come from the other tools' answers; list again where this one is old.",
    429: "Wait a little, then ask again.",
}


class Asks(Protocol):
    """What a tool asks with: the service's address, for links, and the client that reaches it."""

    @property
    def base(self) -> str:
        """The address at which a person opens the service."""

    async def get(self, path: str, asked: Mapping[str, object]) -> dict[str, Any]:
        """Return the JSON of an answer. Raises ToolError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Asks the API through an HTTP client: over the network, or within the process that serves it."""

    base: str
    client: httpx.AsyncClient

    async def get(self, path: str, asked: Mapping[str, object]) -> dict[str, Any]:
        """Return the JSON of an answer. Raises ToolError with what to do where the service refuses or is not there."""
        given = {name: _written(value) for name, value in asked.items() if value is not None}
        try:
            answer = await self.client.get(path, params=given, timeout=_TIMEOUT_S)
        except httpx.HTTPError as error:
            raise ToolError(
                f"No Talktrack answers at {self.base} ({type(error).__name__}): start it with `talktrack serve`, "
                "or set TALKTRACK_URL to where it is."
            ) from error
        if answer.status_code != httpx.codes.OK:
            raise ToolError(_refusal(answer))
        found: dict[str, Any] = answer.json()
        return found


def part(value: str) -> str:
    """Return an id as a part of a path: whatever it holds, it stays one part."""
    # Dots alone would lead to another operation.
    return quote(value, safe="").replace(".", "%2E")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refusal(answer: httpx.Response) -> str:
    try:
        said = answer.json()
        detail = str(said.get("detail", ""))
    except (ValueError, AttributeError):
        detail = "The answer is none of Talktrack's: TALKTRACK_URL may be another service's."
    return " ".join(text for text in (detail, _WHAT_TO_DO.get(answer.status_code, "")) if text)
