"""The topic head ships as trained on the texts that are there, and tells topics apart that it never saw a word of."""

from pathlib import Path

import pytest

from bench.topics import judge, transcript_of
from calls.topic_catalogue import built_in_topics
from calls.transcript import Role
from demo.catalogue import scripts
from nlp.encoder import MiniLmEncoder
from nlp.topics.find import TopicFinder
from nlp.topics.head import NOTHING, load, read_facts
from nlp.training.topic_texts import read_topic_bank, topic_bank_sha256


def test_the_shipped_head_was_trained_on_the_texts_as_they_are() -> None:
    facts = read_facts()
    assert facts["texts_sha256"] == topic_bank_sha256(read_topic_bank()), "texts changed: python -m nlp.training.topics"
    held_out = facts["held_out"]
    assert held_out["texts_right"] > held_out["texts_right_by_prototypes"], "prototypes alone would do"
    assert held_out["pretended_right"] > held_out["pretended_right_without_smoothing"] + 0.1
    assert 0.7 < held_out["stretches_found_for_a_true_one"] < 1.3
    assert load().topics == (*(topic.id for topic in built_in_topics()), NOTHING)


def test_every_topic_has_enough_to_be_learned_from_both_sides() -> None:
    texts = read_topic_bank()
    for topic in built_in_topics():
        said = {u.text.lower() for u in texts if u.topic == topic.id}
        assert len(said) >= 60, topic.id
        assert {u.role for u in texts if u.topic == topic.id} == {Role.REP, Role.BUYER}, topic.id


def test_nothing_of_the_demo_scripts_is_learned_from() -> None:
    learned = {u.text.lower() for u in read_topic_bank()}
    assert not learned & {turn.text.lower() for script in scripts() for turn in script.turns if len(turn.text) > 25}


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("[pricing]\nr It is nine dollars.\nx What?\n")
    with pytest.raises(ValueError, match=r"a\.txt, line 3"):
        read_topic_bank(tmp_path)


@pytest.mark.model
def test_the_short_form_of_the_bench(minilm: MiniLmEncoder) -> None:
    """Three demo calls; all of them, with the figures of today, are `python bench/topics.py`."""
    finder = TopicFinder(encoder=minilm)
    some = [script for script in scripts() if script.id in ("demo-02", "demo-09", "demo-16")]
    judged = [judge(script, finder.find(transcript_of(script))) for script in some]
    assert sum(one.right for one in judged) / sum(one.turns for one in judged) > 0.55
    found = [len(finder.find(transcript_of(script))) for script in some]
    assert all(2 <= count <= len(script.turns) / 2 for count, script in zip(found, some, strict=True))


def test_declared_topics_are_of_the_catalogue() -> None:
    known = {topic.id for topic in built_in_topics()}
    for script in scripts():
        assert all(turn.topics and set(turn.topics) <= known for turn in script.turns), script.id
