"""Questions that nobody answered."""

from dataclasses import replace

from calls.moment import Kind
from store.analyses import analysis_for
from store.moments import moments_with_vectors, replace_moments
from store.questions import unanswered_count, unanswered_questions
from store.session import Database
from store.windows import Window
from tests.store.theme_world import World, provenance


def test_only_questions_without_an_answer_are_listed_the_newest_first(database: Database) -> None:
    world = World(database)
    calls = [world.add("money alpha") for _ in range(3)]
    with database.transaction() as session:
        analysis = analysis_for(session, provenance(1))
        for call_id, answered in zip(calls, (False, True, False), strict=True):
            found, vectors = moments_with_vectors(session, call_id=call_id)
            asked = [replace(each, kind=Kind.QUESTION, answered=answered, competitor="Rivalo") for each in found]
            replace_moments(session, call_id, asked, vectors=vectors, analysis=analysis)
    with database.reading() as session:
        listed = unanswered_questions(session, Window(), limit=5)
        assert [each.moment.call_id for each in listed] == [calls[2], calls[0]]
        assert not unanswered_questions(session, Window(segment="nobody"), limit=5)
        assert unanswered_count(session, Window()) == 2
        assert unanswered_count(session, Window(segment="nobody")) == 0
        assert unanswered_count(session, Window(competitor="Rivalo")) == 2
        assert unanswered_count(session, Window(competitor="Nobody")) == 0
