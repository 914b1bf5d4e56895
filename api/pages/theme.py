"""One theme: its figures, how it goes along time, where and with what it is voiced, and every quote that says so."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadThemes, DatabaseDep
from api.cached import RememberedView
from api.pages.filters import chosen
from api.pages.narrowing import Narrowed, NarrowedDep, sentence_of
from api.pages.numbering import association_words, change_words
from api.pages.render import may_write, page
from api.pages.theme_changes import theme_tools
from api.pages.themes import ThemeLine, all_shifts, theme_line, trend_points
from api.pages.trendline import bars
from api.pages.worked_out import theme_cut
from api.redacting import redacts, shown_evidence
from api.reviewing import theme_precision
from api.theme_figures import Figures, Part, Trend, midnight, parts_of, trends_of
from api.theme_listing import listed_themes, one_theme
from api.theme_outcomes import OutcomeCount, ThemeOutcome, outcomes_of
from api.theme_shifts import Shifts
from api.windows import between, calls_in, cut_to, evidence_of
from calls.cut import Cut
from calls.outcome import Result
from insight.rates import Rate, wilson
from insight.trends import Period
from store.judgements import JudgementFilter, JudgementView, Tally, find_judgement, list_judgements, theme_tallies
from store.moments import MomentFilter, list_moments
from store.session import Session
from store.theme_list import ThemeChoice, theme_names
from store.themes import resolve_theme
from store.windows import Window

QUOTES_A_PAGE = 25
VERDICTS_A_PAGE = 100
SUBTHEMES = 50
_CHART = (960.0, 220.0)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table of numbers: a theme in some calls, where its quotes are, and the query that opens them.

    `all_href` is where all analysed calls of the row are.
    """

    name: str
    figures: Figures
    href: str
    evidence: str
    all_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow(Row):
    """One step of the trend."""

    start: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow(Row):
    """One value of a cut."""

    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """The calls of closed deals with one outcome, with the theme and without, and the queries that open them."""

    name: str
    count: OutcomeCount
    href: str
    without_href: str
    with_evidence: str
    without_evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often people agreed with a theme's quotes, and the newest of what they said."""

    tally: Tally
    rate: Rate
    said: tuple[JudgementView, ...]


@router.get("/themes/{theme_id}", dependencies=[RememberedView])
def theme(
    request: Request,
    theme_id: str,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadThemes],
    here: NarrowedDep,
    period: str = "",
    by: str = "",
    cursor: str | None = None,
    judged: str = "",
) -> Response:
    """Show one theme with its numbers and quotes; the address of one that was taken up leads to its successor."""
    path, window = f"/themes/{theme_id}", here.window
    with db.reading() as session:
        current = resolve_theme(session, theme_id)
        if current != theme_id:
            return RedirectResponse(here.to(f"/themes/{current}", period=period, by=by), 302)
        shown = one_theme(session, theme_id, window)
        trend = trends_of(session, window, [theme_id], period=chosen(Period, period))[theme_id]
        shifts = all_shifts(session, here)
        picks = here.picks(session)
        cut = theme_cut(session, window, by)
        parts = _parts(session, here, theme_id, cut) if cut else ()
        outcome = _outcome(session, here, theme_id)
        subthemes = _subthemes(session, here, theme_id, shifts=shifts) if shown.facts.subthemes else ()
        quotes = list_moments(
            session, MomentFilter(theme_id=theme_id, window=window), limit=QUOTES_A_PAGE, cursor=cursor
        )
        # Quotes travel from here into messages and slides, so personal data is hidden whoever looks.
        shown_quotes = shown_evidence(session, quotes.items, in_full=not redacts(request))
        precision = _precision(session, theme_id, window)
        measured = theme_precision(session, [theme_id]).get(theme_id)
        just_said = find_judgement(session, judged)
        tools = theme_tools(request, session, who, current)
    kept = {"period": period, "by": by}
    return page(
        request,
        "theme.html",
        who=who,
        here=here,
        theme=shown.facts,
        tools=tools,
        figures=shown.figures,
        heard=shown,
        evidence=evidence_of(theme_id, window, in_full=here.in_full),
        counted_over=calls_in(window, in_full=here.in_full),
        voicing=here.to("/calls", analysed="true", theme_id=theme_id),
        all_calls=here.to("/calls", analysed="true"),
        trend=trend,
        steps=_steps(trend, here, path=path, theme_id=theme_id),
        verdict=shifts.verdict(theme_id),
        verdict_words=change_words(shifts.changes.get(theme_id), shifts.verdict(theme_id)),
        bars=bars(trend_points(trend), width=_CHART[0], height=_CHART[1], gap=6),
        chart=_CHART,
        periods=[(each, here.to(path, by=by, period=each.value)) for each in Period],
        cut=cut,
        cut_tabs=[(Cut(pick.name), here.to(path, period=period, by=pick.name)) for pick in picks],
        parts=parts,
        most_share=max((row.figures.rate.high or 0.0 for row in parts), default=0.0) or 1.0,
        outcome=outcome,
        outcome_rows=_outcome_rows(outcome, here, path=path, theme_id=theme_id),
        outcome_words=association_words(outcome.association) if outcome else "",
        subthemes=subthemes,
        quotes=shown_quotes,
        older=here.to(path, **kept, cursor=quotes.next_cursor) if quotes.next_cursor else None,
        first=here.to(path, **kept) if cursor else None,
        picks=picks,
        narrow=bool(here.query),
        period=period,
        whole=f"{path}?period={period}" if period else path,
        precision=precision,
        measured=measured,
        rate=shown.figures.rate,
        just_said=just_said,
        may_correct=may_write(request, who),
        back=here.to(path, **kept, cursor=cursor),
    )


