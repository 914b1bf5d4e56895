import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calls.errors import InvalidInput
from calls.moment import Kind
from nlp import heads
from nlp.encoder import HashingEncoder
from nlp.training.fit import best_threshold, fit_platt
from nlp.training.snippets import BANK, bank_sha256, read_bank
from nlp.training.train import prepare, summary, train

DEVELOPMENT_SET = Path(__file__).parents[4] / "shared" / "eval" / "dev"


def test_the_shipped_heads_were_trained_on_the_bank_as_it_is() -> None:
    assert heads.read_facts()["bank_sha256"] == bank_sha256(), "the bank changed: python -m nlp.training.train"


def test_the_shipped_heads_are_small_and_good_on_files_they_never_saw() -> None:
    assert sum(path.stat().st_size for path in heads.SHIPPED.iterdir()) < 1_000_000
    held_out = heads.read_facts()["held_out"]
    assert held_out["macro_f1"] > 0.5
    assert held_out["f1"]["objection"] > 0.45


def test_every_kind_and_category_has_examples() -> None:
    labels = [label for snippet in read_bank() for row in snippet.labels for label in row]
    assert {label.kind for label in labels} == set(Kind)
    assert {label.category for label in labels} - {None} == set(heads.CATEGORIES)


@pytest.mark.parametrize(
    "line",
    ["{", '{"rep": "x"}', '{"rep": "x", "buyer": [["a", "anger"]]}', '{"rep": "x", "buyer": [["a", "objection"]]}'],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "b.jsonl").write_text('{"rep": "x", "buyer": [["a", ""]]}\n' + line)
    with pytest.raises(InvalidInput, match=r"b\.jsonl, line 2"):
        read_bank(tmp_path)


def test_training_the_same_slice_twice_gives_the_same_bytes(tmp_path: Path, language: Any) -> None:
    groups = ("cold-calls", "saas")
    chosen = tuple(snippet for i, snippet in enumerate(read_bank()) if i % 20 == 0 and snippet.group in groups)
    written = []
    for run in ("one", "two"):
        fitted, held_out = train(prepare(chosen, encoder=HashingEncoder(), language=language))
        heads.save(fitted, tmp_path / run, facts={"held_out": summary(fitted, held_out)})
        written.append((tmp_path / run / "heads.safetensors").read_bytes())
    assert written[0] == written[1]
    assert (tmp_path / "one" / "heads.json").read_text() == (tmp_path / "two" / "heads.json").read_text()
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
    for snippet in read_bank(BANK):
        for text in (snippet.rep, " ".join(snippet.sentences)):
            assert not sequences(text) & kept_apart, f"{snippet.group}: {text}"
