"""Themes over two analyses: what is in a theme stays in it, nothing of the current analysis moves, nothing empties."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from calls.call import CallDetails, Medium
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme, ThemeState
from calls.transcript import Role
from nlp.continuity import carry_ids
from pipeline.theme_steps import ThemeSteps
from store.analyses import analysis_for, set_call_analysed, switch_analysis
from store.calls import Arrival, insert_call
from store.marks import SUGGESTED_FROM, set_mark
from store.moments import MomentFilter, list_moments, replace_moments
from store.placing import Anchor
from store.session import Database
from store.theme_tables import ThemeRow
from store.themes import ThemeFilter, list_themes

RULES, OTHER = Provenance(name="rules", version="1"), Provenance(name="rules", version="2")
VECTORS, OTHER_VECTORS = Provenance(name="words", version="1"), Provenance(name="words", version="2")
WORDS = ("dear", "slow", "risky", "hard")


class ByWord:
    """Forms a theme of the quotes that hold one of a few words; their vectors are that word's axis."""

    themes_provenance = Provenance(name="themes", version="1")

    def __init__(self, *made_by: Provenance) -> None:
        self.mined_by = made_by

    def vectors(self, quotes: Sequence[str]) -> Any:
        axes = np.array([[float(word in quote) for word in WORDS] for quote in quotes], np.float32)
        # Another encoder's vectors have nothing to do with these.
        axes = axes.reshape(len(quotes), len(WORDS))
        return axes[:, ::-1].copy() if OTHER_VECTORS in self.mined_by else axes

    def assign(self, moments: Sequence[Moment], vectors: Any, known: Sequence[Anchor]) -> Mapping[str, str]:
        near = vectors @ np.stack([anchor.vector for anchor in known]).T
        return {
            m.id: known[int(row.argmax())].theme_id for m, row in zip(moments, near, strict=True) if row.max() > 0.9
        }

    def nearest(self, kinds: Sequence[Kind], vectors: Any, known: Sequence[Anchor]) -> list[str | None]:
        del kinds
        near = vectors @ np.stack([anchor.vector for anchor in known]).T
        return [known[int(row.argmax())].theme_id if row.max() > 0.9 else None for row in near]

    def form(self, moments: Sequence[Moment], vectors: Any, *, before: Sequence[Theme]) -> Any:
        del vectors
        found = []
        for word in WORDS:
            ids = tuple(moment.id for moment in moments if word in moment.quote)
            if ids:
                found.append(Theme(id=f"th_{word}_{len(ids)}", kind=Kind.OBJECTION, label=word, moment_ids=ids))
        return carry_ids(before, found)


class Unmasked:
    """Hides nothing."""

    def masked(self, _session: Any, moments: Sequence[Moment]) -> tuple[Moment, ...]:
        return tuple(moments)


def worker(database: Database, *made_by: Provenance) -> ThemeSteps:
    models: Any = ByWord(*made_by)
    redacting: Any = Unmasked()
    return ThemeSteps(database=database, models=models, redacting=redacting)


def mine(database: Database, steps: ThemeSteps, number: int, *quotes: str) -> str:
    """Take a call in, or mine it again, as the worker does."""
    models: Any = steps._models
    made_by = models.mined_by
    with database.transaction() as session:
        details = CallDetails()
        arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
        call_id, _ = insert_call(session, arrival)
        analysis = analysis_for(session, made_by)
        moments = [
            Moment(
                id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.OBJECTION, quote=quote, provenance=made_by[0]),
                call_id=call_id,
                turn_index=turn,
                kind=Kind.OBJECTION,
                category=None,
                quote=quote,
                start_s=10.0 * turn,
                end_s=10.0 * turn + 2,
                role=Role.BUYER,
                score=0.9,
                provenance=made_by[0],
            )
            for turn, quote in enumerate(quotes)
        ]
        set_call_analysed(session, call_id, analysis=analysis, analysed=True)
        replace_moments(session, call_id, moments, vectors=models.vectors(quotes), analysis=analysis)
    steps.assign(call_id)
    return call_id


