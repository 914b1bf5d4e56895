"""Contacts are counted by call, however their names are spelled."""

from calls.call import CallDetails, Medium, Party
from calls.transcript import Role
from store.calls import Arrival, insert_call
from store.crm import list_contacts
from store.session import Database
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
