import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calls.moment import Kind
from nlp import heads, tuned
from nlp.encoder import HashingEncoder
from nlp.training.bank_text import BANK, read_blocks, read_concerns
from nlp.training.fit import best_threshold, fit_platt
from nlp.training.linear import fit_heads, prepare
from nlp.training.snippets import bank_files, bank_sha256, read_bank
from nlp.training.split import UNSEEN_CONCERNS, split

DEVELOPMENT_SET = Path(__file__).parents[4] / "shared" / "eval" / "dev"
# What the bank promises: so many concerns in so many wordings (docs/how-to.md, "Teach it your own calls").
CONCERNS, WORDINGS = 150, 30


def test_the_shipped_weights_were_trained_on_the_bank_as_it_is() -> None:
    for facts in (heads.read_facts(), tuned.read_facts()):
        assert facts["bank_sha256"] == bank_sha256(), "the bank changed: make train"


def test_the_shipped_weights_are_small_and_good_on_industries_they_never_saw() -> None:
    assert (tuned.SHIPPED / "tuned.safetensors").stat().st_size < 8_000_000
    assert (tuned.SHIPPED / "heads.safetensors").stat().st_size < 4_000_000
    measured = tuned.read_facts()["measured"]["unseen industries"]
    linear = heads.read_facts()["held_out"]["unseen industries"]
    assert measured["macro_f1"] > linear["macro_f1"] > 0.4
    assert measured["f1"]["objection"] > linear["f1"]["objection"]


def test_every_kind_and_category_has_examples() -> None:
    labels = [label for snippet in read_bank() for row in snippet.labels for label in row]
    assert {label.kind for label in labels} == set(Kind)
    assert {label.category for label in labels} - {None} == set(heads.CATEGORIES)


def test_the_bank_is_broad() -> None:
    spoken = [sentence for snippet in read_bank() for sentence in snippet.spoken]
    assert len(spoken) > 10_000
    unlabelled = sum(not sentence.labels for sentence in spoken)
    assert unlabelled >= 0.5 * len(spoken), f"{unlabelled} of {len(spoken)} sentences carry no label"
    pushed = {Kind.OBJECTION, Kind.PAIN, Kind.PREFERENCE, Kind.DEAL_BREAKER}
    voiced = Counter(
        sentence.concern for sentence in spoken if sentence.concern and {x.kind for x in sentence.labels} & pushed
    )
    often = [name for name, count in voiced.items() if count >= WORDINGS]
    assert len(often) >= CONCERNS, f"{len(often)} concerns with {WORDINGS} wordings"


def test_every_concern_named_in_the_bank_is_in_its_list() -> None:
    concerns = read_concerns()
    for path in bank_files():
        assert read_blocks(path, concerns=concerns), path.name


def test_no_sentence_stands_in_the_bank_again_and_again() -> None:
    said = Counter(" ".join(text.lower().split()) for snippet in read_bank() for text in snippet.sentences)
    repeated = {text: count for text, count in said.items() if count > 3 and len(text.split()) > 6}
    assert not repeated


def test_what_is_kept_out_is_kept_out() -> None:
    parts = split(read_bank())
    taught = {snippet.industry for snippet in parts.teach}
    assert not taught & {snippet.industry for snippet in (*parts.calibrate, *parts.test)}
    assert not {snippet.industry for snippet in parts.calibrate} & {snippet.industry for snippet in parts.test}
    voiced = {s.concern for part in (parts.teach, parts.calibrate, parts.test) for x in part for s in x.spoken}
    assert not voiced & UNSEEN_CONCERNS
    assert {s.concern for snippet in parts.unseen_concerns for s in snippet.spoken} >= UNSEEN_CONCERNS


def test_training_heads_on_the_same_slice_twice_gives_the_same_bytes(tmp_path: Path, language: Any) -> None:
    chosen = read_bank()[::200]
    written = []
    for run in ("one", "two"):
        fitted = fit_heads(prepare(chosen, encoder=HashingEncoder(), language=language))
        heads.save(fitted, tmp_path / run, facts={})
        written.append((tmp_path / run / "heads.safetensors").read_bytes())
    assert written[0] == written[1]
    assert heads.load(tmp_path / "one").dense.shape == (heads.WIDTH, heads.OUTPUTS)


def test_calibrated_scores_mean_what_they_say() -> None:
    scores = np.random.default_rng(1).normal(size=4000)
    truth = (np.random.default_rng(2).uniform(size=4000) < 1 / (1 + np.exp(-(2 * scores - 1)))).astype(float)
    slope, offset = fit_platt(scores, truth)
    assert slope == pytest.approx(2, abs=0.2)
    assert offset == pytest.approx(-1, abs=0.2)


def test_the_threshold_is_where_f1_is_best() -> None:
    probabilities = np.array([0.1, 0.2, 0.3, 0.4, 0.9])
    assert best_threshold(probabilities, np.array([0, 0, 1, 1, 1])) == pytest.approx(0.3)


def sequences(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}


def test_the_bank_shares_no_six_words_with_the_development_set() -> None:
    """Where the development set is not beside the checkout there is nothing to compare with, and nothing is shared."""
    kept_apart: set[tuple[str, ...]] = set()
    for path in sorted(DEVELOPMENT_SET.glob("dev-*.json")):
        for turn in json.loads(path.read_text())["turns"]:
            kept_apart |= sequences(turn["text"])
    print(f"{len(kept_apart)} six-word sequences of the development set compared")
    for path in bank_files(BANK):
        for block in read_blocks(path):
            for turn in block.turns:
                assert not sequences(turn.text) & kept_apart, f"{path.name}: {turn.text}"
