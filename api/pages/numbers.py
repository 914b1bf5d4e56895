"""Pages of many themes at once: what changed, and the heat map."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import Caller, CanReadThemes, DatabaseDep
from api.cached import RememberedView
from api.pages.filters import chosen
from api.pages.narrowing import Narrowed, NarrowedDep, sentence_of, span_words
from api.pages.numbering import CUTS, TOLD
from api.pages.render import page
from api.pages.wording import day
from api.pages.worked_out import SPANS, compared_windows, heat_cut
from api.theme_comparison import Changed, Comparison, compare, with_figures
from api.theme_figures import Part, parts_of
from api.theme_listing import ordered_names
from api.windows import calls_in, cut_to, evidence_of
from calls.cut import Cut
from calls.moment import Kind
from insight.change import Change
from insight.rates import Rate
from insight.verdicts import Verdict
from store.cursor import decode_cursor, encode_cursor
from store.theme_list import ThemeChoice, ThemeName

THEMES_A_MAP = 40

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A theme in one of the windows that are compared, where its quotes are, and the query that opens them.

    `all_href` is where all analysed calls of the window are.
    """

    calls: int
    rate: Rate
    href: str
    evidence: str
    all_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A theme that changed."""

    theme: ThemeName
    value: str
    href: str
    verdict: Verdict
    change: Change
    earlier: Side
    later: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A theme by the values of a cut; each cell with where its quotes are and the query that opens them."""

    theme: ThemeName
    cells: tuple[tuple[Part, str, str], ...]


@router.get("/changes", dependencies=[RememberedView])
def changes(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    here: NarrowedDep,
    kind: str = "",
    span: str = "",
    by: str = "",
) -> Response:
    """Show what is new, rising, falling and gone; `by` looks within the values of a cut."""
    wanted, cut = chosen(Kind, kind), chosen(Cut, by)
    cut = cut if cut in CUTS else None
    with db.reading() as session:
        later, before = compared_windows(session, here.window, span)
        compared = compare(session, later, before, by=cut)
        keys = [key for key in compared.keys() if wanted in (None, compared.names[key[2]].kind)]  # noqa: SIM118
        moved = [key for key in keys if compared.sets[key[-1]].verdict(key[2]) in TOLD]
        lines = [change_line(each, here, cut=cut) for each in with_figures(session, compared, moved)]
        picks = here.picks(session)
    return page(
        request,
        "changes.html",
        who=who,
        here=here,
        kind=wanted,
        span=span,
        spans={name: title for name, (title, _, _) in SPANS.items()},
        cut=cut,
        looked_at=compared.looked_at,
        compared=compared_words(compared),
        found={
            verdict: [line for line in lines if line.verdict is verdict]
            for verdict in (Verdict.NEW, Verdict.RISING, Verdict.FALLING, Verdict.GONE)
        },
        still={
            verdict: [
                (compared.names[theme_id], sentence_of(cut, value, here.in_full) if cut else "")
                for _, _, theme_id, value in keys
                if compared.sets[value].verdict(theme_id) is verdict
            ]
            for verdict in (Verdict.STEADY, Verdict.TOO_FEW)
        },
        picks=picks,
        narrow=bool(here.query),
    )


def compared_words(compared: Comparison) -> str:
    """Return what is set side by side, in words; within the values of a cut the halves differ from one to the next."""
    one = next(iter(compared.sets.values()), None)
    if one is None or one.later.start_from is None:
        return ""
    if one.basis == "windows":
        return f"{span_words(one.later)} with {span_words(one.earlier)}"
    if compared.by is not None:
        return "Along the time of all calls"
    return f"Along the time of all calls; the halves meet on {day(one.later.start_from)}"


def change_line(each: Changed, here: Narrowed, *, cut: Cut | None) -> ChangeLine:
    """Return a change as pages show it: both sides, each with where its quotes are."""
    shifts = each.shifts
    sides = [
        Side(
            calls=figures.calls,
            rate=figures.rate,
            href=f"{replace(here, window=window).to(f'/themes/{each.name.id}')}#quotes",
            evidence=evidence_of(each.name.id, window, in_full=here.in_full),
            all_href=replace(here, window=window).to("/calls", analysed="true"),
        )
        for figures, window in ((each.earlier, shifts.earlier), (each.later, shifts.later))
    ]
    path = f"/themes/{each.name.id}"
    return ChangeLine(
        theme=each.name,
        value=sentence_of(cut, each.value, here.in_full) if cut else "",
        href=here.to_value(path, cut, each.value) if cut else here.to(path),
        verdict=shifts.verdict(each.name.id),
        change=shifts.changes[each.name.id],
        earlier=sides[0],
        later=sides[1],
    )


@router.get("/heat", dependencies=[RememberedView])
def heat(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    here: NarrowedDep,
    kind: str = "",
    by: str = "",
    cursor: str | None = None,
) -> Response:
    """Show themes by the values of a cut, each cell open to its quotes."""
    wanted = chosen(Kind, kind)
    after = decode_cursor(cursor, types=(int, int, int, str)) if cursor is not None else None
    with db.reading() as session:
        picks = here.picks(session)
        cut = heat_cut(session, here.window, by)
        found = ordered_names(session, ThemeChoice(kind=wanted, parent_id=""), here.window, only_voiced=True)
        names = [(key, name) for key, name in found if after is None or key > tuple(after)]
        shown = [name for _, name in names[:THEMES_A_MAP]]
        parts = parts_of(session, here.window, [name.id for name in shown], by=cut)
    older = encode_cursor(names[THEMES_A_MAP - 1][0]) if len(names) > THEMES_A_MAP else None
    return page(
        request,
        "heat.html",
        who=who,
        here=here,
        kind=wanted,
        cut=cut,
        columns=[
            (
                sentence_of(cut, value, here.in_full),
                rate.n,
                calls_in(cut_to(here.window, cut, value), in_full=here.in_full),
                here.to_value("/calls", cut, value, analysed="true"),
            )
            for value, rate in parts.calls.items()
        ],
        left_out=parts.left_out,
        rows=[_heat_row(name, parts.rows[name.id], here, cut=cut) for name in shown],
        cut_tabs=[(each, here.to("/heat", kind=kind, by=each.value)) for each in CUTS],
        picks=picks,
        narrow=bool(here.query),
        older=here.to("/heat", kind=kind, by=by, cursor=older) if older else None,
        first=here.to("/heat", kind=kind, by=by) if cursor else None,
    )


def _heat_row(name: ThemeName, parts: tuple[Part, ...], here: Narrowed, *, cut: Cut) -> HeatRow:
    return HeatRow(
        theme=name,
        cells=tuple(
            (
                part,
                f"{here.to_value(f'/themes/{name.id}', cut, part.value, by=cut.value)}#quotes",
                evidence_of(name.id, cut_to(here.window, cut, part.value), in_full=here.in_full),
            )
            for part in parts
        ),
    )
