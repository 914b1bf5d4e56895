"""Contacts are counted by call, however their names are spelled, and open to the calls they took part in."""

from datetime import timedelta

import pytest

from calls.call import CallDetails, Medium, Party
from calls.errors import NotFound
from calls.transcript import Role
from store.calls import Arrival, CallFilter, insert_call, list_calls
from store.crm import calls_of_contact, get_contact, list_contacts
from store.progress import set_ready
from store.session import Database, Session
from store.windows import Window
from tests.store.search_world import START


def test_a_buyer_whom_one_call_lists_in_two_spellings_counts_once(database: Database) -> None:
    spelled = (("Ann Lee", "ann@firm.example"), ("ann  lee", None), ("Bo", None))
    parties = tuple(Party(name=name, role=Role.BUYER, channel=None, email=email) for name, email in spelled)
    details = CallDetails(title="Call", started_at=START, account="Firm", parties=parties)
    arrival = Arrival(sha256="0" * 64, size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    with database.transaction() as session:
        insert_call(session, arrival)
        found = list_contacts(session, Window(), limit=9).items
    assert {(each.name, each.email, each.calls) for each in found} == {
        ("ann  lee", "ann@firm.example", 1),
        ("Bo", None, 1),
    }


def a_call(session: Session, number: int, *names: str, account: str | None = "Firm") -> str:
    parties = tuple(Party(name=name, role=Role.BUYER, channel=None) for name in names)
    parties = (*parties, Party(name="Ana Rep", role=Role.REP, channel=None))
    details = CallDetails(started_at=START + timedelta(days=number), account=account, parties=parties)
    arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    return insert_call(session, arrival)[0]


def test_a_contact_opens_exactly_the_calls_it_took_part_in(database: Database) -> None:
    with database.transaction() as session:
        first, _, third = (a_call(session, n, *names) for n, names in enumerate((["Ann Lee"], ["Bo"], ["ann  lee"])))
        a_call(session, 3, "Ann Lee", account="Another")
        a_call(session, 4, "Ann Lee", account=None)
    with database.reading() as session:
        contacts = list_contacts(session, Window(), limit=9).items
        assert len(contacts) == 4
        for each in contacts:
            calls = calls_of_contact(session, each.id, window=Window())
            listed = list_calls(session, CallFilter(among=calls), limit=9).items
            assert len(listed) == each.calls
            assert {call.account_id for call in listed} == {each.account_id}
            assert each == get_contact(session, each.id)
        ann = next(each for each in contacts if each.calls == 2)
        assert calls_of_contact(session, ann.id, window=Window()) == {first, third}
        later = Window(start_from=START + timedelta(days=1))
        assert calls_of_contact(session, ann.id, window=later) == {third}
        assert calls_of_contact(session, ann.id, window=Window(), account_id="ac_none") == frozenset()
        assert calls_of_contact(session, "cn_none", window=Window()) == frozenset()
        assert list_calls(session, CallFilter(among=frozenset()), limit=9).items == ()
        with pytest.raises(NotFound, match="cn_none"):
            get_contact(session, "cn_none")


def test_more_calls_are_chosen_from_than_a_statement_takes_values(database: Database) -> None:
    with database.transaction() as session:
        call_id = a_call(session, 0, "Ann Lee")
    many = frozenset(f"ca_{number:016x}" for number in range(70_000))
    with database.reading() as session:
        found = list_calls(session, CallFilter(among=many | {call_id}), limit=9).items
    assert [call.id for call in found] == [call_id]


def test_a_contact_changed_when_one_of_its_calls_did(database: Database) -> None:
    with database.transaction() as session:
        a_call(session, 0, "Ann Lee")
        older = a_call(session, 1, "Bo")
        a_call(session, 2, "Bo")
    with database.transaction() as session:
        before = max(each.updated_at for each in list_contacts(session, Window(), limit=9).items)
        set_ready(session, older)
    with database.reading() as session:
        since = before + timedelta(microseconds=1)
        (changed,) = list_contacts(session, Window(), limit=9, updated_since=since).items
    assert (changed.name, changed.calls) == ("Bo", 2)
