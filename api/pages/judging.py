"""What a person says of moments on the pages of a call and of a theme: plain forms, each answered by going back."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanWriteCalls
from api.judging import Missed, add, judge, take_back
from api.pages.filters import chosen
from api.pages.signin import safe_next
from calls.errors import InvalidInput
from calls.judgement import Label, Verdict
from calls.judging import label
from calls.moment import Category, Kind

router = APIRouter(include_in_schema=False)
Writer = Annotated[Caller, CanWriteCalls]
Text = Annotated[str, Form()]
LabelText = Annotated[str, Form(alias="label")]


@router.post("/moments/{moment_id}/verdict")
def say(
    request: Request, moment_id: str, who: Writer, verdict: Text = "", meant: LabelText = "", back: Text = "/"
) -> Response:
    """Confirm, reject or relabel a moment."""
    wanted = chosen(Verdict, verdict)
    if wanted is None or wanted is Verdict.ADD:
        raise InvalidInput("Say what you think of the moment: confirm, reject or relabel.")
    asked = _label(meant) if wanted is Verdict.RELABEL else None
    made, _ = judge(request, moment_id, verdict=wanted, asked=asked, made_by=who.name)
    return _back(back, judged=made.id)


@router.post("/calls/{call_id}/moments")
def mark(
    request: Request, call_id: str, who: Writer, turn: Annotated[int, Form()], version: Annotated[int, Form()],
    quote: Text = "", meant: LabelText = "",
) -> Response:  # fmt: skip
    """Add a moment that was missed."""
    missed = Missed(turn_index=turn, quote=quote, label=_label(meant), version=version)
    add(request, call_id, missed, made_by=who.name)
    return RedirectResponse(f"/calls/{call_id}#turn-{turn}", 303)


@router.post("/corrections/{correction_id}/undo")
def undo(request: Request, correction_id: str, _who: Writer, back: Text = "/") -> Response:
    """Undo what was said of a moment."""
    take_back(request, correction_id)
    return _back(back, judged=None)


def _label(value: str) -> Label:
    """Read `objection:price` or `pain`. Raises InvalidInput."""
    kind, _, category = value.partition(":")
    found = chosen(Kind, kind)
    if found is None:
        raise InvalidInput("Choose what it is.")
    return label(found, chosen(Category, category))


def _back(text: str, *, judged: str | None) -> Response:
    """Go back to a page of this site; that of a theme is told what was judged, to say so and offer to undo it."""
    parts = urlsplit(safe_next(text))
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "judged"]
    if judged and parts.path.startswith("/themes/"):
        query.append(("judged", judged))
    address = parts.path + (f"?{urlencode(query)}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return RedirectResponse(address, 303)