def _steps(trend: Trend, here: Narrowed, *, path: str, theme_id: str) -> tuple[StepRow, ...]:
    rows = []
    for step in trend.steps:
        inside = replace(here, window=between(here.window, midnight(step.start), midnight(step.end)))
        rows.append(
            StepRow(
                start=step.start,
                name=step.start.isoformat(),
                figures=step.figures,
                href=f"{inside.to(path)}#quotes",
                all_href=inside.to("/calls", analysed="true"),
                evidence=evidence_of(theme_id, inside.window, in_full=here.in_full),
            )
        )
    return tuple(rows)


def _parts(session: Session, here: Narrowed, theme_id: str, cut: Cut) -> tuple[PartRow, ...]:
    found = parts_of(session, here.window, [theme_id], by=cut).rows[theme_id]
    return tuple(
        PartRow(
            name=sentence_of(cut, part.value, here.in_full),
            figures=part.figures,
            part=part,
            href=f"{here.to_value(f'/themes/{theme_id}', cut, part.value, by=cut.value)}#quotes",
            all_href=here.to_value("/calls", cut, part.value, analysed="true"),
            evidence=evidence_of(theme_id, cut_to(here.window, cut, part.value), in_full=here.in_full),
        )
        for part in found
    )


def _outcome(session: Session, here: Narrowed, theme_id: str) -> ThemeOutcome | None:
    """Return how the theme goes with winning; nothing where the page is narrowed down to one outcome."""
    if here.window.outcome is not None:
        return None
    listed = {name.id for name in theme_names(session)}
    found = outcomes_of(session, here.window, listed=listed, closely=[theme_id])[theme_id]
    return found if found.outcomes else None


def _outcome_rows(found: ThemeOutcome | None, here: Narrowed, *, path: str, theme_id: str) -> tuple[OutcomeRow, ...]:
    rows = []
    for count in found.outcomes if found else ():
        inside = cut_to(here.window, Cut.OUTCOME, count.outcome)
        rows.append(
            OutcomeRow(
                name=sentence_of(Cut.OUTCOME, count.outcome, here.in_full),
                count=count,
                href=f"{here.to_value(path, Cut.OUTCOME, count.outcome)}#quotes",
                without_href=here.to_value(
                    "/calls", Cut.OUTCOME, count.outcome, analysed="true", without_theme_id=theme_id
                ),
                with_evidence=evidence_of(theme_id, inside, in_full=here.in_full),
                without_evidence=calls_in(inside, in_full=here.in_full, without_theme_id=theme_id),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.count.result is not Result.WON, row.name)))


def _subthemes(session: Session, here: Narrowed, theme_id: str, *, shifts: Shifts) -> tuple[ThemeLine, ...]:
    found = listed_themes(session, ThemeChoice(parent_id=theme_id), here.window, limit=SUBTHEMES).items
    trends = trends_of(session, here.window, [each.facts.id for each in found])
    return tuple(
        theme_line(each.facts, each.figures, trend=trends[each.facts.id], shifts=shifts, here=here) for each in found
    )


def _precision(session: Session, theme_id: str, window: Window) -> Precision | None:
    tally = theme_tallies(session, window).get(theme_id)
    if tally is None:
        return None
    said = list_judgements(session, JudgementFilter(theme_id=theme_id, window=window), limit=VERDICTS_A_PAGE)
    return Precision(tally=tally, rate=wilson(tally.right, tally.n), said=said.items)
