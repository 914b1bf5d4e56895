"""A language model behind an OpenAI-compatible chat endpoint: one question at a time, within limits, fully accounted.

Standard library only. Redirects are not followed, so the key goes nowhere but to the endpoint; nothing that is sent or
answered is logged.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from calls.errors import InvalidInput

TRIES = 3
MOST_ANSWER_BYTES = 2_000_000
LONGEST_WAIT_S = 10.0
# Where the endpoint does not count tokens, English has about this many characters in one.
CHARACTERS_PER_TOKEN = 4
_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504))
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))

Message = Mapping[str, str]


class ChatFailed(Exception):
    """The endpoint gave no answer that can be used; the message says why and holds nothing that was sent.

    `for_good` says that asking again is pointless: the key, the address or the model is refused.
    """

    def __init__(
        self, message: str, *, for_good: bool = False, again: bool = False, wait_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.for_good = for_good
        self.again = again
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the model is, and what it may cost.

    `timeout_s` bounds one request, `most_tokens` (in and out) what one call of audio may use.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    most_tokens: int = 60_000

    @property
    def host(self) -> str:
        """The machine it is on, for messages."""
        return urlsplit(self.url).hostname or ""

    @property
    def address(self) -> str:
        """Where questions are posted."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"


def endpoint(url: str | None, model: str | None, *, key: str | None, timeout_s: float, most_tokens: int) -> Endpoint:
    """Return a checked endpoint. Raises InvalidInput saying which setting is missing or wrong."""
    if not url or not model:
        raise InvalidInput(
            "This detector asks a language model: set TALKTRACK_LLM_URL (such as http://127.0.0.1:11434/v1) and "
            "TALKTRACK_LLM_MODEL, or choose another with TALKTRACK_DETECTOR."
        )
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise InvalidInput(
            "TALKTRACK_LLM_URL is an http or https address without a password in it; the key is TALKTRACK_LLM_KEY."
        )
    return Endpoint(url=url, model=model, key=key, timeout_s=timeout_s, most_tokens=most_tokens)


@dataclass(slots=True, kw_only=True)
class Account:
    """What asking about one call of audio came to."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failures: int = 0
    asked: int = 0
    answered: int = 0
    dropped_quotes: int = 0
    dropped_findings: int = 0
    stopped: str = ""

    @property
    def tokens(self) -> int:
        """Tokens used, in and out."""
        return self.tokens_in + self.tokens_out

    @property
    def share(self) -> float:
        """Share of the passages asked about that were answered, 1 where none was."""
        return round(self.answered / self.asked, 2) if self.asked else 1.0

    def as_dict(self) -> dict[str, int | str]:
        """Return the counts by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Chat:
    """Asks an endpoint. `sleep` is for tests."""

    def __init__(self, where: Endpoint, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = where
        self._sleep = sleep
        self._opener = _opener(where.host)

    def ask(self, messages: Sequence[Message], *, most_tokens: int, account: Account) -> str:
        """Return the model's answer. What the endpoint is in want of for the moment is tried TRIES times.

        Raises ChatFailed where none came, or where the call's budget does not allow the question.
        """
        body = self._body(messages, most_tokens)
        needed = len(body) // CHARACTERS_PER_TOKEN + most_tokens
        wait_s = 0.5
        for left in reversed(range(TRIES)):
            if account.tokens + needed > self.endpoint.most_tokens:
                raise ChatFailed("the budget of this call is used", for_good=True)
            account.requests += 1
            try:
                return self._accounted(self._post(body), body, account)
            except ChatFailed as failed:
                account.failures += 1
                if not failed.again or not left:
                    raise
                self._sleep(min(LONGEST_WAIT_S, wait_s if failed.wait_s is None else failed.wait_s))
                wait_s *= 4
        raise AssertionError("the last try returns or raises")

    def _body(self, messages: Sequence[Message], most_tokens: int) -> bytes:
        asked = {
            "model": self.endpoint.model,
            "messages": [dict(message) for message in messages],
            "temperature": 0,
            "max_tokens": most_tokens,
            "stream": False,
        }
        return json.dumps(asked).encode()

    def _post(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        request = Request(self.endpoint.address, data=body, headers=headers, method="POST")
        deadline = time.monotonic() + self.endpoint.timeout_s
        try:
            with self._opener.open(request, timeout=self.endpoint.timeout_s) as response:
                return _read_all(response, deadline)
        except HTTPError as error:
            with error:
                raise _refused(error) from None
        except TimeoutError:
            raise ChatFailed("no answer in time", again=True) from None
        except (OSError, ValueError, HTTPException) as error:
            late = isinstance(getattr(error, "reason", None), TimeoutError)
            why = "no answer in time" if late else f"cannot be reached ({type(error).__name__})"
            raise ChatFailed(why, again=True) from None

    def _accounted(self, answer: bytes, body: bytes, account: Account) -> str:
        """Return the text of an answer and count its tokens, as told or by its length."""
        try:
            told = json.loads(answer)
            text = told["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            account.tokens_in += len(body) // CHARACTERS_PER_TOKEN
            raise ChatFailed("the answer is not that of a chat endpoint") from None
        usage = told.get("usage") if isinstance(told.get("usage"), dict) else {}
        account.tokens_in += _count(usage.get("prompt_tokens"), len(body))
        account.tokens_out += _count(usage.get("completion_tokens"), len(text) if isinstance(text, str) else 0)
        if not isinstance(text, str):
            raise ChatFailed("the answer holds no text")
        return text


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: it could carry the key and the transcript elsewhere."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """Refuse."""


def _opener(host: str) -> OpenerDirector:
    """Return what posts; a model on this machine is reached without the proxy of the environment."""
    return build_opener(_Stay, *([ProxyHandler({})] if host in _LOOPBACK else []))


def _read_all(response: Any, deadline: float) -> bytes:
    parts, size = [], 0
    while part := response.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_ANSWER_BYTES:
            raise ChatFailed("the answer is far too long")
        if time.monotonic() > deadline:
            raise ChatFailed("no answer in time", again=True)
    return b"".join(parts)


def _refused(error: HTTPError) -> ChatFailed:
    said = error.headers.get("Retry-After", "") if error.headers else ""
    wait_s = float(said) if said.isdigit() else None
    again = error.code in _AGAIN
    return ChatFailed(f"it answered {error.code}", again=again, for_good=not again, wait_s=wait_s)


def _count(told: Any, characters: int) -> int:
    return told if isinstance(told, int) and told >= 0 else characters // CHARACTERS_PER_TOKEN