def seen(database: Database) -> dict[str, set[str]]:
    """Return the quotes of each listed theme, by its id."""
    with database.reading() as session:
        themes = list_themes(session, ThemeFilter(), limit=100).items
        return {
            theme.id: {
                found.moment.quote for found in list_moments(session, MomentFilter(theme_id=theme.id), limit=100).items
            }
            for theme in themes
            if theme.mentions
        }


def test_suggesting_more_leaves_the_moments_of_other_suggestions_where_they_are(database: Database) -> None:
    steps = worker(database, RULES, VECTORS)
    for number in range(12):
        mine(database, steps, number, f"too dear {number}")
    steps.suggest()
    mine(database, steps, 12, "so slow")
    steps.suggest()
    assert {len(quotes) for quotes in seen(database).values()} == {12, 1}
    mine(database, steps, 13, "rather risky")
    steps.suggest()
    assert sorted(len(quotes) for quotes in seen(database).values()) == [1, 1, 12]


def accept(database: Database, theme_id: str) -> None:
    with database.transaction() as session:
        row = session.get(ThemeRow, theme_id)
        assert row is not None
        row.state, row.label, row.label_by = ThemeState.ACCEPTED.value, "Our name for it", "person"


@pytest.mark.parametrize("encoder", [VECTORS, OTHER_VECTORS], ids=["same encoder", "another encoder"])
def test_an_upgrade_changes_nothing_until_the_switch_and_themes_go_over(
    database: Database, encoder: Provenance
) -> None:
    before = worker(database, RULES, VECTORS)
    for number in range(6):
        mine(database, before, number, f"too dear {number}", f"so slow {number}")
    before.suggest()
    accept(database, "th_dear_6")
    now = seen(database)
    after = worker(database, OTHER, encoder)
    for number in range(6):
        # The new detector misses some, finds others in other words, and has one concern of its own.
        mine(database, after, number, f"too dear {number}", f"hard {number}", f"dear, and how {number}")
        after.suggest()
        assert seen(database) == now, "nothing that people see changes while another analysis is made"
    with database.transaction() as session:
        switch_analysis(session, 2)
    shown = seen(database)
    assert shown["th_dear_6"] == {f"{say} {n}" for n in range(6) for say in ("too dear", "dear, and how")}
    assert sorted(len(quotes) for quotes in shown.values()) == [6, 12], "the accepted theme and one new suggestion"
    with database.reading() as session:
        row = session.get(ThemeRow, "th_dear_6")
        assert row is not None
        assert (row.label, row.state) == ("Our name for it", "accepted")
    with database.transaction() as session:
        switch_analysis(session, 1)
    assert seen(database) == now


def test_forming_anew_is_of_the_current_analysis_alone(database: Database) -> None:
    before = worker(database, RULES, VECTORS)
    for number in range(6):
        mine(database, before, number, f"too dear {number}")
    before.suggest()
    now = seen(database)
    after = worker(database, OTHER, VECTORS)
    mine(database, after, 0, "rather risky")
    with database.transaction() as session:
        set_mark(session, SUGGESTED_FROM, "")
    after.suggest()
    assert seen(database) == now


class OneByOneInDoubt(ByWord):
    """Is sure of no single moment, as of quotes that say a thing sideways."""

    def assign(self, moments: Sequence[Moment], vectors: Any, known: Sequence[Anchor]) -> Mapping[str, str]:
        del moments, vectors, known
        return {}


def test_no_double_of_an_accepted_theme_is_suggested(database: Database) -> None:
    models: Any = OneByOneInDoubt(RULES, VECTORS)
    redacting: Any = Unmasked()
    steps = ThemeSteps(database=database, models=models, redacting=redacting)
    for number in range(6):
        mine(database, steps, number, f"too dear {number}")
    steps.suggest()
    (theme_id,) = seen(database)
    accept(database, theme_id)
    for number in range(6, 12):
        mine(database, steps, number, f"way too dear {number}")
    steps.suggest()
    assert {name: len(quotes) for name, quotes in seen(database).items()} == {theme_id: 12}
