"""The measurement of trackers in short: everything there is is found, and quickly enough to be of use."""

from bench.trackers import fill, measure
from store.session import Database


def test_some_thousand_turns_are_searched_without_missing_one(database: Database) -> None:
    hits = fill(database, turns=4_000)
    seconds, mentions = measure(database, ["price increase"])
    print(f"{seconds:.2f} s for 4,000 turns")
    # Short fillers of a test machine under load; the figure itself is in docs/results.md.
    assert mentions == hits > 0
    assert seconds < 20
