"""Asking the search service, which holds the model that the API does not: an answer within two seconds, or none."""

import json
import logging
import socket
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from api.settings import ApiSettings
from store.search_wire import PATH, TIME_OUT_S, Question
from store.unix_address import unix_address

_log = logging.getLogger("talktrack.api")
_MOST_BYTES = 10_000_000


def ask_meaning(settings: ApiSettings, question: Question) -> dict[int, float] | None:
    """Return quotes (numbers of texts) that mean something like the question, each with how alike it is.

    None where the search service does not answer: it is not running, still loading, or busy.
    """
    # Not within what is caught below: a question that cannot be written is a fault of ours, not a service that is away.
    body = json.dumps(question.as_dict())
    connection = _connection(settings)
    headers = {"Content-Type": "application/json"}
    if settings.search_secret is not None:
        headers["Authorization"] = f"Bearer {settings.search_secret.get_secret_value()}"
    try:
        connection.request("POST", PATH, body, headers)
        answer = connection.getresponse()
        content = json.loads(answer.read(_MOST_BYTES))
        if answer.status != 200:
            _log.info("the search service answered %s: %s", answer.status, content.get("error"))
            return None
        return {int(number): float(cosine) for number, cosine in content["items"]}
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
        _log.info("the search service did not answer: %s", error)
        return None
    finally:
        connection.close()


def _connection(settings: ApiSettings) -> HTTPConnection:
    if not settings.search_url:
        return _SocketConnection(settings.search_socket)
    address = urlsplit(settings.search_url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    return kind(address.hostname or "", address.port, timeout=TIME_OUT_S)


class _SocketConnection(HTTPConnection):
    """A connection to a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIME_OUT_S)
        self._path = path

    def connect(self) -> None:
        """Connect. Raises OSError where nothing listens."""
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            made.settimeout(self.timeout)
            with unix_address(self._path) as address:
                made.connect(address)
        except OSError:
            made.close()
            raise
        self.sock = made
