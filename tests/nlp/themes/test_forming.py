import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest

from calls.errors import InvalidInput
from calls.formats import READY_MADE
from calls.moment import Kind, Moment
from calls.theme import Theme
from calls.transcript import Role
from nlp.encoder import DIMENSIONS, HashingEncoder, MiniLmEncoder
from nlp.themes import ThemeEncoder, assign, centroid, families_of, form, groups, theme_encoder

PRICE = [
    "It is too expensive for our budget.",
    "We cannot afford that price.",
    "The price is far over our budget.",
    "That price is too high for us.",
]
SECURITY = [
    "Our security team needs the audit report first.",
    "Is the audit report for security done yet?",
    "I worry about security and the missing audit.",
    "Without a security audit we cannot continue.",
]
ALONE = ["My daughter plays the trombone in Antwerp."]


def moment(quote: str, *, number: int, kind: Kind = Kind.OBJECTION) -> Moment:
    return Moment(
        id=f"mo_{number}",
        call_id=f"call-{number}",
        turn_index=1,
        kind=kind,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=1.0,
        provenance=READY_MADE,
    )


def numbered() -> Callable[[], str]:
    numbers = count()
    return lambda: f"th_{next(numbers)}"


@pytest.fixture(scope="module")
def planted(minilm: MiniLmEncoder) -> tuple[list[Moment], Any]:
    quotes = PRICE + SECURITY + ALONE
    return [moment(quote, number=i) for i, quote in enumerate(quotes)], minilm.encode(quotes)


@pytest.fixture(scope="module")
def themed(minilm: MiniLmEncoder) -> ThemeEncoder:
    return theme_encoder(minilm)


def members(formed: tuple[Theme, ...]) -> set[frozenset[str]]:
    return {frozenset(theme.moment_ids) for theme in formed}


def test_two_concerns_are_two_themes_and_a_lone_remark_is_none(planted: Any, language: Any) -> None:
    moments, vectors = planted
    formed = form(moments, vectors, language=language, new_id=numbered())
    assert members(formed) == {frozenset(f"mo_{i}" for i in range(4)), frozenset(f"mo_{i}" for i in range(4, 8))}
    assert [theme.id for theme in formed] == ["th_0", "th_1"]


def test_order_of_input_changes_nothing(planted: Any, language: Any) -> None:
    moments, vectors = planted
    expected = form(moments, vectors, language=language, new_id=numbered())
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    order = list(range(len(moments)))
    for _ in range(5):
        random.Random(seed).shuffle(order)
        seed += 1
        shuffled = [moments[i] for i in order]
        assert form(shuffled, vectors[order], language=language, new_id=numbered()) == expected


def test_kinds_are_kept_apart(planted: Any, language: Any) -> None:
    moments, vectors = planted
    mixed = [moment(m.quote, number=i, kind=Kind.PAIN if i % 2 else Kind.OBJECTION) for i, m in enumerate(moments)]
    kind_of = {m.id: m.kind for m in mixed}
    formed = form(mixed, vectors, language=language)
    assert len(formed) == 4
    assert all({kind_of[i] for i in theme.moment_ids} == {theme.kind} for theme in formed)


def test_labels_are_short_readable_and_different(planted: Any, language: Any) -> None:
    moments, vectors = planted
    price, security = sorted(form(moments, vectors, language=language), key=lambda theme: min(theme.moment_ids))
    assert {"price", "budget"} & set(price.label.lower().split())
    assert {"security", "audit"} & set(security.label.lower().split())
    assert {"price", "budget"} & set(price.keywords)
    for theme in (price, security):
        assert len(theme.label.split()) <= 4
        assert theme.label[0].isupper()


