"""The topic head ships as trained on the calls that are there, and tells topics apart in calls it never saw."""

from pathlib import Path

import numpy as np
import pytest

from bench.topics import judge, transcript_of
from calls.topic_catalogue import built_in_topics
from calls.transcript import Role
from demo.catalogue import scripts
from nlp.encoder import HashingEncoder, MiniLmEncoder
from nlp.topics.find import TopicFinder
from nlp.topics.head import load, read_facts, save
from nlp.training.topic_calls import labelled_calls_sha256, read_labelled_calls
from nlp.training.topics import fit, folds_of, prepare


def test_the_shipped_head_was_trained_on_the_calls_as_they_are() -> None:
    facts = read_facts()
    expected = labelled_calls_sha256(read_labelled_calls())
    assert facts["calls_sha256"] == expected, "calls or labels changed: python -m nlp.training.topics"
    held_out = facts["held_out"]
    assert held_out["turns_right"] > held_out["turns_right_by_prototypes"] + 0.1, "prototypes alone would do"
    assert held_out["turns_right"] >= held_out["turns_right_without_order"]
    assert 0.6 < held_out["stretches_found_for_a_true_one"] < 1.4
    assert load().topics == tuple(topic.id for topic in built_in_topics())


def test_an_industry_is_held_out_as_a_whole() -> None:
    calls = [prepare(call, encoder=HashingEncoder()) for call in read_labelled_calls()[::10]]
    folds = folds_of(calls, count=3)
    assert set(folds.tolist()) == {0, 1, 2}
    by_industry: dict[str, set[int]] = {}
    for call, fold in zip(calls, folds.tolist(), strict=True):
        by_industry.setdefault(call.call.industry, set()).add(fold)
    assert all(len(own) == 1 for own in by_industry.values())


def test_a_head_learns_what_it_is_shown_and_keeps_it(tmp_path: Path) -> None:
    """Reading and fitting are two codes for the same sums: the calls it saw come back right, from its files too."""
    calls = [prepare(call, encoder=HashingEncoder()) for call in read_labelled_calls()[:4]]
    head = fit(calls)
    save(head, tmp_path, facts={})
    for call in calls:
        found = head.probabilities(call.vectors, call.units)
        assert found.sum(axis=1) == pytest.approx(1.0)
        assert (found.argmax(axis=1) == call.truth).mean() > 0.95
        assert load(tmp_path).probabilities(call.vectors, call.units) == pytest.approx(found, abs=0.01)


def test_what_stands_around_a_sentence_counts() -> None:
    calls = [prepare(call, encoder=HashingEncoder()) for call in read_labelled_calls()[:4]]
    head, call = fit(calls), calls[0]
    alone = head.probabilities(call.vectors[5:6], call.units[5:6])
    assert not np.allclose(alone[0], head.probabilities(call.vectors, call.units)[5], atol=0.05)


@pytest.mark.model
def test_the_short_form_of_the_bench(minilm: MiniLmEncoder) -> None:
    """Three demo calls; all of them, with the figures of today, are `python bench/topics.py`."""
    finder = TopicFinder(encoder=minilm)
    some = [script for script in scripts() if script.id in ("demo-02", "demo-09", "demo-16")]
    judged = [judge(script, finder.find(transcript_of(script))) for script in some]
    assert sum(one.right for one in judged) / sum(one.turns for one in judged) > 0.6
    found = [len(finder.find(transcript_of(script))) for script in some]
    assert all(3 <= count <= len(script.turns) / 2 for count, script in zip(found, some, strict=True))


def test_declared_topics_are_of_the_catalogue() -> None:
    known = {topic.id for topic in built_in_topics()}
    for script in scripts():
        assert all(turn.topics and set(turn.topics) <= known for turn in script.turns), script.id
        assert {turn.speaker for turn in script.turns} == {Role.REP.value, Role.BUYER.value}
