"""From a template and its values to an answer: the shell around every page, its policy and the demo's key."""

from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.access import COOKIE, Caller, team_database
from api.cached import nonce_for
from api.pages import numbering, wording
from api.pages.assets import assets
from api.pages.navigation import shell
from api.pages.policy import content_security_policy
from api.pages.sharing import Share, share_of
from store.analyses import Waiting, waiting
from store.keys import Scope


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        kind_name=wording.kind_name,
        moment_name=wording.moment_name,
        clock=wording.clock,
        day=wording.day,
        month=wording.month,
        when=wording.moment_in_time,
        interval=wording.interval,
        percent=wording.percent,
        sentence=wording.sentence,
        suspect=wording.suspect_words,
        basis=wording.basis,
        change=wording.change_words,
        verdict=wording.verdict_words,
        shortened=wording.shortened,
        difference=numbering.difference,
        heat=numbering.heat_class,
        points=wording.points,
        signed=wording.signed,
    )
    environment.globals.update(
        plural=wording.plural,
        rate_words=wording.rate_words,
        judged_right=wording.judged_right,
        label_choices=wording.label_choices(),
        judged_names=wording.JUDGED,
        kinds=wording.KINDS,
        call_states=wording.CALL_STATES,
        theme_states=wording.THEME_STATES,
        review_kinds=wording.REVIEW_KINDS,
        review_said=wording.REVIEW_SAID,
        cuts=numbering.CUTS,
        verdicts=numbering.VERDICTS,
        told=numbering.TOLD,
        analysis_states=wording.ANALYSIS_STATES,
        said_by_words=wording.SAID_BY,
    )
    return environment


_templates = _environment()


def page(
    request: Request,
    template: str,
    *,
    who: Caller | None = None,
    status: int = 200,
    shared: bool = True,
    **values: object,
) -> HTMLResponse:
    """Return a whole page. `who` is None where nobody is known, as on the sign-in page.

    What is not `shared` shows nothing to pass on yet.
    """
    nonce = nonce_for(request)
    demo = bool(request.app.state.settings.demo)
    html = _templates.get_template(template).render(
        values,
        assets=assets(),
        nonce=nonce,
        path=request.url.path,
        demo=demo,
        who=who,
        may_upload=may_write(request, who),
        shell=shell(request, who, may_upload=may_write(request, who)),
        waiting=told_waiting(request, who),
        share=_share(request, who) if shared and status == 200 else None,
    )
    answer = HTMLResponse(html, status)
    answer.headers["Content-Security-Policy"] = content_security_policy(nonce)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie, HX-Request"
    key = page_key(request)
    if key and request.cookies.get(COOKIE) != key:
        keep_key(request, answer, key)
    return answer


def told_waiting(request: Request, who: Caller | None) -> Waiting | None:
    """Return what readers are to know while there are several analyses: which one the numbers on a page are of."""
    if who is None or not who.may(Scope.THEMES_READ):
        return None
    with team_database(request).reading() as session:
        return waiting(session)


def _share(request: Request, who: Caller | None) -> Share | None:
    if who is None:
        return None
    with team_database(request).reading() as session:
        return share_of(request, session, who)


def fragment(template: str, **values: object) -> HTMLResponse:
    """Return a part of a page, for a page that refreshes it in place."""
    answer = HTMLResponse(_templates.get_template(template).render(values))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Vary"] = "Cookie, HX-Request"
    return answer


def wants_fragment(request: Request) -> bool:
    """Whether the request comes from a page that refreshes a part of itself."""
    return "hx-request" in request.headers


def page_key(request: Request) -> str | None:
    """Return the key that the demo gives to whoever opens a page, None outside the demo."""
    key: str | None = getattr(request.app.state, "page_key", None)
    return key if request.app.state.settings.demo else None


def keep_key(request: Request, answer: Response, key: str, *, days: int = 30) -> None:
    """Put a key or a session where no script reads it.

    A link from elsewhere opens the page as whoever is signed in; a form from elsewhere does not send it.
    """
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, key, max_age=days * 86_400, httponly=True, samesite="lax", secure=secure, path="/")


def may_write(request: Request, who: Caller | None) -> bool:
    """Whether the visitor may send recordings in and correct transcripts."""
    return page_key(request) is not None or (who is not None and who.may(Scope.CALLS_WRITE))


def may_change_themes(request: Request, who: Caller | None) -> bool:
    """Whether the visitor may make and change trackers."""
    return page_key(request) is not None or (who is not None and who.may(Scope.THEMES_WRITE))
