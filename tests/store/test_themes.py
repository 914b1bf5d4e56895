"""Counts equal evidence, and ids of themes answer for ever."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from calls.call import CallDetails, Deal, Medium
from calls.errors import NotFound
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role, Transcript, Turn
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import MomentFilter, list_moments, moments_of_call, moments_with_vectors, replace_moments
from store.placing import place_moments, save_suggestions
from store.session import Database
from store.themes import (
    ThemeFilter,
    Window,
    analysed_calls,
    get_theme,
    list_themes,
    resolve_theme,
    theme_calls,
)
from store.transcripts import save_transcript

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 8, 3, 12, tzinfo=UTC)


def moment(call_id: str, turn: int, quote: str = "it costs too much") -> Moment:
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.OBJECTION, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=Kind.OBJECTION,
        category=None,
        quote=quote,
        start_s=1.0,
        end_s=2.0,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )


def seed(database: Database, calls: int = 6) -> list[Moment]:
    """Calls on successive days in two segments and three accounts, two moments each."""
    made = []
    with database.transaction() as session:
        for number in range(calls):
            details = CallDetails(
                started_at=START + timedelta(days=number),
                account=f"Account {number % 3}",
                deal=Deal(segment="smb" if number % 2 else "enterprise"),
            )
            call_id, _ = insert_call(
                session,
                Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details),
            )
            moments = [moment(call_id, 1), moment(call_id, 3)]
            replace_moments(
                session, call_id, moments, vectors=np.eye(2, 4, dtype=np.float32), analysis=analysis_for(session, ())
            )
            set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
            made += moments
    return made


def suggest(database: Database, themes: list[Theme], successors: dict[str, str | None] | None = None) -> None:
    with database.transaction() as session:
        save_suggestions(
            session, themes, successors=successors or {}, provenance=MADE_BY, analysis=analysis_for(session, ())
        )


def theme(theme_id: str, moments: list[Moment], label: str = "price") -> Theme:
    return Theme(id=theme_id, kind=Kind.OBJECTION, label=label, moment_ids=tuple(m.id for m in moments))


@pytest.mark.parametrize(
    "window",
    [
        Window(),
        Window(segment="smb"),
        Window(start_from=START + timedelta(days=2)),
        Window(start_from=START + timedelta(days=1), start_to=START + timedelta(days=4), segment="enterprise"),
    ],
)
def test_every_count_has_exactly_its_evidence(database: Database, window: Window) -> None:
    made = seed(database)
    suggest(database, [theme("th_a", made[:7]), theme("th_b", made[7:10])])
    with database.reading() as session:
        for view in list_themes(session, ThemeFilter(window=window), limit=10).items:
            wanted = MomentFilter(theme_id=view.id, window=window)
            evidence = list_moments(session, wanted, limit=100).items
            assert view.mentions == len(evidence)
            assert view.calls == len({found.moment.call_id for found in evidence})
            assert view.accounts == len({found.account for found in evidence})
            assert view.calls == len(theme_calls(session, window).get(view.id, ()))
            assert view.calls <= len(analysed_calls(session, window))


def test_evidence_pages_give_every_quote_once_in_order(database: Database) -> None:
    made = seed(database)
    suggest(database, [theme("th_a", made)])
    seen, cursor = [], None
    with database.reading() as session:
        while True:
            page = list_moments(session, MomentFilter(theme_id="th_a"), limit=5, cursor=cursor)
            seen += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
    assert [found.moment.id for found in seen] == list(dict.fromkeys(found.moment.id for found in seen))
    assert {found.moment.id for found in seen} == {m.id for m in made}
    assert [found.started_at for found in seen] == sorted((found.started_at for found in seen), reverse=True)


def test_a_theme_that_was_taken_up_answers_for_ever(database: Database) -> None:
    made = seed(database)
    suggest(database, [theme("th_a", made[:4]), theme("th_b", made[4:8])])
    suggest(database, [theme("th_b", made[:8])], {"th_a": "th_b"})
    suggest(database, [theme("th_c", made)], {"th_b": "th_c"})
    with database.reading() as session:
        assert resolve_theme(session, "th_a") == "th_c"
        assert get_theme(session, "th_a").mentions == len(made)
        assert [view.id for view in list_themes(session, ThemeFilter(), limit=10).items] == ["th_c"]
        with pytest.raises(NotFound):
            get_theme(session, "th_never")


def test_suggesting_the_same_again_changes_nothing(database: Database) -> None:
    made = seed(database)
    suggest(database, [theme("th_a", made[:4])])
    with database.reading() as session:
        before = get_theme(session, "th_a")
    suggest(database, [theme("th_a", made[:4])])
    with database.reading() as session:
        assert get_theme(session, "th_a") == before


def test_mining_again_keeps_moments_and_their_themes_and_drops_what_is_gone(database: Database) -> None:
    made = seed(database, calls=1)
    suggest(database, [theme("th_a", made)])
    with database.transaction() as session:
        replace_moments(
            session,
            made[0].call_id,
            made[:1],
            vectors=np.eye(1, 4, dtype=np.float32),
            analysis=analysis_for(session, ()),
        )
    with database.reading() as session:
        assert get_theme(session, "th_a").mentions == 1
        kept, vectors = moments_with_vectors(session)
        assert kept == (made[0],)
        assert vectors.tolist() == [[1.0, 0.0, 0.0, 0.0]]


def test_placing_leaves_what_is_gone_or_already_placed(database: Database) -> None:
    made = seed(database)
    suggest(database, [theme("th_a", made[:2]), theme("th_b", made[2:4])])
    with database.transaction() as session:
        place_moments(session, {made[0].id: "th_b", made[5].id: "th_b", "mo_gone": "th_a"}, analysis=1, maker="tests")
    with database.reading() as session:
        assert (get_theme(session, "th_a").mentions, get_theme(session, "th_b").mentions) == (2, 3)


def test_a_moment_comes_with_the_reps_answer(database: Database) -> None:
    made = seed(database, calls=1)
    said = [
        (Role.REP, "Hi"),
        (Role.BUYER, "it costs too much"),
        (Role.BUYER, "really"),
        (Role.REP, "I see."),
        (Role.REP, "So"),
    ]
    turns = tuple(Turn(index=i, speaker=role.value, role=role, text=text) for i, (role, text) in enumerate(said))
    with database.transaction() as session:
        save_transcript(
            session,
            Transcript(call_id=made[0].call_id, language="en", duration_s=None, turns=turns, provenance=MADE_BY),
        )
        replace_moments(
            session, made[0].call_id, made, vectors=np.eye(2, 4, dtype=np.float32), analysis=analysis_for(session, ())
        )
    with database.reading() as session:
        answers = [found.rep_answer for found in moments_of_call(session, made[0].call_id)]
    assert answers == ["I see.", "So"]


def test_a_moment_placed_into_a_theme_that_was_just_taken_up_lands_in_its_successor(database: Database) -> None:
    made = seed(database)
    suggest(database, [theme("th_a", made[:2]), theme("th_b", made[2:4])])
    suggest(database, [theme("th_b", made[:4])], {"th_a": "th_b"})
    with database.transaction() as session:
        place_moments(session, {made[6].id: "th_a"}, analysis=1, maker="tests")
    with database.reading() as session:
        assert get_theme(session, "th_b").mentions == 5
    suggest(database, [theme("th_b", made[:8])])
    with database.reading() as session:
        assert get_theme(session, "th_b").mentions == 8
