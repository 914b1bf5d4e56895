import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import demo
from calls.errors import WeightsError
from calls.moment import Kind
from nlp.concerns import load_concerns
from nlp.training.bank_text import read_concerns

SCRIPTS = Path(demo.__file__).parent / "scripts"
DEVELOPMENT_SET = Path(__file__).parents[3] / "shared" / "eval" / "dev"
RUN = 6


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", ""))
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def voicings() -> list[str]:
    return [text for concern in load_concerns() for text in concern.voicings]


def test_every_kind_has_concerns_with_short_labels_and_many_voicings() -> None:
    concerns = load_concerns()
    assert len(concerns) > 500
    assert {kind for concern in concerns for kind in concern.kinds} == set(Kind)
    assert max(Counter(concern.id for concern in concerns).values()) == 1
    assert max(Counter(concern.label.lower() for concern in concerns).values()) == 1
    for concern in concerns:
        assert 2 <= len(concern.label.split()) <= 5, concern.label
        assert 1 <= len(concern.family_label.split()) <= 5, concern.family_label
        assert concern.label[0].isupper()
        assert concern.family_label[0].isupper()
        assert len(concern.voicings) >= 6, concern.label


def test_families_are_coarse_and_named_once() -> None:
    labels, concerns_of = defaultdict(set), Counter()
    for concern in load_concerns():
        labels[concern.family].add(concern.family_label)
        concerns_of[concern.family] += 1
    assert all(len(own) == 1 for own in labels.values())
    assert sum(count > 1 for count in concerns_of.values()) > 0.9 * len(concerns_of)
    for kind in (Kind.OBJECTION, Kind.PAIN):
        assert 25 <= len({concern.family for concern in load_concerns() if kind in concern.kinds}) <= 45


def test_every_concern_of_the_bank_belongs_to_a_family() -> None:
    assert read_concerns() <= {concern.id for concern in load_concerns()}


def test_no_voicing_is_given_twice() -> None:
    assert [text for text, n in Counter(text.lower() for text in voicings()).items() if n > 1] == []


def test_no_voicing_is_taken_from_the_demo() -> None:
    quotes = [
        quote["quote"]
        for path in SCRIPTS.glob("*.json")
        for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]
        for quote in turn.get("truth", ())
    ]
    assert quotes
    demo_runs = {run for quote in quotes for run in runs(quote)}
    assert {text for text in voicings() if runs(text) & demo_runs} == set()


def test_no_voicing_shares_six_words_with_the_development_set() -> None:
    """Where the development set is not beside the checkout there is nothing to compare with, and nothing is shared."""
    kept_apart: set[tuple[str, ...]] = set()
    for path in sorted(DEVELOPMENT_SET.glob("dev-*.json")):
        for turn in json.loads(path.read_text())["turns"]:
            kept_apart |= runs(turn["text"])
    print(f"{len(kept_apart)} six-word sequences of the development set compared")
    assert {text for text in voicings() if runs(text) & kept_apart} == set()


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "concerns.jsonl"
    path.write_text('{"id": "x", "family": "y"}\n')
    with pytest.raises(WeightsError, match=r"concerns\.jsonl, line 1"):
        load_concerns(path)
