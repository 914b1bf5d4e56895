"""The question for the search service survives the way there and back as JSON."""

import json
from datetime import UTC, datetime

import pytest

from calls.moment import Category, Kind
from calls.transcript import Role
from store.moments import MomentFilter
from store.search import Found, SearchFilter
from store.search_wire import Question
from store.windows import Window

AT = datetime(2026, 8, 3, 12, 30, tzinfo=UTC)
EVERY = Window(
    start_from=AT,
    start_to=AT,
    segment="smb",
    stage="demo",
    outcome="won",
    source="fair",
    rep="Ana",
    competitor="Rival",
    as_of=AT,
)


@pytest.mark.parametrize("window", [Window(), Window(as_of=AT), EVERY])
def test_a_question_comes_back_from_json_as_it_was(window: Window) -> None:
    moments = MomentFilter(kind=Kind.OBJECTION, category=next(iter(Category)), theme_id="th_1", window=window)
    where = SearchFilter(only=Found.MOMENT, role=Role.BUYER, in_full=True, moments=moments)
    for asked in (where, SearchFilter(moments=MomentFilter(window=window))):
        for newest in (None, 3):
            question = Question(team_id="tm_1", text="too dear", where=asked, limit=7, newest=newest)
            assert Question.from_dict(json.loads(json.dumps(question.as_dict()))) == question
