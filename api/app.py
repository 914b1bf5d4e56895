"""Composition root of HTTP: settings in, an application out. Loads no model."""

import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from fastapi import APIRouter, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as ASGIScope

from api import (
    analyses,
    call_topics,
    calls,
    comments,
    competitors,
    corrections,
    crm,
    exports,
    health,
    judgements,
    keys,
    moments,
    people,
    reviews,
    search,
    theme_changes,
    theme_comparing,
    theme_numbers,
    themes,
    topics,
    trackers,
    transcripts,
    uploads,
    views,
    vocabulary,
)
from api.budget import Budget
from api.cached import AnswerMemory
from api.contract import describe, operation_id
from api.errors import PROBLEM_RESPONSES, add_problem_handlers
from api.etags import ETags
from api.idempotency import Idempotency
from api.mcp import Assistants
from api.mcp import add_to as answer_assistants
from api.pages import routes as pages
from api.pages.policy import content_security_policy
from api.plain_errors import PlainErrors
from api.request_ids import RequestIds
from api.settings import ApiSettings
from api.theme_shifts import shifts_along
from calls.errors import InvalidInput, Unauthorized
from ingest.queue import CallQueue
from ingest.receive import Door
from ingest.uploads import finish_all
from store.blobs import BlobStore
from store.glance import Glances
from store.keys import FIRST_TEAM, Scope, check_key, create_key
from store.migrate import migrate
from store.people import has_people
from store.session import Database
from store.setup_code import drop_setup_code, setup_code
from store.teams import Teams
from store.theme_list import theme_names
from store.windows import Window

VERSION = "0.1.0"
ROUTERS: tuple[APIRouter, ...] = (
    calls.router,
    transcripts.router,
    corrections.router,
    judgements.router,  # before moments: /v1/moments/precision is no moment's id
    moments.router,
    theme_numbers.router,  # these two before themes: /v1/themes/heat and /v1/themes/changes are no themes' ids
    theme_comparing.router,
    theme_changes.router,  # before themes: /v1/themes/names is no theme's id
    themes.router,
    analyses.router,
    reviews.router,
    search.router,
    topics.router,
    call_topics.router,
    comments.router,
    crm.router,
    trackers.router,
    competitors.router,
    uploads.router,
    views.router,
    people.router,
    keys.router,
    vocabulary.router,
    health.router,
    exports.router,
)
_LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]", "testserver"]


def create_app(settings: ApiSettings | None = None) -> FastAPI:
    """Return the application. Raises InvalidInput where the demo would listen beyond this machine."""
    chosen = settings or ApiSettings()
    if chosen.demo and not _is_loopback(chosen.host):
        raise InvalidInput("The demo lets anyone read without a key, so it only listens on a loopback address.")
    app = FastAPI(
        title="Talktrack",
        version=VERSION,
        summary="What buyers keep saying on sales calls, ready for marketing.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        generate_unique_id_function=operation_id,
    )
    app.state.settings = chosen
    app.state.page_key = None
    for router in ROUTERS:
        app.include_router(router, responses=PROBLEM_RESPONSES)
    pages.add_to(app)
    answer_assistants(app)
    describe(app)
    add_problem_handlers(app)
    # From the inside out: what is added last sees a request first.
    app.add_middleware(Idempotency)
    app.add_middleware(ETags)
    app.add_middleware(AnswerMemory)
    app.add_middleware(Budget, requests=chosen.rate_limit, attempts=chosen.attempt_limit)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_allowed_hosts(chosen))
    app.add_middleware(PlainErrors)
    app.add_middleware(_Hardened)
    app.add_middleware(RequestIds)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: ApiSettings = app.state.settings
    database = Database(settings.app_url)
    migrate(database)
    queue = CallQueue(settings.engine_url)
    app.state.database = database
    app.state.teams = Teams(settings, home=database)
    app.state.glance = Glances(app.state.teams)
    app.state.queue = queue
    app.state.blobs = BlobStore(settings.audio_dir)
    app.state.blobs.sweep()
    app.state.door = Door(
        database=database, blobs=app.state.blobs, queue=queue, limit_bytes=settings.max_upload_mb * 1_000_000
    )
    # What was complete when the process before this one died becomes a call now.
    _finish_uploads(app)
    if not settings.demo:
        _prepare_setup(database, settings.data_dir)
    if settings.demo:
        app.state.page_key = demo_key(database, settings.data_dir)
    # Beside the first requests, which need not wait for it unless they ask for numbers.
    warming = Thread(target=_warm_up, args=(database,), name="warm-up", daemon=True)
    warming.start()
    app.state.assistants = Assistants(VERSION)
    yield
    warming.join()
    await app.state.assistants.close()
    queue.close()
    app.state.glance.close()
    app.state.teams.close()


def _finish_uploads(app: FastAPI) -> None:
    teams: Teams = app.state.teams
    for team_id, database in teams.every():
        blobs, queue = teams.blobs(team_id), app.state.queue
        of_team = queue if team_id == FIRST_TEAM else queue.of(team_id)
        finish_all(uploads.uploads_in(blobs), app.state.door.into(database=database, blobs=blobs, queue=of_team))


def _prepare_setup(database: Database, data_dir: Path) -> None:
    with database.reading() as session:
        done = has_people(session)
    if done:
        drop_setup_code(data_dir)
    else:
        setup_code(data_dir)


def _warm_up(database: Database) -> None:
    try:
        database.warm_up()
        with database.reading() as session:
            # What the first pages rest on, and with it the libraries that are loaded when they are asked for.
            shifts_along(session, Window(), listed={name.id for name in theme_names(session)})
    except Exception:
        # A request that needs the counts will say what is wrong with them.
        logging.getLogger(__name__).warning("The counts could not be read at the start.", exc_info=True)


def demo_key(database: Database, data_dir: Path) -> str:
    """Return the key with which the demo's pages do everything, kept in the data folder, readable by its owner only."""
    path = data_dir / "demo-key"
    kept = path.read_text().strip() if path.exists() else ""
    scopes = frozenset(Scope)
    with database.transaction() as session:
        with contextlib.suppress(Unauthorized):
            # A key from before an update may lack what pages can do by now.
            if check_key(session, kept).scopes >= scopes:
                return kept
        _, secret = create_key(session, "demo", scopes=scopes)
    path.touch(mode=0o600)
    path.write_text(secret)
    return secret


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _allowed_hosts(settings: ApiSettings) -> list[str]:
    # A page elsewhere that points its own name at this machine must not be answered (DNS rebinding).
    if _is_loopback(settings.host) or settings.allowed_hosts:
        return [*_LOOPBACK_NAMES, settings.host, *settings.allowed_hosts]
    return ["*"]


class _Hardened:
    """Says in every response what a browser may do with it. Plain ASGI: it is in the way of every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }

    async def __call__(self, scope: ASGIScope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add what its response lacks."""

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, hardened if scope["type"] == "http" else send)
