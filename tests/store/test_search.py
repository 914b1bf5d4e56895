"""What was said is found by its words, as it is said now, by those who may see it."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from calls.correction import TextChange, Voice
from calls.provenance import Provenance
from calls.transcript import Role
from store.analyses import switch_analysis
from store.corrections import add_correction, remove_correction
from store.search import After, Found, SearchFilter, newest_text, search_moments, search_words
from store.search_index import count_texts, differences, fill_anew, fill_some, is_filled
from store.search_tables import SearchTextRow
from store.search_words import read_wording
from store.session import Database
from store.tables import CallRow, MomentRow
from store.windows import Window
from tests.store.search_world import START, find, hits, lay, mine, redact

TOLD = "We were told that prices go up every year."
DEAR = "The pricing is more than we had in mind, and we worry about lock-in."
PLAIN = "Tell me about the café in São Paulo, don't you like it?"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("price", {TOLD, DEAR}),
        ("PRICES we", {TOLD, DEAR}),
        ("worrying", {DEAR}),
        ('"go up"', {TOLD}),
        ('"up go"', set()),
        ("“every year”", {TOLD}),
        ("pric* -lock", {TOLD}),
        ('price -"go up"', {DEAR}),
        ("lock-in", {DEAR}),
        ("lockin", set()),
        ("don't", {PLAIN}),
        ("café", {PLAIN}),
        ("yea*", {TOLD}),
        ("price café", set()),
        ("-price", set()),
        ("", set()),
        ("the of", set()),
    ],
)
def test_words_phrases_beginnings_and_what_must_not_be_there(database: Database, asked: str, found: set[str]) -> None:
    lay(database, TOLD, DEAR, PLAIN)
    assert set(find(database, asked)) == found


def test_a_text_with_more_of_it_in_fewer_words_comes_first(database: Database) -> None:
    little = "Somewhere in this rather long sentence there is a price, and many other words that are not about it."
    lay(database, little, "Price, price, price.", "A price for it.")
    assert find(database, "price") == ["Price, price, price.", "A price for it.", little]


def test_any_text_gives_results_or_none(database: Database) -> None:
    lay(database, TOLD, DEAR, PLAIN)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.text(max_size=60), st.text(alphabet="\"'*-^:(){}+&|!<>\\ aNOTRE\0", max_size=30)))
    def ask(typed: str) -> None:
        find(database, typed)

    ask()
    assert find(database, "price") != []


def test_a_correction_is_found_at_once_and_so_is_taking_it_back(database: Database) -> None:
    call_id = lay(database, TOLD, DEAR)
    change = TextChange(
        voice=Voice(speaker="buyer", spans=()), turn_index=1, was=DEAR, text="We fear the migration.", edits=()
    )
    with database.transaction() as session:
        made = add_correction(session, call_id, change, version=1, made_by="ana")
    assert find(database, "migrations") == ["We fear the migration."]
    assert find(database, "pricing -told") == []
    with database.transaction() as session:
        remove_correction(session, call_id, made.id)
    assert find(database, "migrations") == []
    assert find(database, "lock-in") == [DEAR]


def test_mining_again_and_switching_decide_which_moments_are_found(database: Database) -> None:
    call_id = lay(database, TOLD, DEAR, moments=[1])
    assert find(database, "pricing", only=Found.MOMENT) == [DEAR]
    part = "we worry about lock-in"
    other, _ = mine(database, call_id, {1: part}, made_by=Provenance(name="test", version="2"))
    assert find(database, "worry", only=Found.MOMENT) == [DEAR]
    with database.transaction() as session:
        switch_analysis(session, other)
    assert find(database, "worry", only=Found.MOMENT) == [part]
    assert find(database, "pricing", only=Found.MOMENT) == []
    mine(database, call_id, {}, made_by=Provenance(name="test", version="2"))
    assert find(database, "worry", only=Found.MOMENT) == []
    assert find(database, "worry", only=None) == [DEAR]


def test_a_call_that_is_deleted_is_not_found_any_more(database: Database) -> None:
    call_id = lay(database, TOLD, DEAR, moments=[1])
    with database.transaction() as session:
        session.execute(delete(CallRow).where(CallRow.id == call_id))
    assert find(database, "price", only=None) == []
    with database.reading() as session:
        assert count_texts(session) == 0
        if session.get_bind().dialect.name == "sqlite":
            asked = "SELECT count(*) FROM search_fts WHERE search_fts MATCH 'price'"
            assert session.scalar(text(asked)) == 0


def test_who_sees_data_masked_does_not_find_it(database: Database) -> None:
    said = "Marek Novak says the price is too high, call 0151 234."
    call_id = lay(database, TOLD, said, moments=[1])
    # Nobody looked through it: those who see it masked find nothing, as they see nothing.
    assert find(database, "price", in_full=False, only=None) == []
    redact(database, call_id, [TOLD, said], {said: "Marek Novak"})
    shown = "[name] says the price is too high, call 0151 234."
    for only in (Found.TURN, Found.MOMENT):
        for asked in ("marek", "nov*", '"marek novak"', "Marek price", "novak says"):
            assert find(database, asked, in_full=False, only=only) == [], asked
        assert find(database, '"price is too"', in_full=False, only=only) == [shown]
        assert shown in find(database, "price -marek", in_full=False, only=only)
        assert said not in find(database, "price -marek", only=only)
        assert find(database, "marek", only=only) == [said]
    # Found again to be nothing personal, it is there for everybody.
    redact(database, call_id, [TOLD, said], {})
    assert find(database, "marek", in_full=False) == [said]


def test_filters_are_those_of_moments(database: Database) -> None:
    first = lay(database, TOLD, DEAR, moments=[1], segment="smb", account="Acme")
    second = lay(database, DEAR, TOLD, moments=[1], segment="enterprise", stage="pilot")
    of_smb = Window(segment="smb")
    assert {hit.call_id for hit in hits(database, "price", window=of_smb)} == {first}
    assert {hit.call_id for hit in hits(database, "price", window=Window(stage="pilot"))} == {second}
    assert {hit.call_id for hit in hits(database, "price", call_id=second)} == {second}
    with database.reading() as session:
        account_id = session.get_one(CallRow, first).account_id
        newest = newest_text(session)
        by_buyer = search_words(
            session, read_wording("lock"), SearchFilter(role=Role.BUYER, in_full=True), newest=newest, limit=9
        )
        latest = session.get_one(CallRow, second).started_at
    assert {hit.call_id for hit in hits(database, "price", account_id=account_id)} == {first}
    assert {hit.call_id for hit in hits(database, "price", window=Window(start_from=latest))} == {second}
    assert {hit.call_id for hit in hits(database, "price", window=Window(start_to=START))} == set()
    assert {hit.call_id for hit in by_buyer} == {first}
    of_kind = hits(database, "price", only=None, kind="objection")
    assert {(hit.call_id, hit.moment_id is not None) for hit in of_kind} == {(first, True), (second, True)}
    assert hits(database, "price", only=None, kind="praise") == ()


@pytest.mark.parametrize("seed", range(3))
def test_pages_stay_as_they_are_while_calls_come_in(database: Database, seed: int) -> None:
    print(f"seed {seed}")
    rng = random.Random(seed)
    words = ["price", "price price", "the price of it all", "what a price, and what a long sentence about that price"]
    for _ in range(3):
        lay(database, *rng.choices(words, k=6))
    before = [hit.number for hit in hits(database, "price")]
    where, wording = SearchFilter(only=Found.TURN, in_full=True), read_wording("price")
    with database.reading() as session:
        newest = newest_text(session)
    seen: list[int] = []
    after = None
    while True:
        with database.reading() as session:
            page = search_words(session, wording, where, newest=newest, limit=4, after=after)
        if not page:
            break
        seen += [hit.number for hit in page]
        after = After(score=page[-1].score, started_at=page[-1].started_at, number=page[-1].number)
        lay(database, *rng.choices(words, k=3))
    assert seen == before


def test_what_was_there_before_is_made_findable_and_what_is_off_is_said_and_repaired(database: Database) -> None:
    call_id = lay(database, TOLD, DEAR, moments=[1])
    with database.transaction() as session:
        session.execute(delete(SearchTextRow))
    assert find(database, "price") == []
    with database.transaction() as session:
        assert not is_filled(session)
        assert not fill_some(session)
        assert is_filled(session)
        assert differences(session) == ()
    assert set(find(database, "price")) == {TOLD, DEAR}
    with database.transaction() as session:
        session.execute(text("UPDATE turns SET text = 'Quite another thing.' WHERE turn_index = 0"))
        session.execute(delete(MomentRow))
    with database.transaction() as session:
        (said,) = differences(session)
        assert call_id in said
        fill_anew(session)
        while fill_some(session):
            pass
        assert differences(session) == ()
    assert find(database, "another") == ["Quite another thing."]
    assert find(database, "price", only=Found.MOMENT) == []


def test_nothing_is_written_anew_where_nothing_changed(database: Database) -> None:
    call_id = lay(database, TOLD, DEAR, moments=[1], names={})
    before = {hit.text: hit.number for hit in hits(database, "price")}
    mine(database, call_id, {1: DEAR})
    redact(database, call_id, [TOLD, DEAR], {})
    assert {hit.text: hit.number for hit in hits(database, "price")} == before


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dear", {TOLD, DEAR, PLAIN}),
        ("dear -price", {PLAIN}),
        ("dear -worrying", {TOLD, PLAIN}),
        ('dear -"going up"', {DEAR, PLAIN}),
        ('dear -"up go"', {TOLD, DEAR, PLAIN}),
        ("dear -loc* -café", {TOLD}),
    ],
)
def test_what_must_not_be_there_is_not_found_by_meaning_in_any_form(
    database: Database, asked: str, found: set[str]
) -> None:
    lay(database, TOLD, DEAR, PLAIN, moments=[0, 1, 2])
    unwanted = read_wording(asked).unwanted
    with database.reading() as session:
        numbers = dict.fromkeys(session.scalars(select(SearchTextRow.id)), 0.5)
        where = SearchFilter(in_full=True)
        meant = search_moments(session, numbers, where, newest=newest_text(session), unwanted=unwanted)
    assert {hit.text for hit in meant} == found


def test_who_sees_data_masked_learns_nothing_of_it_by_what_must_not_be_there(database: Database) -> None:
    said = "Marek Novak says the price is too high."
    lay(database, TOLD, said, moments=[1], names={said: "Marek Novak"})
    unwanted = read_wording("dear -marek").unwanted
    with database.reading() as session:
        numbers = dict.fromkeys(session.scalars(select(SearchTextRow.id)), 0.5)
        shown = [
            [
                hit.text
                for hit in search_moments(
                    session, numbers, SearchFilter(in_full=in_full), newest=10**9, unwanted=unwanted
                )
            ]
            for in_full in (False, True)
        ]
    assert shown == [["[name] says the price is too high."], []]
