"""Counts over any window are what counting by hand gives, whether the daily counts hold them or not."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from calls.cut import Cut
from store import counts
from store.session import Database
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


def hand_shares(calls: list[Told], theme: str) -> dict[tuple[int, int], int]:
    clusters: dict[str, list[Told]] = defaultdict(list)
    for call in calls:
        clusters[call.account or call.call_id].append(call)
    return Counter((len(of), sum(theme in call.themes for call in of)) for of in clusters.values())


def hand_totals(pairs: list[tuple[str, Told]], cut: Cut) -> dict[str, dict[str, tuple[int, int]]]:
    by: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for theme, call in pairs:
        for value in call.values[cut]:
            calls, mentions = by[theme].get(value, (0, 0))
            by[theme][value] = calls + 1, mentions + call.themes[theme]
    return by


def check_calls(session: Session, window: Window, chosen: list[Told]) -> None:
    assert counts.analysed(session, window) == len(chosen)
    assert counts.analysed_days(session, window) == Counter(call.started_at.date() for call in chosen)
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
        assert plain == hand_totals(pairs, cut)
    totals = counts.theme_totals(session, window, theme_ids)
    plain = {theme: {"": (total.calls, total.mentions)} for theme, total in totals.items()}
    assert plain == hand_totals(pairs, Cut.ALL)
    reached = counts.accounts(session, window, theme_ids)
    assert set(reached) == set(days)
    for theme, reach in reached.items():
        starts = [call.started_at for name, call in pairs if name == theme]
        known = {call.account for name, call in pairs if name == theme and call.account}
        assert (reach.accounts, reach.first_at, reach.last_at) == (len(known), min(starts), max(starts))


def check_shares(session: Session, window: Window, chosen: list[Told]) -> None:
    asked = (*THEMES, "th_never")
    for cut in (None, (Cut.STAGE, "proposal"), (Cut.REP, "Ann")):
        narrowed = [call for call in chosen if cut is None or cut[1] in call.values[cut[0]]]
        found = counts.account_shares(session, window, asked, cut=cut)
        assert found == {theme: hand_shares(narrowed, theme) for theme in asked}
        assert all(sum(n * k for (n, _), k in of.items()) == len(narrowed) for of in found.values())


def check_periods(session: Session, window: Window, chosen: list[Told]) -> None:
    starts = [(START + timedelta(days=after)).date() for after in (2, 9, 16, 50)]
    bounds = [datetime(each.year, each.month, each.day, tzinfo=UTC) for each in starts]
    found = counts.period_shares(session, window, "th_a", starts)
    assert list(found) == starts
    for start, begins, ends in zip(starts, bounds, [*bounds[1:], None], strict=True):
        of_period = [call for call in chosen if begins <= call.started_at and (not ends or call.started_at < ends)]
        assert found[start] == hand_shares(of_period, "th_a")


def test_every_count_over_every_window_is_what_counting_by_hand_gives(database: Database) -> None:
    print(f"seed {SEED}")
    with database.transaction() as session:
        told = fill(session, seed=SEED)
    with database.reading() as session:
        for window in WINDOWS:
            chosen = [call for call in told if call.is_in(window)]
            check_calls(session, window, chosen)
            for theme_ids in (None, ("th_a", "th_c", "th_never")):
                check_themes(session, window, chosen, theme_ids)
            check_shares(session, window, chosen)
            check_periods(session, window, chosen)


def test_nothing_is_counted_before_anything_was_mined(database: Database) -> None:
    with database.reading() as session:
        assert counts.analysed(session, Window()) == 0
        assert counts.theme_totals(session, Window()) == {}
        assert counts.account_shares(session, Window(), ["th_a"]) == {"th_a": {}}
        assert counts.period_shares(session, Window(), "th_a", [date(2026, 3, 2)]) == {date(2026, 3, 2): {}}
