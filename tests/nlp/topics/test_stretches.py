"""Stretches: few, not one a sentence, with back-channels in the stretch they belong to."""

import random
from itertools import product

import numpy as np

from calls.transcript import Role
from nlp.topics.find import runs
from nlp.topics.stretches import change_cost, evidence, way_through
from nlp.topics.units import Unit


def unit(turn: int, text: str = "eight words are needed to weigh in full", role: Role = Role.BUYER) -> Unit:
    return Unit(turn=turn, role=role, begin=0, end=len(text), text=text, words=len(text.split()))


def test_the_likeliest_way_is_found() -> None:
    seed = random.randrange(10_000)
    generator = np.random.default_rng(seed)
    units = [unit(turn // 2, role=Role.REP if turn % 4 < 2 else Role.BUYER) for turn in range(7)]
    likely = generator.normal(size=(7, 3))

    def worth(way: tuple[int, ...]) -> float:
        said = sum(likely[row, topic] for row, topic in enumerate(way))
        changes = (change_cost(units[i - 1], units[i]) for i in range(1, 7) if way[i] != way[i - 1])
        return float(said - 0.7 * sum(changes))

    best = max(product(range(3), repeat=7), key=worth)
    assert tuple(way_through(likely, units, switch=0.7)) == best, f"seed {seed}"


def test_a_word_of_assent_and_a_stray_sentence_make_no_stretch() -> None:
    units = [unit(0), unit(1, "Okay."), unit(2), unit(3), unit(4)]
    price, other = [0.9, 0.1], [0.3, 0.7]
    likely = evidence(np.array([price, other, price, other, price]), units, nothing=np.zeros(5))
    assert (likely[1] == 0).all()
    assert way_through(likely, units, switch=2.0).tolist() == [0] * 5
    assert [(s.begin, s.end, s.place) for s in runs(np.array([0, 0, 2, 1]), topics=2)] == [
        (0, 2, 0),
        (2, 3, None),
        (3, 4, 1),
    ]


def test_an_answer_stays_with_its_question() -> None:
    asked = unit(0, "What would that cost us for all of them?", Role.BUYER)
    assert change_cost(asked, unit(1, role=Role.REP)) > change_cost(unit(0), unit(1, role=Role.REP)) == 1.0
