"""Rows for files are those of the lists, in their order, whatever is asked for, and of one moment in time."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from calls.call import CallState
from calls.moment import Kind
from store import exports
from store.calls import CallFilter, list_calls
from store.exports import MOMENT_COLUMNS, Row, moment_rows, more_moments_than
from store.exports_calls import CALL_COLUMNS, call_rows, more_calls_than
from store.moments import Evidence, MomentFilter, list_moments
from store.session import Database, Session
from store.windows import Window
from tests.store.theme_world import KINDS, QUOTES, START, World

SEED = 6


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(exports, "CALLS_AT_ONCE", 3)
    made, drawn = World(database), random.Random(SEED)
    print("seed", SEED)
    for _ in range(14):
        quotes = [(drawn.choice(KINDS), drawn.choice(QUOTES)) for _ in range(drawn.randrange(5))]
        made.add(*quotes)
    made.rerun()
    return made


def dicts(columns: tuple[exports.Column, ...], batches: exports.Batches) -> list[dict[str, object]]:
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for rows in batches for row in rows]


def listed(session: Session, wanted: MomentFilter) -> list[Evidence]:
    found: list[Evidence] = []
    cursor = None
    while True:
        page = list_moments(session, wanted, limit=100, cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_moments_are_those_of_the_list_whatever_is_asked_for(world: World) -> None:
    week = Window(start_from=START + timedelta(days=2), start_to=START + timedelta(days=6))
    cuts = [Window(segment="smb"), Window(outcome="won"), Window(rep="Rep 1"), replace(week, segment="smb"), week]
    kinds = [MomentFilter(kind=kind) for kind in KINDS]
    by_theme = [MomentFilter(theme_id=world.theme(label)) for label in ("money", "time", "money alpha")]
    first = next(iter(world.said))
    others = [MomentFilter(call_id=first), MomentFilter(account_id="ac_none"), MomentFilter(call_id="none")]
    for wanted in [MomentFilter(), *others, *kinds, *by_theme, *(MomentFilter(window=window) for window in cuts)]:
        with world.database.reading() as session:
            expected = listed(session, wanted)
            rows = dicts(MOMENT_COLUMNS, moment_rows(session, wanted, in_full=True))
            assert [row["id"] for row in rows] == [each.moment.id for each in expected], wanted
            assert more_moments_than(session, wanted, len(rows)) is False
            assert not rows or more_moments_than(session, wanted, len(rows) - 1)
            shown = ("quote", "theme_id", "theme_label", "started_at", "account", "segment", "outcome", "start_s")
            for row, each in zip(rows, expected, strict=True):
                assert [row[name] for name in shown] == [
                    each.moment.quote, each.theme_id, each.theme_label, each.started_at, each.account, each.segment,
                    each.outcome, each.moment.start_s,
                ]  # fmt: skip
                assert row["audio_url"] == f"/v1/calls/{each.moment.call_id}/audio"
                assert (row["provenance_name"], row["redacted"]) == ("scripted", False)
                made_at = row["started_at"]
                assert isinstance(made_at, datetime)
                assert made_at.tzinfo is UTC


def test_a_themes_rows_are_as_many_as_it_counts(world: World) -> None:
    for theme_id, (mentions, calls, _) in world.counts().items():
        with world.database.reading() as session:
            rows = dicts(MOMENT_COLUMNS, moment_rows(session, MomentFilter(theme_id=theme_id), in_full=True))
        assert (len(rows), len({row["call_id"] for row in rows})) == (mentions, calls)


def test_calls_are_those_of_the_list_whatever_is_asked_for(world: World) -> None:
    theme = world.theme("money")
    wanted = [
        CallFilter(),
        CallFilter(analysed=True),
        CallFilter(analysed=False),
        CallFilter(state=CallState.READY),
        CallFilter(theme_id=theme),
        CallFilter(without_theme_id=theme, window=Window(segment="smb")),
        CallFilter(updated_since=datetime.now(UTC) + timedelta(days=1)),
    ]
    for each in wanted:
        with world.database.reading() as session:
            expected = list_calls(session, each, limit=100).items
            rows = dicts(CALL_COLUMNS, call_rows(session, each, in_full=True))
            assert [row["id"] for row in rows] == [call.id for call in expected], each
            assert [row["moments"] for row in rows] == [call.moments for call in expected]
            assert [row["reps"] for row in rows] == [tuple(p.name for p in call.parties) for call in expected]
            assert [row["account"] for row in rows] == [call.account for call in expected]
            assert more_calls_than(session, each, len(rows), in_full=True) is False
            assert not rows or more_calls_than(session, each, len(rows) - 1, in_full=True)


def test_what_is_written_meanwhile_is_not_in_it(world: World) -> None:
    with world.database.reading() as session:
        batches = moment_rows(session, MomentFilter(), in_full=True)
        got: list[Row] = list(next(batches))
        with world.database.reading() as other:
            expected = len(listed(other, MomentFilter()))
        for _ in range(3):
            world.add("money alpha", "time beta")
        got += [row for rows in batches for row in rows]
    assert len(got) == expected
    with world.database.reading() as session:
        assert len(dicts(MOMENT_COLUMNS, moment_rows(session, MomentFilter(), in_full=True))) == expected + 6


def test_rows_are_read_a_batch_of_calls_at_a_time(world: World) -> None:
    with world.database.reading() as session:
        sizes = [len({row[1] for row in rows}) for rows in moment_rows(session, MomentFilter(), in_full=True)]
    assert len(sizes) > 3
    assert max(sizes) <= 3


def test_who_has_enough_ends_the_query(world: World) -> None:
    asked: list[str] = []
    with world.database.reading() as session:
        batches = moment_rows(session, MomentFilter(), in_full=False)
        next(batches)
        event.listen(world.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        batches.close()
        assert list(batches) == []
    assert asked == []


def test_an_empty_store_has_no_rows(database: Database) -> None:
    with database.reading() as session:
        assert list(moment_rows(session, MomentFilter(kind=Kind.PAIN), in_full=True)) == []
        assert list(call_rows(session, CallFilter(), in_full=True)) == []
