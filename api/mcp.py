"""/mcp: the tools for AI assistants over streamable HTTP, each request with its own key. Loaded when first asked."""

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.access import bearer_of, caller
from calls.errors import Forbidden, Unauthorized

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.mcp_asking import Asking

PATH = "/mcp"


class Assistants:
    """Answers AI assistants while an application runs. No request leaves anything behind for the next."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._lock = asyncio.Lock()
        self._stop = asyncio.Event()
        self._manager: StreamableHTTPSessionManager | None = None
        self._task: asyncio.Task[None] | None = None

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises Unauthorized and Forbidden."""
        request = Request(scope)
        await run_in_threadpool(_let_in, request)
        if request.method != "POST":
            # There is nothing to listen to between questions, and no session to end.
            await JSONResponse({"detail": "Ask with POST."}, 405, {"Allow": "POST"})(scope, receive, send)
            return
        manager = await self._running()
        await manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what runs."""
        self._stop.set()
        if self._task is not None:
            await self._task

    async def _running(self) -> "StreamableHTTPSessionManager":
        async with self._lock:
            if self._manager is None:
                manager = await run_in_threadpool(_manager, self._version)
                ready = asyncio.Event()
                # Whoever starts it must end it, and a request is over before that.
                self._task = asyncio.create_task(self._run(manager, ready))
                await ready.wait()
                self._manager = manager
            return self._manager

    async def _run(self, manager: "StreamableHTTPSessionManager", ready: asyncio.Event) -> None:
        async with manager.run():
            ready.set()
            await self._stop.wait()


class _AtPath:
    """Hands requests to the assistants of the application that runs."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assistants: Assistants = scope["app"].state.assistants
        await assistants.handle(scope, receive, send)


def add_to(app: FastAPI) -> None:
    """Let an application answer assistants; its state must hold `assistants` while it runs."""
    app.router.routes.append(Route(PATH, _AtPath(), include_in_schema=False))


def _let_in(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host"):
        raise Forbidden("This request came from another site.")
    bearer = bearer_of(request)
    if bearer is not None:
        caller(request, bearer)
    elif not request.app.state.settings.demo:
        # The pages' cookie opens nothing here: a key says what an assistant may do.
        raise Unauthorized(
            "A key is needed: send `Authorization: Bearer <key>`. Make one with `talktrack keys create`."
        )


def _manager(version: str) -> "StreamableHTTPSessionManager":
    from api.mcp_tools import talktrack_server

    server = talktrack_server(_asks_itself, version=version)
    # Which names the service answers to is looked after for all of it, so no host is named here.
    server.streamable_http_app(json_response=True, stateless_http=True, host="")
    return server.session_manager


def _asks_itself(ctx: "Context[Any, Any]") -> "Asking":
    """Return what asks this application's own API, as whoever sent the request."""
    import httpx

    from api.mcp_asking import Asking

    request = ctx.request_context.request
    assert isinstance(request, Request)
    base = str(request.base_url).rstrip("/")
    address = (request.client.host, request.client.port) if request.client else ("127.0.0.1", 0)
    transport = httpx.ASGITransport(app=request.app, raise_app_exceptions=False, client=address)
    given = {name: value for name, value in request.headers.items() if name == "authorization"}
    return Asking(base=base, client=httpx.AsyncClient(transport=transport, base_url=base, headers=given))
