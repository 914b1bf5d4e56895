"""The review queue: one quote at a time, is it about its theme? What people say measures how right themes are."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep
from api.judging import judge, take_back
from api.pages.filters import chosen, link
from api.pages.render import may_change_themes, may_write, page
from api.redacting import redacts
from api.reviewing import answer, next_question, precision_of
from api.reviews import shown_question
from api.theme_figures import figures_of
from calls.errors import Forbidden, InvalidInput
from calls.judgement import Verdict
from calls.review import Answer
from store.keys import Scope
from store.reviews import remove_review, reviewed
from store.theme_list import theme_names
from store.themes import Window, resolve_theme

router = APIRouter(include_in_schema=False, prefix="/reviews")
Reader = Annotated[Caller, CanReadThemes]
Writer = Annotated[Caller, CanWriteThemes]
Text = Annotated[str, Form()]
# Wrong, and no moment of the kind at all: it is put aside, too.
_NONE_AT_ALL = "none"


@router.get("")
def reviews(
    request: Request,
    db: DatabaseDep,
    who: Reader,
    theme_id: str = "",
    theme: str = "",
    was: str = "",
    of: str = "",
    said: str = "",
    correction: str = "",
) -> Response:
    """Ask about the next quote, of one theme or of whichever waits; `was` of theme `of` was answered just before.

    `theme` is what `theme_id` was called once; addresses that were kept still lead to their theme.
    """
    if theme and not theme_id:
        return RedirectResponse(link("/reviews", theme_id=theme), 302)
    with db.reading() as session:
        only = resolve_theme(session, theme_id) if theme_id else None
        asked = next_question(session, only)
        # As on the pages of themes, personal data is hidden whoever looks.
        shown = shown_question(session, asked, in_full=not redacts(request)) if asked else None
        names = {name.id: name for name in theme_names(session)}
        found = reviewed(session)
        rate = figures_of(session, Window(), [only])[only].rate if only else None
    measured = [(names[each], precision_of(said_of)) for each, said_of in found.items() if each in names]
    return page(
        request,
        "reviews.html",
        who=who,
        asked=shown,
        theme_id=theme_id,
        only=names.get(only) if only else None,
        of_theme=precision_of(found[only]) if only in found else None,
        rate=rate,
        measured=sorted(measured, key=lambda pair: (-pair[1].reviewed.answered, pair[0].label)),
        just_said={"moment": was, "of": of, "said": said, "correction": correction} if was and of else None,
        may_review=may_change_themes(request, who),
        may_correct=may_write(request, who),
    )


@router.post("")
def say(
    request: Request,
    db: DatabaseDep,
    who: Writer,
    of: Text = "",
    moment: Text = "",
    said: Text = "",
    theme_id: Text = "",
) -> Response:
    """Keep what a person says of a quote and go on to the next."""
    correction = ""
    wanted = Answer.WRONG if said == _NONE_AT_ALL else chosen(Answer, said)
    if wanted is None:
        raise InvalidInput("Say whether the quote is about the theme: right, wrong or skipped.")
    if said == _NONE_AT_ALL and not who.may(Scope.CALLS_WRITE):
        raise Forbidden("This key may not do that: putting a moment aside needs the scope calls:write.")
    with db.transaction() as session:
        answer(session, resolve_theme(session, of), moment, said=wanted, made_by=who.name)
    if said == _NONE_AT_ALL:
        correction = judge(request, moment, verdict=Verdict.REJECT, asked=None, made_by=who.name)[0].id
    return RedirectResponse(
        link("/reviews", theme_id=theme_id, was=moment, of=of, said=said, correction=correction), 303
    )


@router.post("/undo")
def undo(
    request: Request,
    db: DatabaseDep,
    who: Writer,
    of: Text = "",
    moment: Text = "",
    theme_id: Text = "",
    correction: Text = "",
) -> Response:
    """Take back what was said of a quote, and that it was put aside."""
    if correction:
        if not who.may(Scope.CALLS_WRITE):
            raise Forbidden("This key may not do that: it lacks the scope calls:write.")
        take_back(request, correction)
    with db.transaction() as session:
        remove_review(session, resolve_theme(session, of), moment)
    return RedirectResponse(link("/reviews", theme_id=theme_id), 303)
