"""Whatever people and software do with themes, in any order: ids answer, counts are evidence, persons' words stand.

More examples: `THEME_MACHINE_EXAMPLES=400 pytest tests/store/test_theme_machine.py`. A failure prints how to repeat it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import event, select

from calls.errors import Conflict, InvalidInput, NotFound
from calls.moment import Kind
from calls.theme import ThemeState
from store.analyses import current_number, list_analyses, switch_analysis
from store.migrate import migrate
from store.session import Database, Session
from store.tables import MomentRow
from store.theme_changes import accept_theme, archive_theme, nest_theme, pin_theme, rename_theme, restore_theme
from store.theme_changes_moments import merge_themes, move_moments, split_moments, split_part
from store.theme_changes_undo import undo_event
from store.theme_tables import PlacementRow, ThemeEventRow, ThemeRow
from store.themes import resolve_theme
from tests.store.theme_world import KINDS, QUOTES, World, rollup_differences

EXAMPLES = int(os.environ.get("THEME_MACHINE_EXAMPLES", "12"))
WHO = "Mara"
NUMBERS = st.integers(0, 30)
SAID = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(QUOTES)), min_size=1, max_size=4)
_FIELDS = ("id", "kind", "label", "label_by", "state", "successor_id", "parent_id", "pinned", "accepted_at")


def hurried(url: str) -> Database:
    """Return a database that does not wait for the disk: only this process looks at it."""
    database = Database(url)
    if url.startswith("sqlite"):
        event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return database


def stored(session: Session) -> tuple[list[Any], list[Any]]:
    """Return all themes and all placements as they are stored."""
    themes = [tuple(getattr(row, name) for name in _FIELDS) for row in session.scalars(select(ThemeRow))]
    of = (PlacementRow.analysis, PlacementRow.moment_id, PlacementRow.theme_id, PlacementRow.placed_by)
    return sorted(map(str, themes)), sorted(map(str, session.execute(select(*of))))


class ThemeMachine(RuleBasedStateMachine):
    """People and software at work on one small world."""

    database: Database

    @initialize(calls=st.lists(SAID, min_size=2, max_size=4))
    def begin(self, calls: list[list[tuple[Kind, str]]]) -> None:
        self.world = World(self.database)
        self.ids: set[str] = set()
        for said in calls:
            self.world.add(*said)
        self.world.rerun()

    # What software does.
    @rule(said=SAID)
    def add(self, said: list[tuple[Kind, str]]) -> None:
        self._by_software(lambda: self.world.add(*said))

    @rule()
    def rerun(self) -> None:
        self._by_software(self.world.rerun)

    @rule(number=NUMBERS, leave_out=st.none() | st.integers(0, 3))
    def mine_again(self, number: int, leave_out: int | None) -> None:
        call_id = list(self.world.said)[number % len(self.world.said)]
        self._by_software(lambda: self.world.mine(call_id, leave_out=leave_out))

    @rule(version=st.integers(1, 2))
    def another_detector(self, version: int) -> None:
        def mine_all() -> None:
            self.world.models.version = version
            for call_id in self.world.said:
                self.world.mine(call_id)
            self.world.steps.suggest()

        self._by_software(mine_all)

    @rule(number=NUMBERS)
    def switch(self, number: int) -> None:
        with self.database.transaction() as session:
            made = list_analyses(session)
            switch_analysis(session, made[number % len(made)].number)

    # What people do.
    @rule(one=NUMBERS, other=NUMBERS, undo=st.booleans())
    def merge(self, one: int, other: int, undo: bool) -> None:
        self._by_person(lambda session: merge_themes(session, self._id(one), into=self._id(other), made_by=WHO), undo)

    @rule(one=NUMBERS, chosen=st.lists(NUMBERS, min_size=1, max_size=3), undo=st.booleans())
    def split(self, one: int, chosen: list[int], undo: bool) -> None:
        quotes = self._quotes(self._id(one), chosen)
        self._by_person(
            lambda session: split_moments(session, self._id(one), quotes, label="Split off", made_by=WHO)[0], undo
        )

    @rule(one=NUMBERS, other=NUMBERS, undo=st.booleans())
    def split_part(self, one: int, other: int, undo: bool) -> None:
        self._by_person(
            lambda session: split_part(session, self._id(one), self._id(other), label="A part", made_by=WHO)[0], undo
        )

    @rule(one=NUMBERS, to=st.none() | NUMBERS, chosen=st.lists(NUMBERS, min_size=1, max_size=3), undo=st.booleans())
    def move(self, one: int, to: int | None, chosen: list[int], undo: bool) -> None:
        quotes, target = self._quotes(self._id(one), chosen), None if to is None else self._id(to)
        self._by_person(lambda session: move_moments(session, self._id(one), quotes, to=target, made_by=WHO), undo)

    @rule(one=NUMBERS, parent=st.none() | NUMBERS, undo=st.booleans())
    def nest(self, one: int, parent: int | None, undo: bool) -> None:
        target = None if parent is None else self._id(parent)
        self._by_person(lambda session: nest_theme(session, self._id(one), target, made_by=WHO), undo)

    @rule(one=NUMBERS, label=st.sampled_from(["One", "Two"]), undo=st.booleans())
    def rename(self, one: int, label: str, undo: bool) -> None:
        self._by_person(lambda session: rename_theme(session, self._id(one), label, made_by=WHO), undo)

    @rule(one=NUMBERS, pinned=st.booleans(), undo=st.booleans())
    def pin(self, one: int, pinned: bool, undo: bool) -> None:
        self._by_person(lambda session: pin_theme(session, self._id(one), pinned=pinned, made_by=WHO), undo)

    @rule(one=NUMBERS, what=st.sampled_from([accept_theme, archive_theme, restore_theme]), undo=st.booleans())
    def put(self, one: int, what: Callable[..., int | None], undo: bool) -> None:
        self._by_person(lambda session: what(session, self._id(one), made_by=WHO), undo)

    @rule(number=NUMBERS)
    def undo(self, number: int) -> None:
        with self.database.reading() as session:
            done = session.scalars(select(ThemeEventRow.number)).all()
        if done:
            self._by_person(lambda session: undo_event(session, done[number % len(done)], made_by=WHO)[0], False)

    def teardown(self) -> None:
        self.database.close()

    @invariant()
    def everything_holds(self) -> None:
        with self.database.reading() as session:
            self.ids |= set(session.scalars(select(ThemeRow.id)))
            assert all(resolve_theme(session, theme_id) for theme_id in self.ids)
            assert rollup_differences(session) == {}
            self._families(session)
        for theme_id, counts in self.world.counts().items():
            assert counts == self.world.evidence(theme_id), theme_id

    def _families(self, session: Session) -> None:
        rows = {row.id: row for row in session.scalars(select(ThemeRow))}
        for row in rows.values():
            if row.parent_id is not None and row.successor_id is None:
                parent = rows[row.parent_id]
                assert (parent.kind, parent.parent_id, parent.successor_id) == (row.kind, None, None)
                suggested = ThemeState.SUGGESTED.value
                assert (row.state == suggested) <= (parent.state == suggested), "software may change what it counts"
        placed = select(MomentRow.kind, PlacementRow.theme_id).join(
            PlacementRow, (PlacementRow.analysis == MomentRow.analysis) & (PlacementRow.moment_id == MomentRow.id)
        )
        for kind, theme_id in session.execute(placed.where(PlacementRow.theme_id.is_not(None))):
            assert (rows[theme_id].kind, rows[theme_id].successor_id) == (kind, None)

    def _by_software(self, does: Callable[[], Any]) -> None:
        """Let software do something, and see that nothing of what people decided is another."""
        before = self._decided()
        does()
        after = self._decided()
        assert after[0] == before[0]
        for key, place in before[1].items():
            assert after[1].get(key, place) == place
        with self.database.reading() as session:
            there = set(session.execute(select(MomentRow.analysis, MomentRow.id)).all())
        assert {key for key in before[1] if key in there} <= after[1].keys()

    def _decided(self) -> tuple[list[Any], dict[tuple[int, str], Any]]:
        """Return the themes that are persons', and what persons placed or what is in these themes."""
        with self.database.reading() as session:
            rows = session.scalars(select(ThemeRow).where(ThemeRow.accepted_at.is_not(None)).order_by(ThemeRow.id))
            themes = [tuple(getattr(row, name) for name in _FIELDS) for row in rows]
            ids = [each[0] for each in themes]
            placed = session.scalars(
                select(PlacementRow).where((PlacementRow.placed_by == "person") | PlacementRow.theme_id.in_(ids))
            )
            return themes, {(row.analysis, row.moment_id): (row.theme_id, row.placed_by) for row in placed}

    def _by_person(self, does: Callable[[Session], int | None], undo: bool) -> None:
        """Let a person do something that may be refused; undone at once, all is as it was."""
        with self.database.reading() as session:
            before = stored(session)
        try:
            with self.database.transaction() as session:
                known = set(session.scalars(select(ThemeEventRow.number)))
                number = does(session)
        except (Conflict, InvalidInput, NotFound):
            number = None
        if undo and number is not None and number not in known:
            with self.database.transaction() as session:
                undo_event(session, number, made_by=WHO)
            with self.database.reading() as session:
                themes, placements = stored(session)
                made = {str(each) for each in themes} - set(before[0])
                assert len(made) <= 1, "a theme that was split off stays, to answer"
                assert set(before[0]) <= set(themes)
                assert placements == before[1]

    def _id(self, number: int) -> str:
        with self.database.reading() as session:
            current = current_number(session)
            ids = (
                session.scalars(
                    select(ThemeRow.id)
                    .where(ThemeRow.id.in_(select(PlacementRow.theme_id).where(PlacementRow.analysis == current)))
                    .order_by(ThemeRow.id)
                ).all()
                or session.scalars(select(ThemeRow.id).order_by(ThemeRow.id)).all()
            )
        return ids[number % len(ids)] if ids else "th_none"

    def _quotes(self, theme_id: str, chosen: list[int]) -> list[str]:
        found = self.world.quotes(theme_id)
        return [found[number % len(found)][0] for number in chosen] if found else []


def machine_on(make: Callable[[], Database]) -> type[ThemeMachine]:
    """Return a machine that begins every example on an empty database."""

    class OnDatabase(ThemeMachine):
        def __init__(self) -> None:
            super().__init__()
            self.database = make()

    return OnDatabase


def run(machine: type[ThemeMachine], *, examples: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=14,
            deadline=None,
            database=None,
            # Making a failing sequence shorter takes minutes; its steps are told as they are.
            phases=[Phase.generate],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(3600)
def test_any_sequence_of_deeds_keeps_ids_counts_and_what_people_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite"
    first = Database(f"sqlite:///{empty}")
    migrate(first)
    first.close()

    def make() -> Database:
        path = Path(tempfile.mkdtemp(dir=tmp_path)) / "app.sqlite"
        shutil.copy(empty, path)
        return hurried(f"sqlite:///{path}")

    run(machine_on(make), examples=EXAMPLES)


@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_a_few_sequences_on_postgresql(postgres_url: str) -> None:
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    first = Database(url)
    migrate(first)
    tables = ", ".join(f'"{table.name}"' for table in ThemeRow.metadata.sorted_tables)
    first.close()

    def make() -> Database:
        database = hurried(url)
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        return database

    run(machine_on(make), examples=3)
