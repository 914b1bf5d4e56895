"""What the OpenAPI document says of headers: those that every answer has, and those that a request may have.

Middlewares read and write them, so no route's signature tells of them. A 304 is told of with `ETag` alone: as an answer
of each operation it would leave a typed client nothing to be sure of.
"""

from typing import Any

Told = dict[str, Any]

HEADERS: dict[str, Told] = {
    "X-Request-Id": {
        "description": "Names the request in the log and in errors: your own where you sent a sane one.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "The budget: so many requests (`q`) in so many seconds (`w`); not there where it is off.",
        "schema": {"type": "string"},
        "example": '"requests";q=3000;w=60',
    },
    "RateLimit": {
        "description": "What is left of it (`r`), and in how many seconds it is full again (`t`).",
        "schema": {"type": "string"},
        "example": '"requests";r=2999;t=60',
    },
    "ETag": {
        "description": "Send it as `If-None-Match` next time: while nothing changed the answer is an empty 304.",
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "Where what was made is, or how far it is.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "In how many seconds to ask again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "Idempotency-Replayed": {
        "description": "`true` where this is the answer from the first time.",
        "schema": {"type": "string"},
    },
}
_ON_SUCCESS = ("X-Request-Id", "RateLimit-Policy", "RateLimit")
_TO_WAIT = {"429": ("Retry-After", "RateLimit-Policy", "RateLimit"), "409": ("Retry-After",), "503": ("Retry-After",)}
_IDEMPOTENCY_KEY: Told = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "For 24 hours the same request with the same key is done once, and answered as the first time. With "
    "another request it is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_KEY_IN_USE = {
    "description": "It does not go with what is there; or the first request with the key is being worked on."
}


def tell_headers(operation: Told, *, method: str, path: str) -> None:
    """Add to an operation of the document which headers it takes and answers with."""
    # An upload in parts says itself where it goes on.
    if method == "post" and not path.startswith("/v1/uploads"):
        operation.setdefault("parameters", []).append(dict(_IDEMPOTENCY_KEY))
        operation["responses"].setdefault("409", dict(_KEY_IN_USE))
    for status, answer in operation["responses"].items():
        names = list(_TO_WAIT.get(status, ()))
        if status.startswith("2"):
            names += _ON_SUCCESS
        if status in ("201", "202"):
            names.append("Location")
        if method == "get" and status == "200" and "application/json" in answer.get("content", {}):
            names.append("ETag")
        if method == "post" and status.startswith("2"):
            names.append("Idempotency-Replayed")
        if names:
            answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)}
