"""The counts that are kept are at all times what counting anew gives, and where they are not it is said."""

import random

from sqlalchemy import delete, update

from calls.moment import Kind
from calls.theme import Theme, ThemeState
from store import recount
from store.analyses import set_call_analysed
from store.moments import moments_with_vectors
from store.placing import groups, place_moments, save_suggestions
from store.rollups import rebuild, refresh_calls, refresh_themes
from store.session import Database
from store.tables import CallRow
from store.theme_tables import CallDayRow, ThemeCallRow, ThemeDayRow, ThemeRow
from tests.store.counting import MADE_BY, START, fill

SEED = 11


def test_counts_stay_what_counting_anew_gives_whatever_is_done(database: Database) -> None:
    print(f"seed {SEED}")
    drawn = random.Random(SEED)
    with database.transaction() as session:
        told = fill(session, seed=SEED, calls=12)
    steps = (move_call, unanalyse, nest, form_anew, place_one)
    for number in range(12):
        step = steps[number % len(steps)]
        with database.transaction() as session:
            step(session, drawn, [call.call_id for call in told])
        with database.reading() as session:
            assert recount.differences(session) == (), step.__name__
            assert recount.orphans(session) == ()
    with database.transaction() as session:
        rebuild(session)
    with database.reading() as session:
        assert recount.differences(session) == ()


def move_call(session, drawn, calls):  # type: ignore[no-untyped-def]
    chosen = drawn.choice(calls)
    changed = {
        "started_at": START.replace(day=drawn.randrange(1, 28)),
        "stage": drawn.choice(("proposal", None)),
        "parties": [{"name": drawn.choice(("Ann", "Bob")), "role": "rep"}, {"name": "Eve", "role": "buyer"}],
    }
    session.execute(update(CallRow).where(CallRow.id == chosen).values(changed))
    refresh_calls(session, [chosen])


def unanalyse(session, drawn, calls):  # type: ignore[no-untyped-def]
    set_call_analysed(session, drawn.choice(calls), analysis=1, analysed=drawn.random() < 0.5)


def nest(session, drawn, calls):  # type: ignore[no-untyped-def]
    child, parent = drawn.sample(("th_b", "th_c"), k=2)
    session.execute(update(ThemeRow).where(ThemeRow.id.in_(("th_b", "th_c"))).values(parent_id=None))
    session.execute(update(ThemeRow).where(ThemeRow.id == child).values(parent_id=parent))
    session.expire_all()
    refresh_themes(session, ["th_b", "th_c"])


def form_anew(session, drawn, calls):  # type: ignore[no-untyped-def]
    moments, _ = moments_with_vectors(session, analysis=1)
    kept = groups(session, analysis=1, states=(ThemeState.SUGGESTED,))
    drawn_ids = tuple(m.id for m in moments if drawn.random() < 0.3)
    new = Theme(id=f"th_{drawn.randrange(10**6)}", kind=Kind.OBJECTION, label="new", moment_ids=drawn_ids)
    left = [
        Theme(id=t.id, kind=t.kind, label=t.label, parent_id=t.parent_id,
              moment_ids=tuple(m for m in t.moment_ids if m not in drawn_ids))
        for t in kept
    ]  # fmt: skip
    save_suggestions(session, [*left, new], successors={}, provenance=MADE_BY, analysis=1)


def place_one(session, drawn, calls):  # type: ignore[no-untyped-def]
    moments, _ = moments_with_vectors(session, analysis=1)
    theme = drawn.choice([theme.id for theme in groups(session, analysis=1)])
    place_moments(session, {drawn.choice(moments).id: theme}, analysis=1, maker="test")


def test_a_count_that_is_off_is_found_and_repaired(database: Database) -> None:
    with database.transaction() as session:
        fill(session, seed=SEED, calls=8)
    with database.transaction() as session:
        session.execute(update(ThemeDayRow).where(ThemeDayRow.theme_id == "th_a").values(calls=ThemeDayRow.calls + 1))
        session.execute(delete(ThemeCallRow).where(ThemeCallRow.theme_id == "th_b"))
        session.execute(delete(CallDayRow).where(CallDayRow.cut == "all"))
    with database.reading() as session:
        said = "\n".join(recount.differences(session))
    assert "theme_days has what counting anew does not give" in said
    assert "theme_calls lacks what counting anew gives" in said
    assert "call_days lacks what counting anew gives" in said
    assert "call_cuts" not in said
    with database.transaction() as session:
        rebuild(session)
    with database.reading() as session:
        assert recount.differences(session) == ()


def test_what_may_not_be_is_named(database: Database) -> None:
    with database.transaction() as session:
        fill(session, seed=SEED, calls=8)
        session.execute(update(ThemeRow).where(ThemeRow.id == "th_c").values(parent_id="th_part", kind="pain"))
    with database.reading() as session:
        said = "\n".join(recount.orphans(session))
    assert "sub-themes of sub-themes" in said
    assert "th_c, th_part" in said
    assert "in a theme of another kind" in said
