"""The OpenAPI document: what FastAPI makes of the routes, in the names and with the facts that others build on.

Operation ids are the names of the route functions; each operation says which scope it takes; every error is a problem.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from api import access
from api.contract_headers import HEADERS, tell_headers
from store.keys import Scope

_SCOPES: dict[Callable[..., Any] | None, Scope] = {access.needs(scope): scope for scope in Scope}
# Two rooms may have a class of the same name; these are told apart by what they are of.
_NAMES = {
    "insight__verdicts__Verdict": "ChangeVerdict",
    "calls__judgement__Verdict": "JudgementVerdict",
    "api__theme_wire__PartOut": "ThemePartOut",
    "api__analyses__PartOut": "ComparedPartOut",
}
# How a message is framed is HTTP's and the client's library's matter; the last is the uploads library's own switch.
_NO_PARAMETERS = {"content-length", "content-type", "post_request"}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key made with `talktrack keys create`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": access.COOKIE,
        "description": "Somebody who is signed in on the pages; their role has the scopes.",
    },
}
_ABOUT = """Lists answer `{"items", "next_cursor"}`: ask again with `cursor=next_cursor` until it is null; `limit` is
at most 100. `from` and `to` are on the start of the call, `to` not included. A request for less than all calls, such as
`segment=mid-market`, narrows every number of the answer; each `evidence` is the query that opens the number beside it.

Without `calls:write` answers have no personal data, and say `redacted: true`. Errors are problems after RFC 9457:
`type` and `code` are stable, `detail` says what to do."""


def operation_id(route: APIRoute) -> str:
    """Return the id of an operation: the name of its function."""
    return route.name


def describe(app: FastAPI) -> None:
    """Make an application answer with this document. The same one for the same routes, byte for byte."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = openapi_of(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    made = get_openapi(title=app.title, version=app.version, summary=app.summary, description=_ABOUT, routes=app.routes)
    scopes = dict(_scopes_of(app))
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            tell_headers(operation, method=method, path=path)
            _tell(operation, scopes.get((method, path)))
    schemas = made["components"]["schemas"]
    named: dict[str, Any] = _renamed(made, {name: _name_of(name) for name in schemas})
    named["components"] = {
        "headers": HEADERS,
        "schemas": {name: _schema(name, each) for name, each in sorted(named["components"]["schemas"].items())},
        "securitySchemes": _SECURITY,
    }
    named["servers"] = [{"url": "/", "description": "Where this document is from."}]
    return named


def _scopes_of(app: FastAPI) -> Iterator[tuple[tuple[str, str], Scope]]:
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        found = [each for each in (_scope_in(dependant) if dependant else ()) if each]
        for method in getattr(route, "methods", None) or ():
            if found:
                yield (method.lower(), str(route.path)), found[0]


def _scope_in(dependant: Dependant) -> Iterator[Scope | None]:
    for each in dependant.dependencies:
        yield _SCOPES.get(each.call)
        yield from _scope_in(each)


def _tell(operation: dict[str, Any], scope: Scope | None) -> None:
    operation["summary"] = _summary(operation)
    if scope is not None:
        operation["x-scope"] = scope.value
    if "security" in operation:
        operation["security"] = [{name: [scope.value] if scope else []} for name in _SECURITY]
    if "requestBody" in operation:
        operation["responses"].setdefault("400", {"description": "The body is not of its media type."})
    for status, response in operation["responses"].items():
        if status.startswith(("4", "5")):
            response["content"] = _PROBLEM
    told = [each for each in operation.get("parameters", ()) if each["name"] not in _NO_PARAMETERS]
    for parameter in told:
        parameter["schema"].pop("title", None)
    if told:
        operation["parameters"] = told
    else:
        operation.pop("parameters", None)


def _summary(operation: dict[str, Any]) -> str:
    first, *_ = re.split(r"[.:;](?:\s|$)", str(operation.get("description", "")), maxsplit=1)
    return " ".join(first.split()) or str(operation["summary"])


def _name_of(made: str) -> str:
    """Return a readable name for one that FastAPI put together: `ListOut_CallOut_` is a `CallPage`."""
    if made in _NAMES:
        return _NAMES[made]
    page = re.fullmatch(r"(Counted)?ListOut_(\w+?)(?:Out)?_", made)
    if page:
        return f"{page[1] or ''}{page[2]}Page"
    *rooms, name = made.split("__")
    return "".join(part.capitalize() for part in rooms[-1].split("_")) + name if rooms else made


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    # A title that only says the field's name again makes every client's code longer.
    fields = {field: {k: v for k, v in each.items() if k != "title"} for field, each in _fields(schema).items()}
    told = {**schema, "title": name, **({"properties": fields} if fields else {})}
    if name.endswith("Page"):
        told["required"] = [*fields]  # the last page says so, it does not leave it out
    return told


def _fields(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = schema.get("properties", {})
    return found


def _renamed(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_renamed(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    done = {key: _renamed(value, names) for key, value in part.items()}
    if isinstance(done.get("$ref"), str):
        head, _, name = done["$ref"].rpartition("/")
        done["$ref"] = f"{head}/{names.get(name, name)}"
    if isinstance(done.get("schemas"), dict):
        done["schemas"] = {names[name]: each for name, each in done["schemas"].items()}
    return done
