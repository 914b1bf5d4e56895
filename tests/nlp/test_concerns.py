import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import demo
from calls.moment import Kind
from nlp.concerns import Concern, ConcernSpace, load_concerns
from nlp.encoder import DIMENSIONS, HashingEncoder, MiniLmEncoder

SCRIPTS = Path(demo.__file__).parent / "scripts"
RUN = 6


@pytest.fixture(scope="module")
def space(minilm: MiniLmEncoder) -> ConcernSpace:
    return ConcernSpace(minilm)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", ""))
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_every_kind_has_concerns_with_short_labels_and_many_voicings() -> None:
    concerns = load_concerns()
    assert len(concerns) > 100
    assert {kind for concern in concerns for kind in concern.kinds} == set(Kind)
    assert max(Counter(concern.label.lower() for concern in concerns).values()) == 1
    for concern in concerns:
        assert 2 <= len(concern.label.split()) <= 5, concern.label
        assert concern.label[0].isupper()
        assert 6 <= len(concern.voicings) <= 8, concern.label


def test_no_voicing_is_given_twice() -> None:
    voicings = Counter(text.lower() for concern in load_concerns() for text in concern.voicings)
    assert [text for text, n in voicings.items() if n > 1] == []


def test_no_voicing_is_taken_from_the_demo() -> None:
    quotes = [
        quote["quote"]
        for path in SCRIPTS.glob("*.json")
        for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]
        for quote in turn.get("truth", ())
    ]
    assert quotes
    demo_runs = {run for quote in quotes for run in runs(quote)}
    shared = {run for concern in load_concerns() for text in concern.voicings for run in runs(text) & demo_runs}
    assert shared == set()


def test_enriched_vectors_have_unit_length_and_bring_one_concern_closer(
    space: ConcernSpace, minilm: MiniLmEncoder
) -> None:
    quotes = ["I would have to ask my director.", "The chief makes that decision.", "We are bound for two more years."]
    plain = minilm.encode(quotes)
    rich = space.enrich(plain, [Kind.OBJECTION] * 3)
    assert rich.shape == (3, DIMENSIONS + len(space.concerns))
    assert rich.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rich, axis=1), 1.0, rtol=1e-5)
    assert rich[0] @ rich[1] - rich[0] @ rich[2] > plain[0] @ plain[1] - plain[0] @ plain[2]


def test_rows_are_enriched_each_by_its_own_kind(space: ConcernSpace, minilm: MiniLmEncoder) -> None:
    vectors = minilm.encode(["That is a lot of money.", "It saves us hours."])
    both = space.enrich(vectors, [Kind.OBJECTION, Kind.PRAISE])
    np.testing.assert_allclose(both[:1], space.enrich(vectors[:1], [Kind.OBJECTION]), rtol=1e-5)
    np.testing.assert_allclose(both[1:], space.enrich(vectors[1:], [Kind.PRAISE]), rtol=1e-5)
    assert space.enrich(vectors[:0], []).shape == (0, both.shape[1])


def test_a_group_is_named_where_it_agrees_and_only_there(space: ConcernSpace, minilm: MiniLmEncoder) -> None:
    agreed = space.name(
        minilm.encode(["The chief has to approve it.", "My manager must sign this off."]), Kind.OBJECTION
    )
    assert agreed is not None
    assert agreed.label == "Boss has to sign off"
    unknown = minilm.encode(["My daughter plays the trombone in Antwerp.", "The trombone was very loud."])
    assert space.name(unknown, Kind.OBJECTION) is None
    assert space.name(unknown[:0], Kind.OBJECTION) is None


def test_kinds_without_concerns_stay_as_they_are() -> None:
    encoder = HashingEncoder()
    only = Concern(kinds=(Kind.PAIN,), label="Late trucks", voicings=("The truck is late.",))
    small = ConcernSpace(encoder, [only])
    vectors = encoder.encode(["So good."])
    rich = small.enrich(vectors, [Kind.PRAISE])
    np.testing.assert_allclose(rich[:, :DIMENSIONS], vectors, rtol=1e-5)
    assert not rich[:, DIMENSIONS:].any()
    assert small.name(vectors, Kind.PRAISE) is None
    assert small.name(encoder.encode(["The truck is late."]), Kind.PAIN) == only
