from store.marks import mining_of, note_mining
from store.session import Database


def test_what_mining_a_call_cost_is_kept_until_it_is_mined_again(database: Database) -> None:
    with database.transaction() as session:
        note_mining(session, "ca_1", {"requests": 2, "stopped": ""})
        note_mining(session, "ca_1", {"requests": 3, "stopped": ""})
        note_mining(session, "ca_2", {"requests": 9, "stopped": ""})
    with database.transaction() as session:
        assert mining_of(session, "ca_1") == {"requests": 3, "stopped": ""}
        note_mining(session, "ca_1", None)
    with database.reading() as session:
        assert mining_of(session, "ca_1") is None
        assert mining_of(session, "ca_2") == {"requests": 9, "stopped": ""}
