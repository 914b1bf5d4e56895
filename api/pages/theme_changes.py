"""What people do with a theme on its page: plain forms, each answered by going back with a word on what was done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep
from api.pages.filters import link
from api.pages.render import may_change_themes, page
from api.pages.signin import safe_next
from api.pages.wording import event_words
from api.redacting import redacts, shown_evidence
from calls.errors import InvalidInput, NotFound
from store.moments import Evidence, MomentFilter, list_moments
from store.session import Database, Session
from store.theme_changes import (
    StoredTheme,
    accept_theme,
    archive_theme,
    nest_theme,
    parts,
    pin_theme,
    rename_theme,
    restore_theme,
    stored_theme,
)
from store.theme_changes_moments import merge_themes, move_moments, split_moments, split_part
from store.theme_changes_undo import undo_event
from store.theme_history import EventView, find_former, get_event, lineage, theme_called, themes_of_kind

QUOTES_A_PAGE = 25
_EVENTS_ON_THEME, _EVENTS_A_PAGE, _MOST_NAMES = 8, 50, 1_000

router = APIRouter(include_in_schema=False, prefix="/themes")
Writer = Annotated[Caller, CanWriteThemes]
Text = Annotated[str, Form()]
Ticked = Annotated[list[str] | None, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event and what it was, in words."""

    view: EventView
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTools:
    """What a theme's page shows of what people do with it. Without `may_change` it only tells."""

    theme: StoredTheme
    may_change: bool
    notice: Told | None
    names: tuple[str, ...]
    parts: tuple[StoredTheme, ...]
    parent: StoredTheme | None
    former: tuple[str, ...]
    quotes: tuple[Evidence, ...]
    history: tuple[Told, ...]
    more_history: bool


def theme_tools(request: Request, session: Session, who: Caller | None, theme_id: str) -> ThemeTools:
    """Return what the tools of a theme's page show; `theme_id` is that of a theme that answers for itself."""
    theme = stored_theme(session, theme_id)
    may_change = may_change_themes(request, who)
    quotes: tuple[Evidence, ...] = ()
    if may_change:
        cursor = request.query_params.get("cursor")
        found = list_moments(session, MomentFilter(theme_id=theme.id), limit=QUOTES_A_PAGE, cursor=cursor)
        quotes = tuple(shown_evidence(session, found.items, in_full=not redacts(request)))
    done = lineage(session, theme.id, limit=_EVENTS_ON_THEME)
    return ThemeTools(
        theme=theme,
        may_change=may_change,
        notice=notice_of(session, request.query_params.get("changed", "")),
        names=_names(session, theme) if may_change else (),
        parts=parts(session, theme.id),
        parent=stored_theme(session, theme.parent_id) if theme.parent_id else None,
        former=find_former(session, theme.id),
        quotes=quotes,
        history=tuple(_told(session, view) for view in done.items),
        more_history=done.next_cursor is not None,
    )


def _names(session: Session, theme: StoredTheme) -> tuple[str, ...]:
    """Return how to call the other themes of the kind: by label, with the id where several have the same."""
    others = [each for each in themes_of_kind(session, theme.kind, limit=_MOST_NAMES) if each.theme_id != theme.id]
    called = Counter([each.label.casefold() for each in others] + [theme.label.casefold()])
    return tuple(
        each.label if called[each.label.casefold()] == 1 else f"{each.label} · {each.theme_id}" for each in others
    )


def notice_of(session: Session, number: str) -> Told | None:
    """Return the event that a page was led back to after it, in words; None where the number names none."""
    try:
        return _told(session, get_event(session, int(number)))
    except (ValueError, NotFound):
        return None


def _told(session: Session, view: EventView) -> Told:
    undid = get_event(session, view.event.undid) if view.event.undid else None
    return Told(view=view, words=event_words(view, undid))


@router.post("/events/{number}/undo")
def undo(number: int, db: DatabaseDep, who: Writer, back: Text = "") -> Response:
    """Undo what was done, and go back, or to the theme it was done with."""
    with db.transaction() as session:
        undone, _ = undo_event(session, number, made_by=who.name)
        theme_id = get_event(session, undone).event.theme_id
    return _back(theme_id, undone, back)


