"""Counts over any window are what counting by hand gives, whether the daily counts hold them or not."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from calls.cut import Cut
from store import counts
from store.analyses import set_call_analysed
from store.columns import columns_of
from store.rollups import rebuild, refresh_calls, refresh_themes
from store.session import Database
from store.spread_sums import AccountSums, Spread
from store.spreads import Spreads, spreads_along, spreads_by, spreads_of
from store.tables import CallRow
from store.theme_tables import ThemeRow
from store.windows import Window
from tests.store.counting import START, THEMES, Told, fill

SEED = 5
LATER = START + timedelta(days=9)
END = START + timedelta(days=30)
WINDOWS = [
    Window(),
    Window(start_from=LATER),
    Window(start_from=LATER, start_to=END),
    Window(start_from=LATER + timedelta(hours=7), start_to=END + timedelta(hours=13)),
    Window(segment="smb"),
    Window(rep="Ann", start_to=END),
    Window(competitor="Vertex", start_from=LATER),
    Window(segment="smb", stage="proposal"),
    Window(segment="enterprise", rep="Bob", start_from=LATER + timedelta(minutes=1)),
    Window(outcome="never"),
]


def hand_totals(
    pairs: list[tuple[str, Told]], cut: Cut, *, only: str | None = None
) -> dict[str, dict[str, tuple[int, int]]]:
    by: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for theme, call in pairs:
        for value in call.values[cut] if only is None else [only]:
            calls, mentions = by[theme].get(value, (0, 0))
            by[theme][value] = calls + 1, mentions + call.themes[theme]
    return by


def check_calls(session: Session, window: Window, chosen: list[Told]) -> None:
    assert counts.analysed(session, window) == len(chosen)
    days = Counter(call.started_at.date() for call in chosen)
    assert counts.analysed_days(session, window) == days
    span = counts.analysed_span(session, window)
    assert (span.first, span.last) == (min(days), max(days)) if span else not days
    for cut in Cut:
        by = Counter(value for call in chosen for value in call.values[cut])
        assert counts.analysed_by(session, window, cut) == by


def check_themes(session: Session, window: Window, chosen: list[Told], theme_ids: tuple[str, ...] | None) -> None:
    asked = THEMES if theme_ids is None else theme_ids
    pairs = [(theme, call) for call in chosen for theme in call.themes if theme in asked]
    days: dict[str, Counter[date]] = defaultdict(Counter)
    for theme, call in pairs:
        days[theme][call.started_at.date()] += 1
    assert counts.theme_days(session, window, theme_ids) == days
    for cut in Cut:
        found = counts.theme_by(session, window, cut, theme_ids)
        plain = {theme: {value: (t.calls, t.mentions) for value, t in of.items()} for theme, of in found.items()}
        only = dict(window.cuts).get(cut)
        assert plain == hand_totals(pairs, cut, only=only)
    totals = counts.theme_totals(session, window, theme_ids)
    plain = {theme: {"": (total.calls, total.mentions)} for theme, total in totals.items()}
    assert plain == hand_totals(pairs, Cut.ALL)
    reached = counts.accounts(session, window, theme_ids)
    assert set(reached) == set(days)
    for theme, reach in reached.items():
        starts = [call.started_at for name, call in pairs if name == theme]
        known = {call.account for name, call in pairs if name == theme and call.account}
        assert (reach.accounts, reach.first_at, reach.last_at) == (len(known), min(starts), max(starts))


def clusters_by_hand(calls: list[Told], theme: str) -> dict[tuple[int, int], int]:
    of_account: dict[str, list[Told]] = defaultdict(list)
    for call in calls:
        if call.account:
            of_account[call.account].append(call)
    return Counter((len(of), sum(theme in call.themes for call in of)) for of in of_account.values())


def sums_of(clusters: dict[tuple[int, int], int]) -> AccountSums:
    pairs = list(Counter(clusters).elements())
    return AccountSums(
        accounts=len(pairs),
        calls=sum(n for n, _ in pairs),
        squares=sum(n * n for n, _ in pairs),
        hits=sum(x for _, x in pairs),
        hit_squares=sum(x * x for _, x in pairs),
        products=sum(n * x for n, x in pairs),
        having=sum(x > 0 for _, x in pairs),
        full=sum(x == n for n, x in pairs),
    )


def check_spread(spread: Spread, calls: list[Told], theme: str) -> None:
    having = [call for call in calls if theme in call.themes]
    assert (spread.n, spread.calls) == (len(calls), len(having))
    assert spread.accounts == len({call.account for call in having if call.account})
    assert spread.sums == sums_of(clusters_by_hand(calls, theme))


def check_spreads(session: Session, window: Window, chosen: list[Told], cut: Cut) -> None:
    spreads = spreads_by(session, window, cut)
    only = dict(window.cuts).get(cut)
    sizes = Counter(value for call in chosen for value in call.values[cut] if only in (None, value))
    assert dict(zip(spreads.names, spreads.sizes, strict=True)) == (sizes or ({"": 0} if cut is Cut.ALL else {}))
    assert list(spreads.sizes) == sorted(spreads.sizes, reverse=True)
    for theme in (*THEMES, "th_never"):
        parts = zip(spreads.names, spreads.of(theme), spreads.rest([theme])[0], strict=True)
        for value, within, rest in parts:
            here = [call for call in chosen if value in call.values[cut]]
            check_spread(within, here, theme)
            assert within.mentions == sum(call.themes.get(theme, 0) for call in here)
            check_spread(rest, [call for call in chosen if call not in here], theme)
    assert spreads_by(session, window, cut, most=1).left_out == max(len(sizes) - 1, 0)


def check_outcomes(session: Session, window: Window, chosen: list[Told]) -> None:
    spreads = spreads_by(session, window, Cut.OUTCOME)
    closed = [call for call in chosen if call.values[Cut.OUTCOME]]
    for found, having in zip(spreads.crossed("th_a", ("won", "lost"), hits=("won",)), (True, False), strict=True):
        calls = [call for call in closed if ("th_a" in call.themes) is having]
        won = [call for call in calls if "won" in call.values[Cut.OUTCOME]]
        assert (found.n, found.calls) == (len(calls), len(won))
        known = {call.account for call in calls if call.account}
        pairs = Counter(
            (sum(call.account == name for call in calls), sum(call.account == name for call in won)) for name in known
        )
        assert found.sums == sums_of(pairs)


def check_periods(session: Session, window: Window, chosen: list[Told]) -> None:
    starts = [(START + timedelta(days=after)).date() for after in (2, 9, 16, 50)]
    bounds = [datetime(each.year, each.month, each.day, tzinfo=UTC) for each in starts]
    spreads = spreads_along(session, window, starts)
    account, period, calls = spreads.panel()
    check_along(spreads, [call for call in chosen if "th_a" in call.themes])
    plain = counts.steps_of_themes(session, window, starts=starts)
    assert plain.get("th_a", [0] * 4) == [found.calls for found in spreads.of("th_a")]
    for step, (ends, found) in enumerate(zip([*bounds[1:], None], spreads.of("th_a"), strict=True)):
        begins = bounds[step] if step else None
        here = [c for c in chosen if (not begins or begins <= c.started_at) and (not ends or c.started_at < ends)]
        check_spread(found, here, "th_a")
        assert calls[period == step].sum() == len(here)
        known = Counter(call.account for call in here if call.account)
        assert Counter(calls[(period == step) & (account >= 0)].tolist()) == Counter(known.values())


def check_along(spreads: Spreads, having: list[Told]) -> None:
    """Weights of 1 and 2 for accounts, and of the number of the step for calls."""
    account, period, calls = spreads.panel()
    weights, size = np.arange(4, dtype=np.float64), int(account.max(initial=0)) + 1
    ((found),) = spreads.along(["th_a"], weights, (np.ones(size), np.full(size, 2.0)))
    bounds = [datetime(each.year, each.month, each.day, tzinfo=UTC) for each in spreads.names[1:]]
    step = {call.call_id: sum(bound <= call.started_at for bound in bounds) for call in having}
    assert found.steps.tolist() == [sum(each == at for each in step.values()) for at in range(4)]
    alone = [step[call.call_id] for call in having if not call.account]
    assert found.alone.tolist() == [alone.count(at) for at in range(4)]
    sums: Counter[str] = Counter()
    for call in having:
        if call.account:
            sums[call.account] += step[call.call_id]
    assert found.squares == sum(each * each for each in sums.values())
    assert found.products == (sums.total(), 2 * sums.total())
    assert found.having == len({call.account for call in having if call.account})


def check_all(session: Session, told: list[Told]) -> None:
    for window in WINDOWS:
        chosen = [call for call in told if call.is_in(window)]
        check_calls(session, window, chosen)
        for theme_ids in (None, ("th_a", "th_c", "th_never")):
            check_themes(session, window, chosen, theme_ids)
        for cut in Cut:
            check_spreads(session, window, chosen, cut)
        check_outcomes(session, window, chosen)
        check_periods(session, window, chosen)


def test_every_count_over_every_window_is_what_counting_by_hand_gives(database: Database) -> None:
    print(f"seed {SEED}")
    with database.transaction() as session:
        told = fill(session, seed=SEED)
    with database.reading() as session:
        check_all(session, told)
        assert counts.cut_values(session, Cut.REP) == ("Ann", "Bob", "Cem")
    # One that writes has no columns at hand: the tables of daily counts answer.
    with database.transaction() as session:
        for window in WINDOWS:
            check_themes(session, window, [call for call in told if call.is_in(window)], None)


def test_what_was_read_before_is_brought_up_to_date(database: Database) -> None:
    print(f"seed {SEED}")
    with database.transaction() as session:
        told = fill(session, seed=SEED, calls=25)
    with database.reading() as session:
        assert counts.accounts(session, Window())
        kept = columns_of(session)
    gone, moved = told.pop(3), told[5]
    later = moved.started_at.replace(hour=23, minute=59)
    with database.transaction() as session:
        set_call_analysed(session, gone.call_id, analysis=1, analysed=False)
        session.get_one(CallRow, moved.call_id).started_at = later
        session.flush()
        refresh_calls(session, [moved.call_id])
    told[5] = replace(moved, started_at=later)
    with database.transaction() as session:
        session.get_one(ThemeRow, "th_part").parent_id = None
        session.flush()
        refresh_themes(session, ["th_a", "th_part"])
        expected = counts.theme_totals(session, Window())
    with database.reading() as session:
        found = columns_of(session)
        assert found is not kept
        assert len(found.started) == len(kept.started) + 1, "what did not change was not read again"
        assert {t: spreads_of(session, Window()).of(t)[0].calls for t in expected} == {
            t: total.calls for t, total in expected.items()
        }
    with database.transaction() as session:
        session.get_one(ThemeRow, "th_part").parent_id = "th_a"
        session.flush()
        refresh_themes(session, ["th_a", "th_part"])
    with database.reading() as session:
        check_all(session, told)
    with database.transaction() as session:
        rebuild(session)
    with database.reading() as session:
        check_all(session, told)
        assert columns_of(session) is columns_of(session)


def test_nothing_is_counted_before_anything_was_mined(database: Database) -> None:
    with database.reading() as session:
        assert counts.analysed(session, Window()) == 0
        assert counts.theme_totals(session, Window()) == {}
        assert counts.accounts(session, Window()) == {}
        nothing = Spread(n=0, calls=0, mentions=0, sums=sums_of({}))
        assert spreads_of(session, Window()).of("th_a") == (nothing,)
        assert spreads_by(session, Window(), Cut.SEGMENT).names == ()
