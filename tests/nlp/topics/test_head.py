"""What stands around a sentence: the turn before, the turn after, a few turns farther, never the sentence itself."""

import random

import numpy as np
import pytest

from calls.transcript import Role
from nlp.topics.head import AROUND_WEIGHT, FACTS, REACH, facts_of, surroundings_of
from nlp.topics.units import Unit


def test_surroundings_are_the_turns_around() -> None:
    seed = random.randrange(10_000)
    generator = random.Random(seed)
    turns = sorted(generator.choices(range(14), k=25))
    units = [Unit(turn=t, role=Role.REP, begin=0, end=4, text="text", words=1) for t in turns]
    here = range(len(turns))
    rows = np.eye(len(turns), dtype=np.float32)
    for row in here:
        expected = (
            {i for i in here if turns[row] - 1 <= turns[i] and i < row},
            {i for i in here if turns[i] <= turns[row] + 1 and i > row},
            {i for i in here if 2 <= abs(turns[i] - turns[row]) <= REACH},
        )
        for wanted, one in zip(expected, surroundings_of(units), strict=True):
            found = one.of(rows)[row]
            assert set(np.flatnonzero(found > 1e-6)) == wanted, f"seed {seed}, row {row}"
            if wanted:
                assert found.max() == pytest.approx(AROUND_WEIGHT / len(wanted) ** 0.5)


def test_facts_say_who_speaks_and_where_in_the_call() -> None:
    units = [
        Unit(turn=0, role=Role.REP, begin=0, end=4, text="How are you?", words=3),
        Unit(turn=9, role=Role.BUYER, begin=0, end=4, text="Okay, bye.", words=2),
    ]
    facts = facts_of(units)
    assert facts.shape == (2, FACTS)
    assert facts[:, :3].tolist() == [[1, 0, 1], [0, 1, 0]]
    assert facts[0, 6] > 0.9 > 0.1 > facts[1, 6]
