"""Judgements at rest, on both databases: what counts, what is kept beside it, and in which order it is listed."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from calls.call import CallDetails, Deal, Medium
from calls.errors import NotFound
from calls.judgement import Judgement, Label, Verdict
from calls.judging import anchor_of, judgement_id
from calls.moment import Category, Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role, Transcript, Turn
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, get_call, insert_call
from store.judgements import (
    Found,
    JudgementFilter,
    Tally,
    judged_calls,
    keep_judgement,
    kind_tallies,
    list_judgements,
    remove_judgement,
    theme_tallies,
)
from store.laying import found_moments, lay_judgements, moments_without_vector, set_vectors
from store.moments import (
    get_moment,
    moments_fingerprint,
    moments_of_call,
    moments_with_vectors,
    rejected_of_call,
    replace_moments,
)
from store.placing import place_moments, placed_moments, save_suggestions
from store.session import Database
from store.themes import Window, get_theme
from store.transcripts import save_transcript

MADE_BY = Provenance(name="heads", version="1")
START = datetime(2026, 8, 3, 12, tzinfo=UTC)
PRICE = Label(kind=Kind.OBJECTION, category=Category.PRICE)
QUOTES = ("It is too dear.", "We pay for it twice.", "Nobody has money for it.")
ANY = JudgementFilter()


def moment(call_id: str, quote: str) -> Moment:
    return Moment(
        id=moment_id(call_id=call_id, turn_index=0, kind=Kind.OBJECTION, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=0,
        kind=Kind.OBJECTION,
        category=Category.PRICE,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )


@pytest.fixture
def made(database: Database) -> list[Moment]:
    """Two calls, three objections each, all in one theme."""
    moments = []
    with database.transaction() as session:
        for number in range(2):
            details = CallDetails(started_at=START + timedelta(days=number), deal=Deal(segment=f"s{number}"))
            arrival = Arrival(sha256=str(number), size_bytes=1, filename="c", medium=Medium.TEXT, details=details)
            call_id, _ = insert_call(session, arrival)
            turn = Turn(index=0, speaker="buyer", role=Role.BUYER, text=" ".join(QUOTES))
            save_transcript(
                session,
                Transcript(call_id=call_id, language="en", duration_s=None, turns=(turn,), provenance=MADE_BY),
            )
            of_call = [moment(call_id, quote) for quote in QUOTES]
            replace_moments(
                session, call_id, of_call, vectors=np.eye(3, 4, dtype=np.float32), analysis=analysis_for(session, ())
            )
            set_call_analysed(session, call_id, analysis=1, analysed=True)
            moments += of_call
        theme = Theme(id="th_a", kind=Kind.OBJECTION, label="dear", moment_ids=tuple(m.id for m in moments))
        save_suggestions(session, [theme], successors={}, provenance=MADE_BY, analysis=analysis_for(session, ()))
    return moments


def say(
    database: Database, on: Moment, verdict: Verdict, label: Label | None = None, *, theme: str | None = "th_a"
) -> tuple[Judgement, bool]:
    judgement = Judgement(
        id=judgement_id(on.id),
        call_id=on.call_id,
        moment_id=on.id,
        verdict=verdict,
        anchor=anchor_of(on),
        found=None if verdict is Verdict.ADD else PRICE,
        label=PRICE if verdict is Verdict.CONFIRM else label,
        found_by=None if verdict is Verdict.ADD else on.provenance,
        theme_id=theme,
        version=1,
        made_by="Ana",
        created_at=datetime.now(UTC),
    )
    with database.transaction() as session:
        kept = keep_judgement(session, judgement)
        lay_judgements(session, on.call_id)
    return kept


def test_what_was_found_is_kept_whatever_is_said_of_it(database: Database, made: list[Moment]) -> None:
    call_id = made[0].call_id
    say(database, made[0], Verdict.REJECT)
    say(database, made[1], Verdict.RELABEL, Label(kind=Kind.PAIN))
    with database.reading() as session:
        assert found_moments(session, call_id, analysis=1) == tuple(sorted(made[:3], key=lambda one: one.id))
        assert {found.moment.kind for found in moments_of_call(session, call_id)} == {Kind.PAIN, Kind.OBJECTION}
        assert [found.moment for found in rejected_of_call(session, call_id)] == [made[0]]
        assert get_call(session, call_id).moments == 2
        assert get_theme(session, "th_a").mentions == 4
        kept, vectors = moments_with_vectors(session, call_id=call_id)
        assert {m.id: v.tolist() for m, v in zip(kept, vectors, strict=True)} == {
            made[1].id: [0.0, 1.0, 0.0, 0.0],
            made[2].id: [0.0, 0.0, 1.0, 0.0],
        }
        with pytest.raises(NotFound, match=judgement_id(made[0].id)):
            get_moment(session, made[0].id)
    with database.transaction() as session:
        for one in made[:2]:
            remove_judgement(session, judgement_id(one.id))
        assert lay_judgements(session, call_id), "they are to be placed anew"
    with database.reading() as session:
        assert sorted(found.moment.id for found in moments_of_call(session, call_id)) == sorted(m.id for m in made[:3])
        assert rejected_of_call(session, call_id) == ()


def test_themes_are_formed_anew_when_something_is_said(database: Database, made: list[Moment]) -> None:
    prints = set()
    for act in (
        lambda: None,
        lambda: say(database, made[0], Verdict.REJECT),
        lambda: say(database, made[0], Verdict.CONFIRM),
        lambda: say(database, made[0], Verdict.RELABEL, Label(kind=Kind.PAIN)),
    ):
        act()
        with database.reading() as session:
            prints.add(moments_fingerprint(session))
    assert len(prints) == 4
    say(database, made[1], Verdict.CONFIRM)
    with database.reading() as session:
        assert moments_fingerprint(session) in prints, "that it is right changes nothing"


def test_a_moment_is_only_placed_into_a_theme_of_its_kind(database: Database, made: list[Moment]) -> None:
    say(database, made[0], Verdict.RELABEL, Label(kind=Kind.PAIN))
    with database.transaction() as session:
        place_moments(session, {made[0].id: "th_a"}, analysis=1, maker="tests")
    with database.reading() as session:
        assert get_theme(session, "th_a").mentions == 5


def test_an_added_moment_waits_for_its_vector_and_keeps_it(database: Database, made: list[Moment]) -> None:
    call_id = made[0].call_id
    with database.transaction() as session:
        replace_moments(
            session, call_id, made[:2], vectors=np.eye(2, 4, dtype=np.float32), analysis=analysis_for(session, ())
        )
    say(database, made[2], Verdict.ADD, PRICE, theme=None)
    with database.transaction() as session:
        (added,) = moments_without_vector(session, call_id, analysis=1)
        assert (added.id, added.quote, added.provenance.name) == (made[2].id, QUOTES[2], "person")
        assert {m.id for m in moments_with_vectors(session, call_id=call_id)[0]} == {m.id for m in made[:2]}
        place_moments(session, {added.id: "th_a"}, analysis=1, maker="tests")
        assert added.id in placed_moments(session, analysis=1)
        assert len(moments_with_vectors(session)[0]) == 5
        set_vectors(session, {added.id: np.ones(4, dtype=np.float32)}, analysis=1)
        assert len(moments_with_vectors(session)[0]) == 6
        replace_moments(
            session, call_id, made[:2], vectors=np.eye(2, 4, dtype=np.float32), analysis=analysis_for(session, ())
        )
        assert moments_without_vector(session, call_id, analysis=1) == ()
        # Another encoder: what cannot be compared is made anew.
        replace_moments(
            session, call_id, made[:2], vectors=np.eye(2, 8, dtype=np.float32), analysis=analysis_for(session, ())
        )
        assert [m.id for m in moments_without_vector(session, call_id, analysis=1)] == [added.id]


def test_the_same_verdict_is_kept_once_and_another_takes_its_place(database: Database, made: list[Moment]) -> None:
    first, new = say(database, made[0], Verdict.CONFIRM)
    again, newer = say(database, made[0], Verdict.CONFIRM)
    assert (new, newer, again.created_at) == (True, False, first.created_at)
    say(database, made[0], Verdict.REJECT)
    with database.reading() as session:
        (view,) = list_judgements(session, ANY, limit=10).items
        assert (view.judgement.verdict, view.judgement.label, view.applies) == (Verdict.REJECT, None, True)
        assert judged_calls(session) == (made[0].call_id,)


def test_judgements_are_listed_newest_first_page_by_page(database: Database, made: list[Moment]) -> None:
    ids = [say(database, one, Verdict.CONFIRM)[0].id for one in made]
    seen, cursor = [], None
    with database.reading() as session:
        while True:
            page = list_judgements(session, ANY, limit=4, cursor=cursor)
            seen += [view.judgement.id for view in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == ids[::-1]
        in_segment = JudgementFilter(window=Window(segment="s1"), kind=Kind.OBJECTION, detector="heads")
        assert len(list_judgements(session, in_segment, limit=10).items) == 3


def test_tallies_count_verdicts_by_what_found_it_and_by_present_theme(database: Database, made: list[Moment]) -> None:
    say(database, made[0], Verdict.CONFIRM)
    say(database, made[1], Verdict.REJECT)
    say(database, made[2], Verdict.RELABEL, Label(kind=Kind.OBJECTION, category=Category.FIT))
    say(database, made[3], Verdict.RELABEL, Label(kind=Kind.PAIN), theme=None)
    key = Found(detector="heads", version="1", kind=Kind.OBJECTION)
    with database.reading() as session:
        assert kind_tallies(session, Window()) == {key: Tally(right=2, rejected=1, relabelled=1)}
        assert kind_tallies(session, Window(segment="s1")) == {key: Tally(relabelled=1)}
        assert theme_tallies(session, Window()) == {"th_a": Tally(right=1, rejected=1, relabelled=1)}
    heir = Theme(id="th_b", kind=Kind.OBJECTION, label="dear", moment_ids=(made[4].id,))
    with database.transaction() as session:
        save_suggestions(
            session, [heir], successors={"th_a": "th_b"}, provenance=MADE_BY, analysis=analysis_for(session, ())
        )
    with database.reading() as session:
        assert theme_tallies(session, Window()) == {"th_b": Tally(right=1, rejected=1, relabelled=1)}
        assert len(list_judgements(session, JudgementFilter(theme_id="th_b"), limit=10).items) == 3
