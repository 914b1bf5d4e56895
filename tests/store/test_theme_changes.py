"""What people do with themes holds, is told, and can be taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from calls.errors import Conflict, InvalidInput, NotFound
from calls.moment import Kind
from calls.theme import ThemeState
from store.analyses import analysis_for, switch_analysis
from store.placing import groups, save_suggestions
from store.session import Database, Session
from store.theme_changes import accept_theme, archive_theme, nest_theme, pin_theme, rename_theme, restore_theme
from store.theme_changes_moments import merge_themes, move_moments, split_moments, split_part
from store.theme_changes_undo import undo_event
from store.theme_history import find_former, get_event, lineage, theme_called
from store.themes import ThemeFilter, get_theme, list_themes, resolve_theme
from tests.store.theme_world import World, rollup_differences

WHO = "Mara"


@pytest.fixture
def world(database: Database) -> World:
    """Five calls: a theme of money with two sub-themes, and a theme of time, as the software suggests them."""
    made = World(database)
    made.add("money alpha", "money beta", "time alpha")
    made.add("money alpha", "money beta", "time alpha")
    made.add("money alpha", "time alpha")
    made.add("money gamma", (Kind.PAIN, "money alpha"), (Kind.PAIN, "money alpha"))
    made.rerun()
    return made


def state(world: World, theme_id: str) -> ThemeState:
    with world.database.reading() as session:
        return get_theme(session, theme_id).state


def do(world: World, change, *arguments, **named):  # type: ignore[no-untyped-def]
    """Do something to themes as Mara, and check that the counts are right after it."""
    with world.database.transaction() as session:
        done = change(session, *arguments, **named, made_by=WHO)
    with world.database.reading() as session:
        assert rollup_differences(session) == {}
    for theme_id, counts in world.counts().items():
        assert counts == world.evidence(theme_id)
    return done


def told(world: World, theme_id: str) -> list[str]:
    with world.database.reading() as session:
        return [view.event.kind.value for view in lineage(session, theme_id, limit=50).items]


def test_a_merged_theme_answers_with_its_successor_and_undo_gives_both_back(world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    before = world.counts()
    number = do(world, merge_themes, time, into=money)
    assert world.counts()[money][0] == before[time][0] + before[money][0]
    with world.database.reading() as session:
        assert get_theme(session, time).id == money
        assert [view.id for view in list_themes(session, ThemeFilter(kind=Kind.OBJECTION), limit=9).items
                if view.id == time] == []  # fmt: skip
    assert do(world, merge_themes, time, into=money) is None
    world.add("time alpha")
    world.rerun()
    assert world.counts()[money][0] == before[time][0] + before[money][0] + 1
    do(world, undo_event, number)
    with world.database.reading() as session:
        assert resolve_theme(session, time) == time
    assert world.counts()[time] == before[time]
    assert told(world, time) == ["undo", "merge"]


def test_merging_keeps_the_merged_label_in_the_history(world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    do(world, rename_theme, time, "Takes too long")
    do(world, merge_themes, time, into=money)
    with world.database.reading() as session:
        merged, renamed = lineage(session, money, limit=5).items
    assert (merged.label, merged.other_label, merged.event.moments) == ("Takes too long", "money", 3)
    assert renamed.event.change_of(time, "label") == ("time", "Takes too long")
    assert (merged.event.made_by, renamed.event.made_by) == (WHO, WHO)


def test_a_renamed_theme_keeps_its_name_and_quotes_when_everything_is_done_again(world: World) -> None:
    money = world.theme("money")
    do(world, rename_theme, money, "  Costs too   much ")
    before = world.quotes(money)
    for call_id in world.said:
        world.mine(call_id)
    world.rerun()
    assert world.theme("Costs too much") == money
    assert world.quotes(money) == before
    assert do(world, rename_theme, money, "Costs too much") is None


@pytest.mark.parametrize("label", ["", "   ", "?!", "x" * 121, "a\x07b"])
def test_a_label_that_says_nothing_is_refused(world: World, label: str) -> None:
    with pytest.raises(InvalidInput), world.database.transaction() as session:
        rename_theme(session, world.theme("money"), label, made_by=WHO)


def test_a_theme_is_accepted_with_its_sub_themes(world: World) -> None:
    money = world.theme("money")
    part = world.theme("money alpha")
    number = do(world, accept_theme, part)
    assert state(world, money) is state(world, part) is ThemeState.ACCEPTED
    assert do(world, accept_theme, money) is None
    do(world, undo_event, number)
    assert state(world, money) is state(world, part) is ThemeState.SUGGESTED


def test_moved_quotes_stay_where_a_person_put_them_through_mining_again_and_by_another_detector(world: World) -> None:
    money, time = world.theme("money"), world.theme("time")
    chosen = [moment for moment, quote in world.quotes(time)][:2]
    number = do(world, move_moments, time, chosen, to=money)
    assert do(world, move_moments, time, chosen, to=money) is None
    for call_id in world.said:
        world.mine(call_id)
    world.rerun()
    assert {moment for moment, _ in world.quotes(money)} >= set(chosen)
    quotes = sorted(quote for _, quote in world.quotes(money))
    world.models.version = 2
    for call_id in world.said:
        world.mine(call_id)
    with world.database.transaction() as session:
        switch_analysis(session, 2)
    assert sorted(quote for _, quote in world.quotes(money)) == quotes
    do(world, undo_event, number)
    assert [quote for _, quote in world.quotes(time)] == ["time alpha"] * 3


def test_quotes_can_be_put_in_no_theme_and_stay_out(world: World) -> None:
    time = world.theme("time")
    chosen = [moment for moment, _ in world.quotes(time)][:1]
    number = do(world, move_moments, time, chosen, to=None)
    world.rerun()
    assert chosen[0] not in dict(world.quotes(time))
    do(world, move_moments, time, chosen, to=time)
    assert chosen[0] in dict(world.quotes(time))
    with pytest.raises(Conflict, match="undo that one first"), world.database.transaction() as session:
        undo_event(session, number, made_by=WHO)


def test_a_split_makes_a_theme_and_undo_puts_all_of_it_back(world: World) -> None:
    time = world.theme("time")
    before = world.quotes(time)
    chosen = [before[0][0], before[1][0]]
    number, new = do(world, split_moments, time, chosen, label="Slow start")
    assert new
    assert do(world, split_moments, time, chosen, label="Slow start") == (number, False)
    made = world.theme("Slow start")
    assert [moment for moment, _ in world.quotes(made)] == chosen
    assert len(world.quotes(time)) == 1
    world.add("time alpha")
    with world.database.transaction() as session:
        undo_event(session, number, made_by=WHO)
        assert resolve_theme(session, made) == time
    assert set(before) <= set(world.quotes(time))
    assert len(world.quotes(time)) == 4


def test_all_quotes_of_a_theme_cannot_be_split_off(world: World) -> None:
    time = world.theme("time")
    with pytest.raises(InvalidInput, match="rename"), world.database.transaction() as session:
        split_moments(session, time, [moment for moment, _ in world.quotes(time)], label="x", made_by=WHO)


def test_a_sub_theme_can_be_split_off_nested_and_taken_out(world: World) -> None:
    money, part, time = world.theme("money"), world.theme("money alpha"), world.theme("time")
    whole, share = world.counts()[money][0], world.counts()[part][0]
    number, _ = do(world, split_part, money, part, label="Seat price")
    assert world.counts()[money][0] == whole - share
    assert do(world, split_part, money, part, label="Seat price") == (None, False)
    do(world, undo_event, number)
    assert world.counts()[money][0] == whole
    do(world, nest_theme, part, None)
    assert world.counts()[money][0] == whole - share
    do(world, nest_theme, part, time)
    assert do(world, nest_theme, part, time) is None
    assert world.counts()[time][0] == 3 + share
    with pytest.raises(Conflict, match="sub-theme itself"), world.database.transaction() as session:
        nest_theme(session, world.theme("money beta"), part, made_by=WHO)
    with pytest.raises(Conflict, match="has sub-themes"), world.database.transaction() as session:
        nest_theme(session, time, money, made_by=WHO)


def test_a_theme_with_parts_merges_with_them_and_a_part_can_take_its_place(world: World) -> None:
    money, part, time = world.theme("money"), world.theme("money alpha"), world.theme("time")
    whole = world.counts()[money][0]
    number = do(world, merge_themes, money, into=time)
    assert world.counts()[time][0] == whole + 3
    do(world, undo_event, number)
    assert world.counts()[money][0] == whole
    do(world, merge_themes, money, into=part)
    assert world.counts()[part][0] == whole
    with world.database.reading() as session:
        assert get_theme(session, part).parent_id is None
        assert get_theme(session, money).id == part


def test_what_is_archived_is_not_listed_keeps_its_quotes_and_takes_new_ones_in(world: World) -> None:
    time = world.theme("time")
    do(world, archive_theme, time)
    assert do(world, archive_theme, time) is None
    world.add("time alpha", "time alpha")
    world.rerun()
    with world.database.reading() as session:
        listed = list_themes(session, ThemeFilter(kind=Kind.OBJECTION), limit=50).items
        assert "time" not in {view.label for view in listed}
    assert world.counts()[time][0] == 5
    do(world, restore_theme, time)
    assert (do(world, restore_theme, time), state(world, time)) == (None, ThemeState.ACCEPTED)


def test_what_was_done_later_on_the_same_is_undone_first(world: World) -> None:
    time = world.theme("time")
    first = do(world, rename_theme, time, "one")
    second = do(world, rename_theme, time, "two")
    pinned = do(world, pin_theme, time, pinned=True)
    with world.database.reading() as session:
        views = {view.event.number: view for view in lineage(session, time, limit=9).items}
        assert (views[first].undoable, views[first].blocked_by) == (False, pinned)
        assert views[second].undoable
    with pytest.raises(Conflict, match=f"Event {pinned} "), world.database.transaction() as session:
        undo_event(session, first, made_by=WHO)
    undone, new = do(world, undo_event, second)
    assert new
    assert do(world, undo_event, second) == (undone, False)
    do(world, undo_event, pinned)
    do(world, undo_event, first)
    with world.database.reading() as session:
        view = get_theme(session, time)
        assert (view.label, view.pinned, view.state) == ("time", False, ThemeState.SUGGESTED)
        assert get_event(session, second).event.undone_by == undone
    with pytest.raises(Conflict, match="do again"), world.database.transaction() as session:
        undo_event(session, undone, made_by=WHO)


def test_what_cannot_be_is_refused_and_says_why(world: World) -> None:
    time, money, pain = world.theme("time"), world.theme("money"), world.theme("money", Kind.PAIN)
    quote = world.quotes(money)[0][0]

    def refused(error: type[Exception], says: str, change, *arguments, **named) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(error, match=says), world.database.transaction() as session:
            change(session, *arguments, **named, made_by=WHO)

    refused(InvalidInput, "itself", merge_themes, time, into=time)
    refused(InvalidInput, "kind", merge_themes, time, into=pain)
    refused(NotFound, "th_none", merge_themes, time, into="th_none")
    refused(NotFound, "mo_none", move_moments, time, ["mo_none"], to=None)
    refused(InvalidInput, "1 to 500", move_moments, time, [], to=None)
    refused(Conflict, "another theme by now", move_moments, time, [quote], to=None)
    refused(InvalidInput, "kind", move_moments, money, [quote], to=pain)
    refused(InvalidInput, "itself", nest_theme, time, time)
    refused(InvalidInput, "kind", nest_theme, time, pain)
    refused(Conflict, "no sub-theme", split_part, money, time, label="x")
    refused(NotFound, "no event 99", undo_event, 99)
    do(world, archive_theme, money)
    refused(Conflict, "restore it first", merge_themes, time, into=money)
    refused(Conflict, "restore it first", accept_theme, money)


def test_a_merge_costs_a_fixed_number_of_statements(world: World) -> None:
    for _ in range(12):
        world.add("time alpha", "money gamma")
    world.rerun()

    def statements(session: Session, source: str, target: str) -> int:
        seen: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: seen.append(args[2]))
        merge_themes(session, source, into=target, made_by=WHO)
        return len(seen)

    with world.database.transaction() as session:
        assert statements(session, world.theme("time"), world.theme("money")) < 60


def test_a_sub_theme_that_the_software_puts_elsewhere_is_counted_there(world: World) -> None:
    """Its moments stay in it, so only what it is part of changes."""
    with world.database.transaction() as session:
        analysis = analysis_for(session, world.models.mined_by)
        existing = groups(session, analysis=analysis, states=(ThemeState.SUGGESTED,))
        part, time = world.theme("money alpha"), world.theme("time")
        moved = [replace(each, parent_id=time if each.id == part else each.parent_id) for each in existing]
        provenance = world.models.themes_provenance
        save_suggestions(session, moved, successors={}, provenance=provenance, analysis=analysis)
    with world.database.reading() as session:
        assert rollup_differences(session) == {}


def test_what_a_person_took_over_while_suggestions_were_formed_is_left_alone(world: World) -> None:
    time = world.theme("time")
    with world.database.reading() as session:
        formed = groups(session, analysis=1, states=(ThemeState.SUGGESTED,))
    do(world, rename_theme, time, "Slow")
    do(world, nest_theme, time, world.theme("money"))
    with world.database.transaction() as session:
        save_suggestions(
            session,
            [replace(each, label="formed anew") for each in formed],
            successors={},
            provenance=world.models.themes_provenance,
            analysis=1,
        )
    assert world.theme("Slow") == time
    with world.database.reading() as session:
        assert get_theme(session, time).parent_id == world.theme("money")
        assert rollup_differences(session) == {}


def test_a_theme_is_called_by_a_label_it_has_or_had(world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    do(world, rename_theme, time, "Takes too long")
    with world.database.reading() as session:
        for text in ("takes TOO long", " time ", f"Takes too long · {time}", time):
            assert theme_called(session, text, kind=Kind.OBJECTION) == time
        for text in ("", "tim", "Takes"):
            with pytest.raises(InvalidInput, match="no theme called"):
                theme_called(session, text, kind=Kind.OBJECTION)
    do(world, rename_theme, time, "money")
    with world.database.reading() as session, pytest.raises(InvalidInput, match="Several themes"):
        theme_called(session, "Money", kind=Kind.OBJECTION)
    do(world, merge_themes, time, into=money)
    with world.database.reading() as session:
        assert theme_called(session, "takes too long", kind=Kind.OBJECTION) == money
        assert find_former(session, money) == ("Takes too long", "time")
