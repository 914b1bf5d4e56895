"""Versions of the analysis stand side by side: the current one is all that people see, and a switch is taken back."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import pytest

from calls.analysis import AnalysisState
from calls.call import CallDetails, Deal, Medium
from calls.errors import NotFound
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from store.analyses import (
    analysis_for,
    get_analysis,
    lacks_counts,
    list_analyses,
    set_call_analysed,
    switch_analysis,
    view_analysis,
    waiting,
)
from store.calls import Arrival, insert_call
from store.comparing import Found, Pair, compared_themes, found_in_both, shared_calls
from store.moments import MomentFilter, list_moments, replace_moments
from store.placing import save_suggestions
from store.progress import set_ready
from store.rollups import rebuild
from store.session import Database, Session
from store.themes import ThemeFilter, Window, analysed_calls, list_themes, theme_calls

START = datetime(2026, 8, 3, 12, tzinfo=UTC)
OLD, NEW = (Provenance(name="rules", version="1"),), (Provenance(name="rules", version="2"),)
EVERYTHING = Window()


def add_call(session: Session, number: int) -> str:
    details = CallDetails(
        started_at=START + timedelta(days=number), account=f"Account {number % 3}", deal=Deal(segment="smb")
    )
    arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    call_id, _ = insert_call(session, arrival)
    set_ready(session, call_id)
    return call_id


def mine(session: Session, call_id: str, made_by: tuple[Provenance, ...], *quotes: str) -> list[Moment]:
    """Keep what one make of the detector found in a call."""
    analysis = analysis_for(session, made_by)
    moments = [
        Moment(
            id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.OBJECTION, quote=quote, provenance=made_by[0]),
            call_id=call_id,
            turn_index=turn,
            kind=Kind.OBJECTION,
            category=None,
            quote=quote,
            start_s=1.0,
            end_s=2.0,
            role=Role.BUYER,
            score=0.9,
            provenance=made_by[0],
        )
        for turn, quote in enumerate(quotes)
    ]
    set_call_analysed(session, call_id, analysis=analysis, analysed=True)
    replace_moments(session, call_id, moments, vectors=np.eye(len(moments), 4, dtype=np.float32), analysis=analysis)
    return moments


def put(session: Session, theme_id: str, moments: list[Moment], *, made_by: tuple[Provenance, ...]) -> None:
    theme = Theme(id=theme_id, kind=Kind.OBJECTION, label="price", moment_ids=tuple(m.id for m in moments))
    save_suggestions(session, [theme], successors={}, provenance=OLD[0], analysis=analysis_for(session, made_by))


@pytest.fixture(name="calls")
def two_analyses(database: Database) -> list[str]:
    """Nine calls: 0-5 in both analyses, 6 in the old alone, 7-8 came in after the upgrade.

    The old one finds the theme in calls 0-2 and 6, the new one in 1-4 and 7.
    """
    with database.transaction() as session:
        calls = [add_call(session, number) for number in range(9)]
        old = [mine(session, calls[n], OLD, *(["too dear"] if n in (0, 1, 2, 6) else [])) for n in range(7)]
        put(session, "th_a", list(chain.from_iterable(old)), made_by=OLD)
    with database.transaction() as session:
        of_new = (0, 1, 2, 3, 4, 5, 7, 8)
        new = [mine(session, calls[n], NEW, *(["too dear", "why"] if n in (1, 2, 3, 4, 7) else [])) for n in of_new]
        put(session, "th_a", list(chain.from_iterable(new)), made_by=NEW)
    return calls


def seen(database: Database) -> Any:
    """Everything that people see of themes."""
    with database.reading() as session:
        return (
            list_themes(session, ThemeFilter(), limit=100),
            list_moments(session, MomentFilter(), limit=100),
            list_moments(session, MomentFilter(theme_id="th_a"), limit=100),
            theme_calls(session, EVERYTHING),
            analysed_calls(session, EVERYTHING),
        )


def test_only_the_current_analysis_is_seen_and_the_switch_can_be_taken_back(
    database: Database, calls: list[str]
) -> None:
    before = seen(database)
    (theme,) = before[0].items
    assert (theme.calls, theme.mentions, len(before[1].items), len(before[4])) == (4, 4, 4, 7)
    with database.transaction() as session:
        assert switch_analysis(session, 2).state is AnalysisState.CURRENT
    after = seen(database)
    (theme,) = after[0].items
    assert (theme.calls, theme.mentions, len(after[1].items), len(after[4])) == (5, 10, 10, 8)
    assert {calls[6]} == {call for call, _ in before[4]} - {call for call, _ in after[4]}
    with database.transaction() as session:
        switch_analysis(session, 1)
    assert seen(database) == before


def test_switching_twice_is_switching_once(database: Database, calls: list[str]) -> None:
    del calls
    for _ in range(2):
        with database.transaction() as session:
            made = switch_analysis(session, 2)
    with database.reading() as session:
        assert get_analysis(session, 2) == made
        assert [each.state.value for each in list_analyses(session)] == ["current", "kept"]
    with database.transaction() as session, pytest.raises(NotFound):
        switch_analysis(session, 3)


def test_what_waits_is_told(database: Database, calls: list[str]) -> None:
    with database.reading() as session:
        told, view = waiting(session), view_analysis(session, 2)
    assert told is not None
    assert (told.current, told.elsewhere, told.building, told.done, told.ready) == (1, 2, 2, 8, 9)
    assert (view.calls, view.ready, view.analysed, view.moments, view.is_complete) == (8, 9, 8, 10, False)
    with database.transaction() as session:
        mine(session, calls[6], NEW, "too dear")
        switch_analysis(session, 2)
    with database.reading() as session:
        assert waiting(session) is None, "everything is in what people see"
        assert view_analysis(session, 2).is_complete
    with database.transaction() as session:
        switch_analysis(session, 1)
    with database.reading() as session:
        told = waiting(session)
    assert told is not None
    assert (told.current, told.elsewhere, told.building) == (1, 2, None)


def test_one_analysis_alone_has_nothing_waiting(database: Database) -> None:
    with database.transaction() as session:
        mine(session, add_call(session, 0), OLD, "too dear")
        add_call(session, 1)
    with database.reading() as session:
        assert waiting(session) is None


def test_a_comparison_is_of_the_calls_that_both_count(database: Database, calls: list[str]) -> None:
    del calls
    pair = Pair(old=1, new=2)
    with database.reading() as session:
        shared = shared_calls(session, pair, EVERYTHING)
        found = found_in_both(session, pair, EVERYTHING)["th_a"]
        (theme,) = compared_themes(session, pair)
        late = Window(start_from=START + timedelta(days=3))
        later = found_in_both(session, pair, late)["th_a"]
        assert shared_calls(session, pair, late).calls == 3
    assert (shared.calls, sum(shared.accounts.values()), len(shared.accounts)) == (6, 6, 3)
    assert (found.both, found.only_old, found.only_new) == (2, 1, 2)
    assert (sum(found.old_by_account.values()), sum(found.new_by_account.values())) == (3, 4)
    assert (later.both, later.only_old, later.only_new) == (0, 0, 2)
    assert (theme.in_old, theme.in_new) == (True, True)


def test_a_theme_of_one_analysis_is_said_to_be_that(database: Database, calls: list[str]) -> None:
    with database.transaction() as session:
        moments = mine(session, calls[8], NEW, "no integration")
        put(session, "th_b", moments, made_by=NEW)
    with database.reading() as session:
        themes = {theme.id: theme for theme in compared_themes(session, Pair(old=1, new=2))}
        assert found_in_both(session, Pair(old=1, new=2), EVERYTHING).get("th_b", Found()) == Found()
    assert (themes["th_b"].in_old, themes["th_b"].in_new) == (False, True)


def test_missing_counts_are_found_and_made(database: Database, calls: list[str]) -> None:
    del calls
    before = seen(database)
    with database.transaction() as session:
        assert not lacks_counts(session)
        for table in ("theme_calls", "theme_days", "call_cuts", "call_days"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    with database.transaction() as session:
        assert lacks_counts(session)
        rebuild(session)
        assert not lacks_counts(session)
    assert seen(database) == before


def test_an_empty_database_lacks_no_counts(database: Database) -> None:
    with database.transaction() as session:
        analysis_for(session, OLD)
        mined = add_call(session, 0)
        set_call_analysed(session, mined, analysis=1, analysed=False)
    with database.reading() as session:
        assert not lacks_counts(session)
