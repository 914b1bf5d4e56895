"""A moment that is held, and what is told apart as somebody's deed."""

import pytest
from sqlalchemy import text

from store.analyses import set_call_analysed
from store.generation import marks
from store.session import Database
from tests.store.counting import fill


def themes_voiced(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM theme_calls")).scalar_one())


def marks_of(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return marks(session)


def leave_out_a_call(database: Database, *, routine: bool) -> None:
    with database.transaction(routine=routine) as session:
        call_id = session.execute(text("SELECT call_id FROM theme_calls LIMIT 1")).scalar_one()
        set_call_analysed(session, call_id, analysis=1, analysed=False)


def write_and_break(database: Database) -> None:
    with database.transaction() as session:
        fill(session, seed=4, calls=1)
        raise ZeroDivisionError


@pytest.fixture(name="filled")
def some_calls(database: Database) -> Database:
    with database.transaction() as session:
        fill(session, seed=3, calls=12)
    return database


def test_readings_at_a_moment_see_it_and_others_see_what_is(filled: Database) -> None:
    moment = filled.hold()
    before = themes_voiced(filled)
    leave_out_a_call(filled, routine=False)
    after = themes_voiced(filled)
    assert after < before
    with filled.at(moment):
        assert filled.held is moment
        assert themes_voiced(filled) == before
        assert themes_voiced(filled) == before, "a reading that ended leaves the moment as it was"
        assert marks_of(filled) == (moment.generation, moment.deeds)
    assert filled.held is None
    assert themes_voiced(filled) == after
    moment.close()


def test_what_is_routine_raises_the_generation_and_is_no_deed(filled: Database) -> None:
    generation, deeds = marks_of(filled)
    leave_out_a_call(filled, routine=True)
    assert marks_of(filled) == (generation + 1, deeds)
    leave_out_a_call(filled, routine=False)
    assert marks_of(filled) == (generation + 2, deeds + 1)


def test_any_writing_is_a_deed_and_no_reading_is(filled: Database) -> None:
    before = marks_of(filled)
    with filled.transaction() as session:
        session.execute(text("SELECT 1"))
    assert marks_of(filled) == before
    with pytest.raises(ZeroDivisionError):
        write_and_break(filled)
    assert marks_of(filled) == before


def test_a_database_of_a_worker_writes_routine_alone(filled: Database) -> None:
    of_worker = Database(filled.url, routine=True)
    generation, deeds = marks_of(filled)
    leave_out_a_call(of_worker, routine=False)
    of_worker.close()
    assert marks_of(filled) == (generation + 1, deeds)
