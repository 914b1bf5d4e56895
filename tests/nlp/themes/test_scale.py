"""Many moments: the work grows with their number, never with its square."""

import time
from itertools import count
from typing import Any

import numpy as np

from calls.formats import READY_MADE
from calls.moment import Kind, Moment
from calls.transcript import Role
from nlp.themes import assign, form
from nlp.themes.encoder import WIDTH
from nlp.themes.families import load_families

STRUCTURED, EACH, LONE = 20, 500, 10_000
SECONDS = 120


def moments_and_vectors() -> tuple[list[Moment], Any]:
    """Twenty dense directions of 500 moments each, and as many moments that point anywhere."""
    chance = np.random.default_rng(11)
    middles = chance.normal(size=(STRUCTURED, WIDTH))
    near = np.repeat(middles, EACH, axis=0) + 0.5 * chance.normal(size=(STRUCTURED * EACH, WIDTH))
    vectors = np.vstack([near, chance.normal(size=(LONE, WIDTH))]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moments = [
        Moment(
            id=f"mo_{i}",
            call_id=f"call-{i // 10}",
            turn_index=i % 10 * 4,
            kind=Kind.OBJECTION,
            category=None,
            quote=f"quote {i % 97}",
            start_s=None,
            end_s=None,
            role=Role.BUYER,
            score=1.0,
            provenance=READY_MADE,
        )
        for i in range(len(vectors))
    ]
    return moments, vectors


def test_twenty_thousand_moments_are_formed_into_themes_in_seconds(language: Any) -> None:
    moments, vectors = moments_and_vectors()
    began = time.perf_counter()
    formed = form(moments, vectors, families=load_families(), language=language, new_id=map(str, count()).__next__)
    seconds = time.perf_counter() - began
    print(f"{len(moments):,} moments in {seconds:.1f} s: {len(formed)} themes")
    assert seconds < SECONDS
    home = {moment_id: theme.id for theme in formed for moment_id in theme.moment_ids}
    for block in range(STRUCTURED):
        homes = [home.get(f"mo_{i}") for i in range(block * EACH, (block + 1) * EACH)]
        assert max(homes.count(one) for one in set(homes)) > 0.9 * EACH, f"direction {block} is torn apart"


def test_a_new_calls_moments_are_assigned_among_a_thousand_themes_at_once() -> None:
    chance = np.random.default_rng(5)
    rows = chance.normal(size=(1020, WIDTH)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kinds = list(Kind)
    families = load_families()
    asked = {
        "centroids": rows[:1000],
        "centroid_kinds": [kinds[i % len(kinds)] for i in range(1000)],
        "families": families,
        "threshold": -1.0,
    }
    took = []
    for _ in range(5):
        began = time.perf_counter()
        found = assign(rows[1000:], [kinds[i % len(kinds)] for i in range(20)], **asked)
        took.append(time.perf_counter() - began)
    print(f"20 moments among 1,000 themes in {1000 * min(took):.0f} ms")
    assert len(found) == 20
    assert all(position is not None and position % len(kinds) == i % len(kinds) for i, position in enumerate(found))
    assert min(took) < 0.5