def test_labels_of_alike_themes_differ(language: Any) -> None:
    quotes = ["Too expensive."] * 2 + ["Hm, no."] * 2
    themes_of = [
        moment(q, number=i, kind=k) for k in (Kind.OBJECTION, Kind.PAIN, Kind.PRAISE) for i, q in enumerate(quotes)
    ]
    moments = [moment(m.quote, number=i, kind=m.kind) for i, m in enumerate(themes_of)]
    basis = np.eye(2, DIMENSIONS, dtype=np.float32)
    vectors = np.stack([basis[i % 4 // 2] for i in range(12)])
    formed = form(moments, vectors, language=language)
    assert len(formed) == 6
    assert len({theme.label.lower() for theme in formed}) == 6


def test_new_ids_are_random_and_shaped(planted: Any, language: Any) -> None:
    moments, vectors = planted
    first, second = (form(moments, vectors, language=language) for _ in range(2))
    assert all(theme.id.startswith("th_") and len(theme.id) == 15 for theme in first)
    assert not {theme.id for theme in first} & {theme.id for theme in second}


def test_nothing_gives_no_themes() -> None:
    assert form([], np.zeros((0, DIMENSIONS), dtype=np.float32)) == ()


def test_vectors_must_match() -> None:
    with pytest.raises(InvalidInput, match="1 moments"):
        form([moment("x", number=1)], np.zeros((0, DIMENSIONS), dtype=np.float32))


def test_more_voices_than_fit_at_once_give_the_same_themes(
    planted: Any, language: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments, vectors = planted
    many = [moment(m.quote, number=10 * i + copy) for i, m in enumerate(moments[:8]) for copy in range(10)]
    rows = np.repeat(np.arange(8), 10)
    expected = members(form(many, vectors[rows], language=language))
    monkeypatch.setattr(groups, "MOST_AT_ONCE", 40)
    assert members(form(many, vectors[rows], language=language)) == expected


def test_new_moments_join_the_nearest_theme_of_their_kind_or_none(planted: Any, minilm: MiniLmEncoder) -> None:
    _, vectors = planted
    centroids = np.stack([centroid(vectors[:4]), centroid(vectors[4:8]), centroid(vectors[:4])])
    new = minilm.encode(["The price is over budget.", "The price is over budget.", "Lovely weather in Leeds."])
    placed = assign(
        new,
        [Kind.OBJECTION, Kind.PAIN, Kind.OBJECTION],
        centroids=centroids,
        centroid_kinds=[Kind.OBJECTION, Kind.OBJECTION, Kind.PAIN],
    )
    assert placed == [0, 2, None]


def test_without_themes_nothing_is_placed() -> None:
    none = np.zeros((0, DIMENSIONS), dtype=np.float32)
    assert assign(np.eye(1, DIMENSIONS, dtype=np.float32), [Kind.PAIN], centroids=none, centroid_kinds=[]) == [None]


BOSS = [
    "The boss has to approve it first.",
    "My manager has to sign this off.",
    "I can't decide that, it goes to the board.",
    "The director would have to say yes to this.",
]
LENGTH = [
    "A five year contract is far too long for us.",
    "Three years is too long a contract.",
    "I don't want to be tied in for that long.",
]


def test_different_wordings_of_a_known_family_are_one_theme_under_its_name(themed: ThemeEncoder, language: Any) -> None:
    quotes = [*BOSS, *LENGTH, *PRICE]
    moments = [moment(quote, number=i) for i, quote in enumerate(quotes)]
    vectors = themed.encode(quotes)
    formed = form(moments, vectors, families=families_of(vectors), language=language, new_id=numbered())
    assert members(formed) == {
        frozenset(f"mo_{i}" for i in range(4)),
        frozenset(f"mo_{i}" for i in range(4, 7)),
        frozenset(f"mo_{i}" for i in range(7, 11)),
    }
    labels = {min(theme.moment_ids): theme.label for theme in formed}
    assert any(label == "Boss or board decides" for label in labels.values()), labels
    order = random.Random(7).sample(range(len(quotes)), len(quotes))
    shuffled = [moments[i] for i in order]
    again = form(shuffled, vectors[order], families=families_of(vectors), language=language, new_id=numbered())
    assert again == formed


def test_a_large_theme_divides_into_the_concerns_it_holds(themed: ThemeEncoder, language: Any) -> None:
    board = ["The board meets in March and decides then.", "Our board votes on it.", "It goes before the committee."]
    finance = ["Finance has to release the money.", "The CFO looks at every invoice.", "Accounts must approve this."]
    quotes = [*board, *finance, *BOSS]
    moments = [moment(quote, number=i) for i, quote in enumerate(quotes)]
    vectors = themed.encode(quotes)
    formed = form(moments, vectors, families=families_of(vectors), subthemes=True, language=language)
    (top,) = [theme for theme in formed if theme.parent_id is None and len(theme.moment_ids) > 3]
    parts = [theme for theme in formed if theme.parent_id == top.id]
    assert len(parts) >= 2
    assert all(set(part.moment_ids) < set(top.moment_ids) for part in parts)
    held = [moment_id for part in parts for moment_id in part.moment_ids]
    assert len(held) == len(set(held)), "no moment is in two sub-themes"
    plain = form(moments, vectors, families=families_of(vectors), language=language)
    assert all(theme.parent_id is None for theme in plain)


def test_new_moments_join_a_theme_of_their_family(themed: ThemeEncoder) -> None:
    centroids = np.stack([centroid(themed.encode(BOSS)), centroid(themed.encode(LENGTH))])
    new = themed.encode(["My boss has to approve this first.", "A five year contract is too long.", *ALONE])
    placed = assign(
        new,
        [Kind.OBJECTION] * 3,
        centroids=centroids,
        centroid_kinds=[Kind.OBJECTION] * 2,
        families=families_of(new),
    )
    assert placed == [0, 1, None]


def test_each_named_competitor_has_a_theme_of_its_own() -> None:
    said = [
        ("Silver Bridge do that for less.", "Silver Bridge"),
        ("Well, Silver Bridge were here on Tuesday.", "Silver Bridge"),
        ("We run Green Compass in two of the depots.", "Green Compass"),
        ("Green Compass is what my cousin has.", "Green Compass"),
        ("The one we have now came with the accounts package.", None),
    ]
    moments = [
        replace(moment(quote, number=number, kind=Kind.COMPETITOR), competitor=name)
        for number, (quote, name) in enumerate(said)
    ]
    vectors = HashingEncoder().encode([quote for quote, _ in said])
    themes = form(moments, vectors)
    ids = [one.id for one in moments]
    assert {theme.label: set(theme.moment_ids) for theme in themes} == {
        "Silver Bridge": set(ids[:2]),
        "Green Compass": set(ids[2:4]),
    }
    assert {theme.keywords[0] for theme in themes} == {"Silver Bridge", "Green Compass"}
