"""Stretches: the likeliest way through a call, with what was learned of how topics follow each other."""

import random
from itertools import product

import numpy as np

from calls.transcript import Role
from nlp.topics.find import runs
from nlp.topics.head import Transitions
from nlp.topics.stretches import chosen_transitions, evidence, way_through
from nlp.topics.units import Unit


def unit(turn: int, text: str = "so how much is it") -> Unit:
    return Unit(turn=turn, role=Role.BUYER, begin=0, end=len(text), text=text, words=len(text.split()))


def sticky(size: int, worth: float) -> Transitions:
    stays = worth * np.eye(size)
    return Transitions(within=2 * stays, between=stays, first=np.zeros(size), last=np.zeros(size))


def test_the_likeliest_way_is_found() -> None:
    seed = random.randrange(10_000)
    generator = np.random.default_rng(seed)
    units = [unit(turn // 2) for turn in range(7)]
    likely = generator.normal(size=(7, 3))
    learned = Transitions(
        within=generator.normal(size=(3, 3)),
        between=generator.normal(size=(3, 3)),
        first=generator.normal(size=3),
        last=generator.normal(size=3),
    )

    def worth(way: tuple[int, ...]) -> float:
        steps = (
            (learned.within if units[i - 1].turn == units[i].turn else learned.between)[way[i - 1], way[i]]
            for i in range(1, 7)
        )
        said = sum(likely[row, topic] for row, topic in enumerate(way))
        return float(said + sum(steps) + learned.first[way[0]] + learned.last[way[-1]])

    best = max(product(range(3), repeat=7), key=worth)
    assert tuple(way_through(likely, units, transitions=learned)) == best, f"seed {seed}"


def test_a_stray_sentence_makes_no_stretch_where_topics_stay() -> None:
    units = [unit(0), unit(1, "Okay."), unit(2), unit(3), unit(4)]
    price, other = [0.9, 0.1], [0.3, 0.7]
    likely = evidence(np.array([price, other, price, other, price]))
    assert way_through(likely, units, transitions=sticky(2, 2.0)).tolist() == [0] * 5
    assert way_through(likely, units, transitions=sticky(2, 0.0)).tolist() == [0, 1, 0, 1, 0]
    assert np.isfinite(evidence(np.zeros((1, 2)))).all()


def test_neighbours_with_one_topic_are_a_stretch_and_none_may_fit() -> None:
    assert [(s.begin, s.end, s.place) for s in runs(np.array([0, 0, 2, 1]), topics=2)] == [
        (0, 2, 0),
        (2, 3, None),
        (3, 4, 1),
    ]


def test_an_added_topic_follows_others_as_an_average_one_does() -> None:
    between = np.array([[3.0, 1.0], [0.0, 2.0]])
    learned = Transitions(within=between, between=between, first=np.array([1.0, 3.0]), last=np.zeros(2))
    chosen = chosen_transitions(learned, [1, None])
    assert chosen.between.tolist() == [[2.0, 0.5], [0.5, 2.5]]
    assert chosen.first.tolist() == [3.0, 2.0]
