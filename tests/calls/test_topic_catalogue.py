"""The catalogue of topics: what ships is whole, and what people give is usable or refused with the reason."""

from dataclasses import replace

import pytest

from calls.errors import InvalidInput
from calls.topic_catalogue import MOST_PHRASES, built_in_topics, catalogue_digest, checked_phrases, checked_text


def test_every_topic_that_ships_can_be_told_apart_and_explained() -> None:
    topics = built_in_topics()
    assert 20 <= len(topics) <= 30
    assert len({t.id for t in topics}) == len({t.label.lower() for t in topics}) == len(topics)
    assert all(t.description and len(t.phrases) >= 5 and t.enabled and t.built_in for t in topics)


def test_the_digest_follows_what_changes_results_and_nothing_else() -> None:
    topics = built_in_topics()
    before = catalogue_digest(topics)
    assert catalogue_digest(reversed(topics)) == before
    assert catalogue_digest([replace(topics[0], label="Hello"), *topics[1:]]) == before
    assert catalogue_digest([replace(topics[0], enabled=False), *topics[1:]]) != before
    assert catalogue_digest([replace(topics[0], phrases=("good day",)), *topics[1:]]) != before


@pytest.mark.parametrize(
    ("phrases", "said"),
    [(["  ", ""], "at least one phrase"), (["!!"], "no phrase"), (["x" * 500], "at most"), (["a b"] * 1, "")],
)
def test_phrases_are_words(phrases: list[str], said: str) -> None:
    if not said:
        assert checked_phrases([*phrases, " a  b "], built_in=False) == ("a b",)
        return
    with pytest.raises(InvalidInput, match=said):
        checked_phrases(phrases, built_in=False)


def test_too_many_phrases_and_an_empty_label_are_refused() -> None:
    with pytest.raises(InvalidInput, match=str(MOST_PHRASES)):
        checked_phrases([f"phrase {n}" for n in range(MOST_PHRASES + 1)], built_in=True)
    with pytest.raises(InvalidInput, match="label"):
        checked_text("  ", what="label", longest=80)
