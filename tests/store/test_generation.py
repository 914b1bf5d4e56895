"""Whatever changes a number of a theme begins a new generation; nothing else does."""

import pytest

from calls.moment import Kind
from calls.theme import Theme
from store.analyses import analysis_for, switch_analysis
from store.generation import generation
from store.marks import set_mark
from store.placing import save_suggestions
from store.rollups import refresh_calls
from store.session import Database
from tests.store.counting import MADE_BY, fill


def now(database: Database) -> int:
    with database.reading() as session:
        return generation(session)


def test_a_generation_begins_with_every_change_of_numbers(database: Database) -> None:
    assert now(database) == 0
    with database.transaction() as session:
        calls = fill(session, seed=1, calls=4)
    filled = now(database)
    assert filled == 1
    with database.transaction() as session:
        themes = [Theme(id="th_new", kind=Kind.OBJECTION, label="new", moment_ids=())]
        save_suggestions(session, themes, successors={}, provenance=MADE_BY, analysis=1)
    named = now(database)
    assert named > filled
    with database.transaction() as session:
        set_mark(session, "something else", "1")
    assert now(database) == named
    with database.transaction() as session:
        refresh_calls(session, [calls[0].call_id])
    named = now(database)
    with database.transaction() as session:
        number = analysis_for(session, (MADE_BY,))
        switch_analysis(session, number)
    assert now(database) == named + 1


def test_what_is_taken_back_begins_none(database: Database) -> None:
    def give_up() -> None:
        with database.transaction() as session:
            analysis_for(session, ())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    with database.transaction() as session:
        set_mark(session, "something else", "1")
    assert now(database) == 0


def test_one_reading_sees_one_state(database: Database) -> None:
    with database.reading() as session:
        seen = generation(session)
        with database.transaction() as other:
            analysis_for(other, ())
        assert generation(session) == seen
    assert now(database) == seen + 1
