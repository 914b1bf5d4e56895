"""/v1/themes compared: what changed between two windows or along one, and which themes go with winning."""

from datetime import datetime
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.access import CanReadThemes, DatabaseDep
from api.as_of import CountedListOut, as_of_fields
from api.cached import Remembered, forget
from api.including import including
from api.moments import MomentOut
from api.redacting import SeesAll, shown_evidence
from api.theme_comparison import Before, Changed, compare, with_figures
from api.theme_listing import is_beyond, ordered_names
from api.theme_numbers import cut_of
from api.theme_outcomes import OutcomeCount, ThemeOutcome, outcomes_of
from api.theme_params import ThemeId
from api.theme_wire import ChangeOut, ThemeNameOut, change_fields
from api.windows import WindowDep, calls_in, cut_to, evidence_of, shown_value
from api.wire import Cursor, Limit, RateOut, instant
from calls.cut import Cut
from calls.errors import InvalidInput
from calls.moment import Kind
from calls.outcome import Result
from insight.verdicts import Verdict
from store.cursor import decode_cursor, encode_cursor
from store.moments import MomentFilter, list_moments
from store.session import Session
from store.theme_list import ThemeChoice, ThemeName, name_of, theme_names
from store.themes import resolve_theme
from store.windows import Window

# Before `themes`: /v1/themes/changes is no theme's id.
router = APIRouter(prefix="/v1/themes", tags=["themes"])
BeforeFrom = Annotated[datetime | None, Query(description="Start of the window to compare with.")]
ChangeParts = Annotated[frozenset[str], including("evidence")]
_QUOTES = 3
BeforeTo = Annotated[datetime | None, Query(description="End of the window to compare with; by default `from`.")]


class ChangePartsOut(BaseModel):
    """What was asked for with `include`."""

    evidence: list[MomentOut] = Field(description="The newest three quotes of the theme in the same calls.")


class ThemeChangeOut(ChangeOut):
    """A theme, and how its rate changed: in all calls, or in those of one `value` of the cut `by`."""

    theme: ThemeNameOut
    by: Cut | None
    value: str | None
    included: ChangePartsOut | None = None


