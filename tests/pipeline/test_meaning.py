"""What the search service knows of a team: there at once, and completed bit by bit."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from nlp.encoder import HashingEncoder, Vectors
from pipeline import meaning
from pipeline.meaning import TeamMeaning
from pipeline.search_service import SearchService
from store.keys import FIRST_TEAM
from store.session import Database
from tests.store.search_world import lay

SAID = [f"Marek Novak says number {number} is too dear." for number in range(5)]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_ENCODED_AT_ONCE", 1)
    monkeypatch.setattr(meaning, "_BATCHES_A_REFRESH", 2)


def lay_masked(database: Database) -> None:
    lay(database, *SAID, moments=range(len(SAID)), names=dict.fromkeys(SAID, "Marek Novak"))


def test_a_team_is_loaded_before_its_masked_quotes_are_encoded(database: Database) -> None:
    lay_masked(database)
    loaded: list[tuple[bool, int]] = []

    def encode(texts: Sequence[str]) -> Vectors:
        loaded.append((team.is_loaded, len(team)))
        return HashingEncoder().encode(texts)

    team = TeamMeaning(database, encode=encode)
    team.refresh()
    assert loaded[0] == (True, len(SAID)), "what has a vector is found meanwhile"


def test_a_refresh_encodes_some_and_the_next_ones_the_rest_though_nothing_else_changed(database: Database) -> None:
    lay_masked(database)
    encoded: list[str] = []

    def encode(texts: Sequence[str]) -> Vectors:
        encoded.extend(texts)
        return HashingEncoder().encode(texts)

    team = TeamMeaning(database, encode=encode)
    counts = []
    for _ in range(4):
        team.refresh()
        counts.append((len(encoded), len(team)))
    assert counts == [(2, 7), (4, 9), (5, 10), (5, 10)]
    assert len(set(encoded)) == 5


def test_an_encoder_that_fails_leaves_what_has_a_vector_and_is_asked_again(database: Database) -> None:
    lay_masked(database)
    fails = [True]

    def encode(texts: Sequence[str]) -> Vectors:
        if fails:
            raise OSError("no weights")
        return HashingEncoder().encode(texts)

    team = TeamMeaning(database, encode=encode)
    with pytest.raises(OSError, match="no weights"):
        team.refresh()
    assert (team.is_loaded, len(team)) == (True, 5)
    fails.clear()
    team.refresh()
    assert len(team) == 7


def test_an_encoder_that_cannot_be_made_yet_does_not_end_the_service(database: Database) -> None:
    stop, tried = threading.Event(), []

    class Late(HashingEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            stop.set()
            return np.asarray(super().encode(texts))

    def make() -> HashingEncoder:
        tried.append(len(tried))
        if len(tried) == 1:
            raise OSError("the weights are still being fetched")
        return Late()

    service = SearchService(databases=lambda _team: database, encoder=make)
    service.follow(stop, load_after_s=0)
    assert tried == [0, 1]
    assert service.team(FIRST_TEAM).is_loaded
