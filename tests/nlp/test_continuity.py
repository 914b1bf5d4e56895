"""Themes formed anew keep the ids of the themes they continue."""

import random

from calls.moment import Kind
from calls.theme import Theme
from nlp.continuity import carry_ids


def theme(theme_id: str, moments: str, kind: Kind = Kind.PAIN) -> Theme:
    return Theme(id=theme_id, kind=kind, label=theme_id, moment_ids=tuple(moments))


def test_a_theme_continues_as_the_one_that_holds_most_of_it() -> None:
    carried = carry_ids([theme("a", "12345"), theme("b", "678")], [theme("x", "67"), theme("y", "12348")])
    assert {t.id: "".join(t.moment_ids) for t in carried.themes} == {"b": "67", "a": "12348"}
    assert carried.successors == {}


def test_a_theme_that_was_taken_up_names_its_heir_and_one_that_dissolved_names_none() -> None:
    carried = carry_ids([theme("a", "123"), theme("b", "45"), theme("c", "9")], [theme("x", "12345")])
    assert [t.id for t in carried.themes] == ["a"]
    assert carried.successors == {"b": "a", "c": None}


def test_only_a_theme_of_the_same_kind_is_continued() -> None:
    carried = carry_ids([theme("a", "123", Kind.PRAISE)], [theme("x", "123")])
    assert [t.id for t in carried.themes] == ["x"]
    assert carried.successors == {"a": None}


def test_the_order_of_themes_changes_nothing() -> None:
    seed = 5
    print(f"seed {seed}")
    chance = random.Random(seed)
    before = [theme("a", "123"), theme("b", "456"), theme("c", "789")]
    formed = [theme("x", "145"), theme("y", "267"), theme("z", "389")]
    expected = {t.moment_ids: t.id for t in carry_ids(before, formed).themes}
    for _ in range(20):
        chance.shuffle(before)
        chance.shuffle(formed)
        names = {t.moment_ids: t.id for t in carry_ids(before, formed).themes}
        assert {k: v for k, v in names.items() if v in "abc"} == {k: v for k, v in expected.items() if v in "abc"}
