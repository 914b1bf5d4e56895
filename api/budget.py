"""How often somebody may ask: a budget of requests for each key or session, and for each address without either.

Answers say what is left, after the IETF draft "RateLimit header fields for HTTP":
`RateLimit-Policy: "requests";q=3000;w=60` and `RateLimit: "requests";r=2999;t=60`. Where wrong secrets are refused they
tell of the policy `attempts`. Each process counts for itself.
"""

import hashlib
import time
from dataclasses import dataclass

from fastapi import Request, Response
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import COOKIE, secret_of
from api.errors import problem
from api.pages.errors import page_error, wants_page
from calls.errors import InvalidInput, TooManyRequests

OFF = "off"
_NAME, _OF_ATTEMPTS = "requests", "attempts"
# Where secrets are tried out; a wrong one that is sent along counts everywhere.
_ATTEMPTS = ("/signin", "/setup", "/join/")
_MOST_KNOWN = 20_000
# The shared count is asked for so many requests at once: once for each would cost a fourth of a remembered answer.
_LEASES = 60


def limit_of(text: str) -> RateLimitItem | None:
    """Return how often is allowed, from `100/minute`; None for `off`. Raises InvalidInput."""
    if text.strip().lower() == OFF:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no rate limit; write it as 3000/minute, or off.") from error


@dataclass(slots=True)
class Left:
    """What somebody may still ask: `remaining` requests until `resets_at` (seconds since 1970)."""

    remaining: int
    resets_at: float
    leased: int = 0

    @property
    def seconds(self) -> int:
        """Whole seconds until the budget is full again, at least one."""
        return max(1, int(self.resets_at - time.time() + 0.999))


class Allowance:
    """Counts what each of many callers spent of one limit."""

    def __init__(self, limit: RateLimitItem) -> None:
        self.limit = limit
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._lease = max(1, limit.amount // _LEASES)
        self._left: dict[str, Left] = {}

    def spend(self, who: str) -> tuple[bool, Left]:
        """Take one request off somebody's budget; return whether there was one, and what is left."""
        left = self._left.get(who)
        if left is None or not left.leased or time.time() >= left.resets_at:
            left = self._renewed(who)
        if not left.leased:
            return False, left
        left.leased -= 1
        left.remaining -= 1
        return True, left

    def is_spent(self, who: str) -> Left | None:
        """Return what is left where that is nothing, None where there is something."""
        if self._limiter.test(self.limit, who):
            return None
        resets_at, remaining = self._limiter.get_window_stats(self.limit, who)
        return Left(remaining, resets_at)

    def _renewed(self, who: str) -> Left:
        leased = next((n for n in (self._lease, 1) if self._takes(who, n)), 0)
        resets_at, remaining = self._limiter.get_window_stats(self.limit, who)
        if len(self._left) >= _MOST_KNOWN:
            self._left.clear()
        self._left[who] = left = Left(remaining + leased, resets_at, leased)
        return left

    def _takes(self, who: str, cost: int) -> bool:
        # A hit that fails is counted nevertheless, so it is looked first.
        return bool(self._limiter.test(self.limit, who, cost=cost) and self._limiter.hit(self.limit, who, cost=cost))


class Budget:
    """The middleware that counts requests, says what is left, and answers 429 where nothing is."""

    def __init__(self, app: ASGIApp, *, requests: str, attempts: str) -> None:
        self.app = app
        limit, tries = limit_of(requests), limit_of(attempts)
        self._requests = Allowance(limit) if limit else None
        self._attempts = Allowance(tries) if tries else None
        # Secrets that were let in since the start: others on their address do not lock them out.
        self._good: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless its caller asked too often."""
        if scope["type"] != "http" or (self._requests is None and self._attempts is None):
            await self.app(scope, receive, send)
            return
        who, address = _who(scope), _address(scope)
        known = who in self._good
        tries = (who != "" and not known) or _is_attempt(scope)
        spent = self._attempts.is_spent(address) if tries and self._attempts else None
        if spent is not None and self._attempts is not None:
            refused = _refused(Request(scope), spent, _OF_ATTEMPTS)
            refused.raw_headers.extend(_fields(_OF_ATTEMPTS, self._attempts.limit, spent))
            await refused(scope, receive, send)
            return
        allowed, left = self._requests.spend(who or address) if self._requests else (True, None)
        said = _fields(_NAME, self._requests.limit, left) if self._requests and left else []

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].extend(said)
                if not known:
                    self._learn(message["status"], who=who, address=address, tries=tries)
            await send(message)

        if left is not None and not allowed:
            await _refused(Request(scope), left, _NAME)(scope, receive, counted)
        else:
            await self.app(scope, receive, counted)

    def _learn(self, status: int, *, who: str, address: str, tries: bool) -> None:
        if status == 401 and self._attempts is not None and tries:
            self._attempts.spend(address)
        elif status < 400 and who and who not in self._good:
            if len(self._good) >= _MOST_KNOWN:
                self._good.clear()
            self._good.add(who)


def _fields(name: str, limit: RateLimitItem, left: Left) -> list[tuple[bytes, bytes]]:
    """Return the headers that say what a policy allows and what is left of it."""
    return [
        (b"ratelimit-policy", f'"{name}";q={limit.amount};w={limit.get_expiry()}'.encode()),
        (b"ratelimit", f'"{name}";r={left.remaining};t={left.seconds}'.encode()),
    ]


def _refused(request: Request, left: Left, what: str) -> Response:
    seconds = left.seconds
    said = (
        f"Too many wrong secrets came from this address. Try again in {seconds} seconds."
        if what == _OF_ATTEMPTS
        else f"Those were too many requests. Ask again in {seconds} seconds, as Retry-After says."
    )
    if wants_page(request):
        answer = page_error(request, 429, said)
    else:
        answer = problem(request, 429, code=TooManyRequests.code, detail=said)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _who(scope: Scope) -> str:
    """Return what stands for the secret that a request carries; empty where it carries none."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    carried = headers.get(b"authorization", b"")
    if not carried and COOKIE.encode() in headers.get(b"cookie", b""):
        carried = secret_of(Request(scope)).encode()
    return hashlib.blake2b(carried, digest_size=16).hexdigest() if carried else ""


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return f"address {client[0]}" if client else "address unknown"


def _is_attempt(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and scope["path"].startswith(_ATTEMPTS))
