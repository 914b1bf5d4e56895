"""The search service: finds quotes by meaning for the API, which holds no model; a process beside a worker.

It listens on a socket in the data folder that only its owner can open and, where TALKTRACK_SEARCH_LISTEN says so, on an
address for other machines, where the secret has to be shown. One service a folder: another one waits for its turn.
"""

import fcntl
import hmac
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import click

from calls.errors import InvalidInput, NotFound, TalktrackError
from nlp.encoder import Encoder, Vectors
from nlp.encoders import build_encoder
from pipeline.meaning import TeamMeaning
from pipeline.settings import WorkerSettings
from store.keys import FIRST_TEAM
from store.search_wire import PATH, Question
from store.session import Database
from store.teams import Teams
from store.unix_address import unix_address

_log = logging.getLogger("talktrack.search")
_FOLLOW_EVERY_S = 1.0
_WAIT_FOR_TURN_S = 5.0
# A worker that has just started has better to do; whoever searches sooner has it loaded sooner.
_LOAD_AFTER_S = 20.0
_LOADED_WITHIN_S = 1.5
_LONGEST_BODY = 100_000
_REMEMBERED_QUESTIONS = 1_000


class SearchService:
    """Answers questions about the quotes of every team. Models and vectors are loaded late, and once."""

    def __init__(self, *, databases: Callable[[str], Database], encoder: Callable[[], Encoder]) -> None:
        self._databases, self._make_encoder = databases, encoder
        self._encoder: Encoder | None = None
        self._teams: dict[str, TeamMeaning] = {}
        self._encoding, self._opening = threading.Lock(), threading.Lock()
        self._wake = threading.Event()
        self._vector_of = lru_cache(maxsize=_REMEMBERED_QUESTIONS)(self._encode_one)

    def answer(self, question: Question) -> list[tuple[int, float]]:
        """Return quotes (numbers of texts) that mean something like the question, each with how alike it is.

        Raises NotFound for a team that is not there, and LoadingError while its vectors are being read.
        """
        team = self.team(question.team_id)
        end = time.monotonic() + _LOADED_WITHIN_S
        while not team.is_loaded:
            self._wake.set()
            if time.monotonic() > end:
                raise LoadingError("The vectors are being read; ask again in a while.")
            time.sleep(0.02)
        vector = self._vector_of(question.text)
        return team.search(vector, question.where, limit=question.limit, newest=question.newest)

    def team(self, team_id: str) -> TeamMeaning:
        """Return what is known of a team, from now on kept up to date. Raises NotFound."""
        with self._opening:
            if team_id not in self._teams:
                self._teams[team_id] = TeamMeaning(self._databases(team_id), encode=self._encode)
            return self._teams[team_id]

    def follow(self, stop: threading.Event, *, load_after_s: float = _LOAD_AFTER_S) -> None:
        """Until told to stop, keep every team that was asked about, and the first one, as its database has it."""
        self._wake.wait(load_after_s)
        while not stop.is_set():
            for team_id in {FIRST_TEAM, *self._teams}:
                try:
                    self.team(team_id).refresh()
                except Exception:
                    # A database that is away for a moment must not end it.
                    _log.exception("search could not follow team %s; trying again", team_id)
            self._warm_up()
            stop.wait(_FOLLOW_EVERY_S)

    def _warm_up(self) -> None:
        try:
            self._vector_of("warm")
        except Exception:
            # Weights that cannot be read now may be there in a moment; those who ask meanwhile are answered by words.
            _log.exception("search could not load its encoder; trying again")

    def _encode(self, texts: Any) -> Vectors:
        with self._encoding:
            if self._encoder is None:
                self._encoder = self._make_encoder()
            return self._encoder.encode(texts)

    def _encode_one(self, text: str) -> Vectors:
        vector: Vectors = self._encode([text])[0]
        vector.setflags(write=False)
        return vector


class LoadingError(TalktrackError):
    """The search service has not read a team's vectors yet."""

    code = "search_loading"
    retryable = True


