"""Calls labelled by hand: all of the bank's turns have a topic we know, and a slip of the pen is named."""

from pathlib import Path

import pytest

from calls.errors import InvalidInput
from calls.transcript import Role
from demo.catalogue import scripts
from nlp.training.topic_calls import TOPICS, labelled_calls_sha256, read_labelled_calls

TALK = """> hotels/booking | tidy
R: Good morning.
B: Hello.
B: What does it cost?
R: Nine euros.
R: A night.
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "a.talk").write_text(TALK)
    return tmp_path


def labels(bank: Path, text: str) -> Path:
    (bank / "calls.tsv").write_text(text)
    return bank / "calls.tsv"


def test_a_call_is_read_with_the_topics_of_its_turns(bank: Path) -> None:
    call = read_labelled_calls(labels(bank, "a#0\t0 opening; 1-2 pricing\n"), bank=bank)[0]
    assert (call.industry, call.topics) == ("hotels", ("opening", "pricing", "pricing"))
    assert [turn.text for turn in call.transcript.turns] == [
        "Good morning.",
        "Hello. What does it cost?",
        "Nine euros. A night.",
    ]
    other = read_labelled_calls(labels(bank, "a#0\t0-2 pricing\n"), bank=bank)
    assert labelled_calls_sha256([call]) != labelled_calls_sha256(other)


@pytest.mark.parametrize("line", ["a#0\t0 opening", "a#0\t0 opening; 2 pricing", "a#0\t0-2 weather", "a#0 0-2 pricing"])
def test_a_wrong_line_is_named(bank: Path, line: str) -> None:
    with pytest.raises(InvalidInput, match=r"calls\.tsv, line 1: "):
        read_labelled_calls(labels(bank, line + "\n"), bank=bank)


def test_every_topic_is_talked_about_in_many_calls_by_both_sides() -> None:
    calls = read_labelled_calls()
    assert len(calls) >= 70
    assert len({call.industry for call in calls}) >= 15
    for topic in TOPICS:
        assert sum(topic in call.topics for call in calls) >= 10, topic
        roles = {
            turn.role
            for call in calls
            for turn, own in zip(call.transcript.turns, call.topics, strict=True)
            if own == topic
        }
        assert roles == {Role.REP, Role.BUYER}, topic


def test_nothing_of_the_demo_scripts_is_learned_from() -> None:
    learned = {turn.text.lower() for call in read_labelled_calls() for turn in call.transcript.turns}
    assert not learned & {turn.text.lower() for script in scripts() for turn in script.turns if len(turn.text) > 40}