@router.post("/{theme_id}/state")
def put(theme_id: str, db: DatabaseDep, who: Writer, to: Text = "", back: Text = "") -> Response:
    """Accept, archive, restore, pin or unpin a theme, or take it out of the one it is part of."""
    deeds: dict[str, Callable[[Session], int | None]] = {
        "accepted": lambda session: accept_theme(session, theme_id, made_by=who.name),
        "archived": lambda session: archive_theme(session, theme_id, made_by=who.name),
        "restored": lambda session: restore_theme(session, theme_id, made_by=who.name),
        "pinned": lambda session: pin_theme(session, theme_id, pinned=True, made_by=who.name),
        "unpinned": lambda session: pin_theme(session, theme_id, pinned=False, made_by=who.name),
        "taken_out": lambda session: nest_theme(session, theme_id, None, made_by=who.name),
    }
    if to not in deeds:
        raise InvalidInput(f"Say what the theme is to be: {', '.join(deeds)}.")
    return _done(db, theme_id, deeds[to], back=back)


@router.post("/{theme_id}/rename")
def rename(theme_id: str, db: DatabaseDep, who: Writer, label: Text = "", back: Text = "") -> Response:
    """Rename a theme."""
    return _done(db, theme_id, lambda session: rename_theme(session, theme_id, label, made_by=who.name), back=back)


@router.post("/{theme_id}/merge")
def merge(theme_id: str, db: DatabaseDep, who: Writer, into: Text = "") -> Response:
    """Merge a theme into another one, and go there."""
    return _done(
        db,
        theme_id,
        lambda session: merge_themes(session, theme_id, into=_meant(session, theme_id, into), made_by=who.name),
    )


@router.post("/{theme_id}/nest")
def nest(theme_id: str, db: DatabaseDep, who: Writer, under: Text = "") -> Response:
    """Make a theme part of another one."""
    return _done(
        db,
        theme_id,
        lambda session: nest_theme(session, theme_id, _meant(session, theme_id, under), made_by=who.name),
    )


@router.post("/{theme_id}/quotes")
def sort_quotes(
    theme_id: str, db: DatabaseDep, who: Writer, do: Text = "", moment: Ticked = None, label: Text = "", to: Text = ""
) -> Response:
    """Split ticked quotes off into a new theme, move them to another one, or put them in none."""
    chosen = moment or []
    if not chosen:
        raise InvalidInput("Tick the quotes that belong elsewhere first.")
    if do == "split" and to.strip() and not label.strip():
        # Enter in the field of the other theme presses the form's first button.
        do = "move"
    if do == "split":
        with db.transaction() as session:
            number, _ = split_moments(session, theme_id, chosen, label=label, made_by=who.name)
            made = get_event(session, number).event.other_id
        return _back(made or theme_id, number)
    if do not in ("move", "none"):
        raise InvalidInput("Say what to do with the quotes: split, move or none.")

    def moved(session: Session) -> int | None:
        target = _meant(session, theme_id, to) if do == "move" else None
        return move_moments(session, theme_id, chosen, to=target, made_by=who.name)

    return _done(db, theme_id, moved)


@router.post("/{theme_id}/parts/{part_id}/split")
def split_off(theme_id: str, part_id: str, db: DatabaseDep, who: Writer, label: Text = "") -> Response:
    """Take a sub-theme out into a theme of its own."""
    return _done(db, part_id, lambda session: split_part(session, theme_id, part_id, label=label, made_by=who.name)[0])


@router.get("/{theme_id}/history")
def history(
    request: Request,
    theme_id: str,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Show everything people did with a theme."""
    with db.reading() as session:
        theme = stored_theme(session, theme_id)
        done = lineage(session, theme.id, limit=_EVENTS_A_PAGE, cursor=cursor)
        told = [_told(session, view) for view in done.items]
        former = find_former(session, theme.id)
    here = f"/themes/{theme.id}/history"
    return page(
        request,
        "theme_history.html",
        who=who,
        theme=theme,
        history=told,
        former=former,
        may_change=may_change_themes(request, who),
        older=link(here, cursor=done.next_cursor) if done.next_cursor else None,
        first=here if cursor else None,
    )


def _meant(session: Session, theme_id: str, text: str) -> str:
    return theme_called(session, text, kind=stored_theme(session, theme_id).kind)


def _done(db: Database, theme_id: str, does: Callable[[Session], int | None], *, back: str = "") -> Response:
    with db.transaction() as session:
        number = does(session)
        current = stored_theme(session, theme_id)
    return _back(current.id, number, back)


def _back(theme_id: str, number: int | None, back: str = "") -> Response:
    """Go back to the list it was done on, or to the theme's page; either says what was done and offers to undo it."""
    # Only This week sends people back; any other address is not ours to lead to.
    here = back if urlsplit(back).path == "/" and safe_next(back) == back else f"/themes/{theme_id}"
    if number is None:
        return RedirectResponse(here, 303)
    return RedirectResponse(f"{here}{'&' if '?' in here else '?'}changed={number}", 303)