@router.get("/changes", dependencies=[CanReadThemes, Remembered])
def read_changes(
    request: Request,
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    before_from: BeforeFrom = None,
    before_to: BeforeTo = None,
    by: Annotated[Cut | None, Query(description="Look within each value of this cut; by default at all calls.")] = None,
    kind: Kind | None = None,
    verdict: Verdict | None = None,
    include: ChangeParts,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CountedListOut[ThemeChangeOut]:
    """List what changed: new themes first, then rising, falling, gone, steady ones, and those too few to say.

    With `from`, calls from then (up to `to`) are compared with those before: by default the same length of time just
    before `from`. Without, the change is that along all calls. Verdicts are made across all themes (and values of
    `by`), whatever `kind` and `verdict` then show.
    """
    after = decode_cursor(cursor, types=(int, float, str, str)) if cursor is not None else None
    if include:
        forget(request)
    with db.reading() as session:
        before = Before(start_from=instant(before_from), start_to=instant(before_to))
        compared = compare(session, window, before, by=cut_of(by) if by else None)
        wanted = [
            key
            for key in compared.keys()  # noqa: SIM118  (a comparison is no mapping)
            if verdict in (None, compared.sets[key[-1]].verdict(key[2]))
            and kind in (None, compared.names[key[2]].kind)
            and is_beyond(key, after)
        ]
        shown = with_figures(session, compared, wanted[:limit])
        parts = [_parts(session, each, compared.by, window, in_full=in_full) for each in shown] if include else []
        known = as_of_fields(session, window)
    items = [
        ThemeChangeOut(
            theme=ThemeNameOut.of(each.name),
            by=compared.by,
            value=shown_value(compared.by, each.value, in_full=in_full) if compared.by else None,
            **change_fields(each.name.id, each.shifts, (each.earlier, each.later), in_full=in_full),
            included=part,
        )
        for each, part in zip_longest(shown, parts)
    ]
    more = encode_cursor(wanted[limit - 1]) if len(wanted) > limit else None
    return CountedListOut(items=items, next_cursor=more, **known)


def _parts(session: Session, change: Changed, by: Cut | None, window: Window, *, in_full: bool) -> ChangePartsOut:
    narrowed = cut_to(window, by, change.value) if by else window
    page = list_moments(session, MomentFilter(theme_id=change.name.id, window=narrowed), limit=_QUOTES)
    shown = shown_evidence(session, page.items, in_full=in_full)
    return ChangePartsOut(evidence=[MomentOut.of(each, redacted=not in_full) for each in shown])


class OutcomeCallsOut(BaseModel):
    """Calls, and the query that opens them."""

    calls: int
    evidence: str


class OutcomeOut(BaseModel):
    """The calls of closed deals with one outcome, with the theme and without, each with the query that opens them."""

    outcome: str = Field(examples=["won"])
    result: Result
    with_theme: OutcomeCallsOut
    without: OutcomeCallsOut


class AssociationOut(BaseModel):
    """How often deals were won whose calls voice a theme, and how often others: an association, never a cause.

    Deals differ in more than the theme. Only calls of closed deals count; the unit is the call, and calls of one
    account are kept together. `difference` is the share won with the theme less that without, with its 95 % interval;
    `shown` says that it is beyond chance with the false discovery rate held at 5 % across all themes.
    """

    theme: ThemeNameOut
    with_theme: RateOut
    without: RateOut
    difference: float | None
    low: float | None
    high: float | None
    shown: bool
    too_few: bool
    outcomes: list[OutcomeOut]


@router.get("/association", dependencies=[CanReadThemes, Remembered])
def read_associations(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    kind: Kind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CountedListOut[AssociationOut]:
    """List how themes go with winning, those voiced in most calls first: association, never cause."""
    wanted = of_any_outcome(window)
    after = decode_cursor(cursor, types=(int, int, int, str)) if cursor is not None else None
    with db.reading() as session:
        found = ordered_names(session, ThemeChoice(kind=kind), wanted, only_voiced=True)
        rows = [pair for pair in found if is_beyond(pair[0], after)]
        shown = [name for _, name in rows[:limit]]
        listed = {name.id for name in theme_names(session)}
        outcomes = outcomes_of(session, wanted, listed=listed, closely=[name.id for name in shown])
        known = as_of_fields(session, window)
    items = [_association(name, outcomes[name.id], wanted, in_full=in_full) for name in shown]
    more = encode_cursor(rows[limit - 1][0]) if len(rows) > limit else None
    return CountedListOut(items=items, next_cursor=more, **known)


@router.get("/{theme_id}/association", dependencies=[CanReadThemes, Remembered])
def read_association(db: DatabaseDep, in_full: SeesAll, theme_id: ThemeId, window: WindowDep) -> AssociationOut:
    """Return how one theme goes with winning: association, never cause."""
    wanted = of_any_outcome(window)
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        listed = {name.id for name in theme_names(session)}
        outcome = outcomes_of(session, wanted, listed=listed, closely=[current])[current]
        name = name_of(session, current)
    return _association(name, outcome, wanted, in_full=in_full)


def of_any_outcome(window: Window) -> Window:
    """Return the window. Raises InvalidInput where it is narrowed to one outcome: won and lost are both wanted."""
    if window.outcome is not None:
        raise InvalidInput("Win rates are over won and lost deals: leave `outcome` out.")
    return window


def _association(name: ThemeName, found: ThemeOutcome, window: Window, *, in_full: bool) -> AssociationOut:
    one = found.association
    return AssociationOut(
        theme=ThemeNameOut.of(name),
        with_theme=RateOut.of(one.with_theme),
        without=RateOut.of(one.without),
        difference=one.difference,
        low=one.low,
        high=one.high,
        shown=one.shown,
        too_few=one.too_few,
        outcomes=[_outcome(name.id, each, window, in_full=in_full) for each in found.outcomes],
    )


def _outcome(theme_id: str, found: OutcomeCount, window: Window, *, in_full: bool) -> OutcomeOut:
    narrowed = cut_to(window, Cut.OUTCOME, found.outcome)
    return OutcomeOut(
        outcome=found.outcome,
        result=found.result,
        with_theme=OutcomeCallsOut(calls=found.with_theme, evidence=evidence_of(theme_id, narrowed, in_full=in_full)),
        without=OutcomeCallsOut(
            calls=found.without, evidence=calls_in(narrowed, in_full=in_full, without_theme_id=theme_id)
        ),
    )