class _Handler(BaseHTTPRequestHandler):
    """POST /search with a question; GET / says that it is up."""

    service: SearchService
    secret: str | None
    # A connection that says nothing must not hold a thread for ever.
    timeout = 10.0

    def do_GET(self) -> None:
        """Say that it is up."""
        self._say(HTTPStatus.OK, {"up": True})

    def do_POST(self) -> None:
        """Answer a question."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.secret is not None and not hmac.compare_digest(
            self.headers.get("Authorization", "").encode(), f"Bearer {self.secret}".encode()
        ):
            return self._say(HTTPStatus.UNAUTHORIZED, {"error": "TALKTRACK_SEARCH_SECRET is not the same here."})
        if self.path != PATH or not 0 < length <= _LONGEST_BODY:
            return self._say(HTTPStatus.NOT_FOUND, {"error": f"Only POST {PATH} is answered."})
        try:
            question = Question.from_dict(json.loads(self.rfile.read(length)))
            found = self.service.answer(question)
        except LoadingError as error:
            return self._say(HTTPStatus.SERVICE_UNAVAILABLE, {"error": error.message})
        except NotFound as error:
            return self._say(HTTPStatus.NOT_FOUND, {"error": error.message})
        except (KeyError, TypeError, ValueError) as error:
            return self._say(HTTPStatus.BAD_REQUEST, {"error": f"This is no question: {error}"})
        except Exception:
            _log.exception("a search failed")
            return self._say(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "Something broke; the log says what."})
        return self._say(HTTPStatus.OK, {"items": [[number, round(cosine, 6)] for number, cosine in found]})

    def log_message(self, *_: Any) -> None:
        """Say nothing of each question: what people search for is theirs."""

    def _say(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _OnAddress(ThreadingHTTPServer):
    daemon_threads = True


class _OnSocket(ThreadingHTTPServer):
    """The same on a Unix socket that only its owner may open."""

    address_family = socket.AF_UNIX
    daemon_threads = True

    def __init__(self, path: Path, handler: type[BaseHTTPRequestHandler]) -> None:
        self._path = path
        super().__init__(("", 0), handler)

    def server_bind(self) -> None:
        """Bind it, in the place of one that a service before left behind."""
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            with unix_address(self._path) as address:
                self.socket.bind(address)
        finally:
            os.umask(before)
        self.server_name, self.server_port = "localhost", 0


def serve(service: SearchService, settings: WorkerSettings, *, stop: threading.Event) -> None:
    """Answer on the socket, and on an address where one is set, until told to stop. Raises InvalidInput."""
    servers: list[ThreadingHTTPServer] = []
    if settings.search_listen:
        servers.append(_listening(service, settings))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    servers.append(_OnSocket(settings.search_socket, _handler(service, secret=None)))
    threads = [threading.Thread(target=each.serve_forever, args=(0.2,), daemon=True) for each in servers]
    try:
        for thread in threads:
            thread.start()
        service.follow(stop)
    finally:
        for each in servers:
            each.shutdown()
            each.server_close()
        settings.search_socket.unlink(missing_ok=True)


def _listening(service: SearchService, settings: WorkerSettings) -> ThreadingHTTPServer:
    host, _, port = (settings.search_listen or "").rpartition(":")
    if not host or not port.isdigit():
        raise InvalidInput("TALKTRACK_SEARCH_LISTEN names where to listen as HOST:PORT, such as 10.0.0.5:8100.")
    secret = settings.search_secret.get_secret_value() if settings.search_secret else ""
    if len(secret) < 16:
        raise InvalidInput("Serving searches to other machines needs TALKTRACK_SEARCH_SECRET, 16 characters or more.")
    return _OnAddress((host, int(port)), _handler(service, secret=secret))


def _handler(service: SearchService, *, secret: str | None) -> type[_Handler]:
    return type("Handler", (_Handler,), {"service": service, "secret": secret})


def run(settings: WorkerSettings) -> None:
    """Serve as soon as no other service of this data folder does."""
    lock = _turn(settings.data_dir)
    teams = Teams(settings)
    try:
        service = SearchService(databases=teams.database, encoder=lambda: build_encoder(settings.encoder))
        serve(service, settings, stop=threading.Event())
    finally:
        teams.close()
        lock.close()


def _turn(data_dir: Path) -> IO[str]:
    data_dir.mkdir(parents=True, exist_ok=True)
    file = (data_dir / "search.lock").open("w")
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_WAIT_FOR_TURN_S)
        else:
            return file


@click.command()
@click.option("--parent", type=int, required=True)
def main(parent: int) -> None:
    """Run the search service of a worker, and end when that worker is gone."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    settings = WorkerSettings()
    logging.getLogger("talktrack").setLevel(settings.log_level.upper())
    run(settings)


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    main()
