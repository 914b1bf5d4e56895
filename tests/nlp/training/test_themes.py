import hashlib

import numpy as np
import pytest

from calls.moment import Kind
from nlp import tuned
from nlp.concerns import CATALOGUE
from nlp.themes.encoder import SHIPPED
from nlp.themes.families import load_families
from nlp.training.snippets import bank_sha256
from nlp.training.theme_fit import Lesson, fit
from nlp.training.theme_measuring import agreement
from nlp.training.theme_stability import kept
from nlp.training.themes import read_material


def test_the_shipped_families_were_learnt_from_the_bank_and_the_catalogue_as_they_are() -> None:
    facts = load_families().facts
    remedy = "python -m nlp.training.themes"
    assert facts["bank_sha256"] == bank_sha256(), remedy
    assert facts["catalogue_sha256"] == hashlib.sha256(CATALOGUE.read_bytes()).hexdigest(), remedy
    assert facts["encoder_sha256"] == tuned.read_facts()["weights_sha256"], remedy
    assert (SHIPPED / "families.safetensors").stat().st_size < 5_000_000


def test_the_shipped_families_place_enough_of_industries_they_never_saw() -> None:
    for kind in (Kind.OBJECTION, Kind.PAIN):
        measured = load_families().facts["measured"][kind.value]
        assert measured["placed"] >= 0.85
        assert measured["b_cubed"][2] > 0.35
        assert measured["family right"] > 0.35


def test_nothing_kept_out_is_taught() -> None:
    material = read_material()
    taught = material.taught()
    assert len(taught) > 15_000
    assert not any(material.wordings[i].is_kept_out for i in taught)
    assert sum(wording.is_kept_out for wording in material.wordings) > 2_000


def test_a_softmax_learns_what_kinds_allow() -> None:
    """Two concerns that look alike are told apart by the kind alone."""
    chance = np.random.default_rng(4)
    vectors = np.eye(8, dtype=np.float32)[np.repeat([0, 1], 60)] + 0.05 * chance.normal(size=(120, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    concern = np.repeat([0, 1], 60)
    possible = np.array([[True, True, False]] * 120)
    fitted = fit(vectors, Lesson(concern=concern, possible=possible, family=np.array([0, 1, 1])))
    scores = vectors @ fitted.weight + fitted.bias
    assert (scores[:, :2].argmax(axis=1) == concern).mean() > 0.95


def test_agreement_is_b_cubed_with_what_is_alone_not_placed() -> None:
    found = agreement(["a", "a", "a", "b"], [1, 1, None, 2])
    assert found.precision == 1.0
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert found.placed == 0.5
    mixed = agreement(["a", "b"], [1, 1])
    assert (mixed.precision, mixed.recall, mixed.placed) == (0.5, 1.0, 1.0)


def test_a_theme_that_splits_keeps_its_larger_part() -> None:
    before = {"m1": "x", "m2": "x", "m3": "x", "m4": "y"}
    assert kept(before, before) == 1.0
    assert kept(before, {"m1": "p", "m2": "p", "m3": "q", "m4": "r"}) == 0.75
    assert kept(before, {"m1": "p", "m2": "p", "m3": "p"}) == 0.75
    assert kept(before, {"m1": "p", "m2": "p", "m3": "p", "m4": "p"}) == 0.75
