"""The role model ships as trained on the texts that are there, and is right and honest on texts it never saw."""

import json
from pathlib import Path

import numpy as np
import pytest

from calls.errors import InvalidInput, WeightsError
from nlp import role_words
from nlp.training.exchanges import Exchange, exchanges_sha256, read_exchanges
from nlp.training.roles import calibrate, fit, prepare, pretend_calls, reliability


def test_the_shipped_model_was_trained_on_the_texts_as_they_are() -> None:
    facts = json.loads((role_words.SHIPPED / "roles.json").read_text())
    assert facts["texts_sha256"] == exchanges_sha256(), "the texts changed: python -m nlp.training.roles"
    assert facts["held_out"]["calls_right"] > 0.95
    assert facts["held_out"]["pieces_right"] > 0.8


def test_training_again_gives_the_same_numbers() -> None:
    some = read_exchanges()[-120:]
    once, again = fit(prepare(some)), fit(prepare(some))
    assert np.array_equal(once.phrases, again.phrases)
    assert np.array_equal(once.cues, again.cues)


def test_confidence_says_how_often_a_call_is_right() -> None:
    exchanges = [e for e in read_exchanges() if e.group.startswith("every")]
    said = prepare(exchanges)
    apart = said.groups == sorted(set(said.groups))[0]
    held = said.rows(apart)
    scores = fit(said.rows(~apart)).scores(held.texts)
    _, log_odds = calibrate(fit(held), pretend_calls(held, scores, seed=5))
    sure = [(count, share) for low, _, count, share in reliability(log_odds) if low >= 0.9]
    assert sum(count * share for count, share in sure) / sum(count for count, _ in sure) > 0.9, "seed 5"


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"rep": "Hello", "buyer": "Hi"}\n{"rep": "Hello"}\n')
    with pytest.raises(InvalidInput, match=r"x\.jsonl, line 2"):
        read_exchanges(folder=tmp_path)


def test_weights_that_were_changed_are_refused(tmp_path: Path) -> None:
    words = fit(prepare([Exchange(group="g", rep="We can send it to you.", buyer="We can not pay for it.")] * 3))
    role_words.save(words, tmp_path, facts={})
    assert role_words.load(tmp_path).log_odds(["We can send it to you."]) > 0
    role_words.load.cache_clear()
    (tmp_path / "roles.safetensors").write_bytes(b"other")
    with pytest.raises(WeightsError, match=r"nlp\.training\.roles"):
        role_words.load(tmp_path)
