"""Counts by account add up to what is stored, in any window, on both databases."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from calls.cut import Cut
from store.analyses import analysis_for
from store.session import Database
from store.tables import AccountRow, CallRow
from store.theme_accounts import (
    analysed_span,
    calls_by_account,
    calls_by_step,
    cut_values,
    steps_of_themes,
    voiced_by_account,
    voiced_by_step,
)
from store.theme_tables import CallCutRow, CallDayRow, ThemeCallRow, ThemeDayRow
from store.windows import Window

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
THEMES = ("th_a", "th_b", "th_none")


def seed(database: Database, rng: random.Random) -> list[dict]:
    """Sixty calls straight into the tables of counts; returns what is in them."""
    calls = []
    days: Counter[tuple] = Counter()
    with database.transaction() as session:
        analysis = analysis_for(session, ())
        session.add_all(AccountRow(id=f"ac_{number}", name=f"Account {number}") for number in range(8))
        session.flush()
        for number in range(60):
            started = START + timedelta(hours=rng.randrange(24 * 40))
            account = rng.choice([None, *(f"ac_{each}" for each in range(8))])
            cuts = {Cut.ALL: [""], Cut.SEGMENT: [rng.choice(["smb", "mid"])], Cut.REP: rng.sample(["Ana", "Bo"], 2)}
            voiced = {theme: rng.randrange(1, 4) for theme in THEMES[:2] if rng.random() < 0.4}
            call_id = f"ca_{number}"
            calls.append({"started": started, "account": account, "cuts": cuts, "voiced": voiced})
            session.add(_call(call_id, started, account, segment=cuts[Cut.SEGMENT][0]))
            session.flush()
            of_call = {"analysis": analysis, "call_id": call_id, "day": started.date(), "account_id": account}
            for cut, values in cuts.items():
                session.add_all(CallCutRow(**of_call, cut=cut.value, value=value) for value in values)
                days.update((cut.value, value, started.date(), theme) for value in values for theme in ("", *voiced))
            session.add_all(
                ThemeCallRow(**of_call, theme_id=theme, mentions=mentions, started_at=started)
                for theme, mentions in voiced.items()
            )
        for (cut, value, day, theme), count in days.items():
            of_day = {"analysis": analysis, "cut": cut, "value": value, "day": day, "calls": count}
            session.add(ThemeDayRow(**of_day, theme_id=theme, mentions=count) if theme else CallDayRow(**of_day))
    return calls


def _call(call_id: str, started: datetime, account: str | None, *, segment: str) -> CallRow:
    return CallRow(
        id=call_id,
        sha256=call_id,
        filename="c.json",
        size_bytes=1,
        medium="text",
        title="c",
        started_at=started,
        account_id=account,
        segment=segment,
        parties=[],
        channel_roles=[],
        state="ready",
        progress=1.0,
        warnings=[],
        run=1,
        analysed=True,
        created_at=started,
        updated_at=started,
    )


def inside(call: dict, window: Window) -> bool:
    start, end = window.start_from, window.start_to
    in_time = (start is None or call["started"] >= start) and (end is None or call["started"] < end)
    return in_time and all(value in call["cuts"].get(cut, ()) for cut, value in window.cuts)


@pytest.mark.parametrize(
    "window",
    [
        Window(),
        Window(segment="smb"),
        Window(rep="Ana", segment="mid", start_from=START + timedelta(days=3, hours=5)),
        Window(start_from=datetime(2026, 3, 10, tzinfo=UTC), start_to=datetime(2026, 3, 30, tzinfo=UTC)),
        Window(start_to=START - timedelta(days=1)),
    ],
)
def test_counts_by_account_are_those_of_the_calls(database: Database, window: Window) -> None:
    seed_number = random.SystemRandom().randrange(10_000)
    print(f"SEED={seed_number}")
    within = [call for call in seed(database, random.Random(seed_number)) if inside(call, window)]
    days = [call["started"].date() for call in within]
    starts = [START.date(), START.date() + timedelta(days=7), START.date() + timedelta(days=21)]
    steps = [sum(day >= start for start in starts) - 1 for day in days]
    with database.reading() as session:
        span = analysed_span(session, window)
        assert (span.first, span.last) == (min(days), max(days)) if span else not days
        assert calls_by_account(session, window).get("", {}) == Counter(call["account"] for call in within)
        by_rep = calls_by_account(session, window, by=Cut.REP)
        assert by_rep.keys() == {rep for call in within for rep in call["cuts"][Cut.REP]}
        for rep, calls in by_rep.items():
            assert calls == Counter(call["account"] for call in within if rep in call["cuts"][Cut.REP])
        stepwise = calls_by_step(session, window, starts=starts)
        for step in range(3):
            at = [call for call, of_step in zip(within, steps, strict=True) if of_step == step]
            assert stepwise[step] == Counter(call["account"] for call in at)
        by_theme = voiced_by_account(session, window, theme_ids=THEMES)
        along = voiced_by_step(session, window, theme_ids=THEMES, starts=starts)
        plain = steps_of_themes(session, window, starts=starts)
        for theme in THEMES:
            having = [(call, step) for call, step in zip(within, steps, strict=True) if theme in call["voiced"]]
            assert (theme in by_theme) == bool(having)
            if having:
                voiced = by_theme[theme][""]
                assert voiced.calls == Counter(call["account"] for call, _ in having)
                assert voiced.mentions == sum(call["voiced"][theme] for call, _ in having)
                assert plain[theme] == [sum(at == step for _, at in having) for step in range(3)]
            for step in range(3):
                at_step = [call for call, at in having if at == step]
                assert along[theme][step].calls == Counter(call["account"] for call in at_step)
                assert along[theme][step].mentions == sum(call["voiced"][theme] for call in at_step)
        assert cut_values(session, Cut.REP) == ("Ana", "Bo")
        assert calls_by_step(session, window, starts=starts[:1]) == [Counter(call["account"] for call in within)]
