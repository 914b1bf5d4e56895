"""The composed calls are what is declared of them: dates, accounts, lines, rates, and what is taken in."""

import json
import math
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from calls.formats import transcript_from_dict
from calls.moment import Category, Kind
from calls.transcript import Role
from demo.catalogue import scripts
from demo.text_calls.compose import ComposedCall, compose, digest
from demo.text_calls.lines import EXCHANGES, LINES, accounts, exchanges, voicings
from demo.text_calls.truth import (
    CALLS_BY_SEGMENT,
    CONCERNS,
    FALLING,
    LOSING,
    MONTHS,
    OUTCOMES,
    RISING,
    SEGMENTS,
    concerns_in,
    declared_rate,
)
from ingest.ready_transcript import read_ready_transcript

CALLS = tuple(compose())
DIGEST = "d747eeeab817b5f109b233f072b9ca3bfb51fee1b423e259900d9f38dfc1321e"
LARGEST_BYTES = 1_500_000
MOST_USES = 4
SHARED_RUN_WORDS = 6
STILL = [concern.name for concern in CONCERNS if concern.name not in (RISING, FALLING)]

every_concern = pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern.name)


def segment_of(call: ComposedCall) -> str:
    return call.planned.deal.account.segment


def expected(concern: str, call: ComposedCall) -> float:
    planned = call.planned
    return declared_rate(concern, segment=segment_of(call), month=planned.started.month, outcome=planned.deal.outcome)


def trend(concern: str, *, segment: str | None = None) -> float:
    """Return the z of a Cochran-Armitage test for a rise of a concern's true rate over the months."""
    rows = [
        (call.planned.started.month, concern in concerns_in(call))
        for call in CALLS
        if segment in (None, segment_of(call))
    ]
    share = sum(voiced for _, voiced in rows) / len(rows)
    middle = sum(month for month, _ in rows) / len(rows)
    spread = sum((month - middle) ** 2 for month, _ in rows)
    return sum((month - middle) * (voiced - share) for month, voiced in rows) / math.sqrt(share * (1 - share) * spread)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[at : at + SHARED_RUN_WORDS]) for at in range(len(said) - SHARED_RUN_WORDS + 1)}


def all_lines() -> list[str]:
    concerns = [line.text for concern in CONCERNS for line in voicings(concern.name).lines]
    return concerns + [text for name in EXCHANGES for item in exchanges(name) for _, text in item.turns]


def test_the_same_seed_gives_the_same_bytes_everywhere() -> None:
    assert digest(CALLS) == DIGEST
    told = subprocess.run(
        [sys.executable, "-m", "demo.text_calls.compose"], capture_output=True, text=True, check=True
    ).stdout
    assert DIGEST in told
    assert sum(len(call.content) for call in CALLS) < LARGEST_BYTES


def test_calls_are_spread_over_six_months_of_working_days() -> None:
    starts = [call.planned.started for call in CALLS]
    assert len(CALLS) == 320
    assert starts == sorted(starts)
    assert date(2026, 2, 1) <= starts[0].date()
    assert starts[-1].date() <= date(2026, 7, 31)
    assert starts[-1] < min(script.started for script in scripts())
    assert all(start.weekday() < 5 and 13 <= start.hour <= 20 and start.tzinfo is UTC for start in starts)
    by_month = Counter((start.month, segment_of(call)) for start, call in zip(starts, CALLS, strict=True))
    assert set(by_month) == {(month, segment) for month in MONTHS for segment in SEGMENTS}
    assert min(by_month.values()) >= 10


def test_accounts_are_many_and_theirs_alone() -> None:
    calls = Counter(call.planned.deal.account.name for call in CALLS)
    assert 90 <= len(calls) <= 110
    assert set(calls.values()) == {1, 2, 3, 4, 5, 6}
    assert not set(calls) & {script.account for script in scripts()}
    assert Counter(map(segment_of, CALLS)) == CALLS_BY_SEGMENT
    assert len({call.planned.deal.rep for call in CALLS}) == 4
    assert {call.planned.deal.outcome for call in CALLS} == set(OUTCOMES)
    assert {call.planned.stage for call in CALLS} >= {"discovery", "demo", "proposal", "negotiation", "closed"}
    assert len({call.planned.deal.lead_source for call in CALLS}) == 6
    deals = {call.planned.deal.account.name: call.planned.deal for call in CALLS}
    assert all(deals[call.planned.deal.account.name] == call.planned.deal for call in CALLS)


def test_a_call_is_taken_in_with_all_that_is_known_about_it() -> None:
    for call in CALLS:
        transcript, details = read_ready_transcript(call.content, call_id="some-id", filename=call.filename)
        assert details.client_unique_id == call.id
        assert details.account == call.planned.deal.account.name
        assert details.started_at == call.planned.started
        assert (details.deal.outcome, details.deal.segment) == (call.planned.deal.outcome, segment_of(call))
        assert details.deal.amount == call.planned.deal.crew * 540
        assert [party.role for party in details.parties] == [Role.REP, Role.BUYER]
        assert {turn.role for turn in transcript.turns} == {Role.REP, Role.BUYER}
        assert transcript.duration_s == transcript.turns[-1].end_s
        assert transcript_from_dict(call.document).turns == transcript.turns


def test_the_truth_is_not_in_what_is_taken_in() -> None:
    for call in CALLS:
        told = call.content.decode()
        assert not any(f'"{concern.name}"' in told for concern in CONCERNS)
        assert set(call.document["turns"][0]) == {"index", "speaker", "role", "start_s", "end_s", "text"}


def test_turns_read_as_a_conversation() -> None:
    for call in CALLS:
        turns = call.document["turns"]
        assert 12 <= len(turns) <= 23, call.id
        assert all(one["role"] != two["role"] for one, two in pairwise(turns)), call.id
        assert all(one["end_s"] <= two["start_s"] for one, two in pairwise(turns)), call.id
        assert not any(re.search(r"[{}\[\]@]", turn["text"]) for turn in turns), call.id
        said = [turn["text"] for turn in turns if turn["role"] == "buyer"]
        assert len(said) == len(set(said)), call.id


def test_no_two_calls_are_alike_and_nobody_repeats_themselves() -> None:
    said = [tuple(turn["text"] for turn in call.document["turns"] if turn["role"] == "buyer") for call in CALLS]
    assert len(set(said)) == len(CALLS)
    by_account: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for call in CALLS:
        by_account[call.planned.deal.account.name].update(
            moment.quote for moment in call.truth if moment.concern is not None
        )
    assert all(count == 1 for counted in by_account.values() for count in counted.values())


def test_what_a_buyer_does_is_a_whole_turn_of_theirs() -> None:
    for call in CALLS:
        for moment in call.truth:
            turn = call.document["turns"][moment.turn_index]
            assert (turn["role"], turn["text"]) == ("buyer", moment.quote)
            assert moment.kind in {kind.value for kind in Kind}
            assert (moment.category is not None) == (moment.kind == "objection")
            assert moment.category is None or moment.category in {category.value for category in Category}
        assert concerns_in(call) == call.planned.concerns


def test_names_and_kinds_are_those_of_the_spoken_calls() -> None:
    spoken = {
        moment.concern: (moment.kind, moment.category)
        for script in scripts()
        for turn in script.turns
        for moment in turn.truth
        if moment.kind != "deal_breaker"
    }
    for concern in CONCERNS:
        assert spoken.get(concern.name, (concern.kind, concern.category)) == (concern.kind, concern.category)


@every_concern
def test_each_concern_is_voiced_in_many_ways(concern: object) -> None:
    name = concern.name  # type: ignore[attr-defined]
    said = voicings(name)
    assert len(said.lines) >= 40
    assert len({line.text for line in said.lines}) == len(said.lines)
    assert len(said.leads) >= 5
    assert len(said.answers) >= 5
    uses = Counter(moment.quote for call in CALLS for moment in call.truth if moment.concern == name)
    assert max(uses.values()) <= MOST_USES
    assert len(uses) >= 35


def test_there_is_much_to_say_in_which_nothing_is_voiced() -> None:
    assert sum(len(exchanges(name)) for name in EXCHANGES) >= 250
    first = [item.text for name in EXCHANGES for item in exchanges(name)]
    assert len(set(first)) == len(first)
    assert not any(" ?" in text or "  " in text for text in all_lines())


def test_lines_share_no_wording_with_each_other_or_the_training_bank() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for text in [line.text for concern in CONCERNS for line in voicings(concern.name).lines]:
        for run in runs(text):
            assert seen.setdefault(run, text) == text, (seen[run], text)
    bank = Path(__file__).parents[2] / "nlp" / "training" / "bank"
    taught = set()
    for path in bank.rglob("*.t*"):
        for row in path.read_text(encoding="utf-8").splitlines():
            taught |= runs(row)
    shared = {text: runs(text) & taught for text in all_lines() if runs(text) & taught}
    assert shared == {}


def test_rates_are_as_declared_within_what_chance_allows() -> None:
    """Calls of an account are alike, so a count varies more than that of a coin."""
    design = 2.0
    for concern in CONCERNS:
        rates = [expected(concern.name, call) for call in CALLS]
        spread = math.sqrt(design * sum(rate * (1 - rate) for rate in rates))
        voiced = sum(concern.name in concerns_in(call) for call in CALLS)
        assert abs(voiced - sum(rates)) <= 3 * spread, concern.name


def test_one_rises_in_mid_market_one_falls_everywhere_and_the_rest_stands_still() -> None:
    """As chance would have it, not as declared: the numbers that a reader sees are in acceptance/test_demo_truth.py."""
    assert trend(RISING, segment="mid-market") >= 4
    assert all(abs(trend(RISING, segment=segment)) < 2.5 for segment in ("smb", "enterprise"))
    assert trend(FALLING) <= -4
    assert all(trend(FALLING, segment=segment) < 0 for segment in SEGMENTS)
    assert {name: round(trend(name), 1) for name in STILL if abs(trend(name)) > 3.5} == {}


def test_one_goes_with_lost_deals() -> None:
    def share(outcome: str) -> float:
        of = [call for call in CALLS if call.planned.deal.outcome == outcome]
        return sum(LOSING in concerns_in(call) for call in of) / len(of)

    assert share("lost") > share("won") + 0.25


def test_an_account_that_voiced_a_concern_is_likelier_to_voice_it_again() -> None:
    again: list[float] = []
    chance: list[float] = []
    for one in CALLS:
        for two in CALLS:
            if one is two or one.planned.deal.account != two.planned.deal.account:
                continue
            for name in concerns_in(one):
                again.append(name in concerns_in(two))
                chance.append(expected(name, two))
    assert 1.1 < sum(again) / sum(chance) < 1.8


@every_concern
def test_declared_rates_are_chances(concern: object) -> None:
    name = concern.name  # type: ignore[attr-defined]
    for segment in SEGMENTS:
        for month in MONTHS:
            assert 0 < declared_rate(name, segment=segment, month=month) <= 0.7
            over_outcomes = sum(
                share * declared_rate(name, segment=segment, month=month, outcome=outcome)
                for outcome, share in OUTCOMES.items()
            )
            assert over_outcomes == pytest.approx(declared_rate(name, segment=segment, month=month))


def test_what_is_not_declared_is_refused() -> None:
    for concern, segment, month in (("nope", "smb", 2), (RISING, "nope", 2), (RISING, "smb", 8)):
        with pytest.raises((KeyError, ValueError)):
            declared_rate(concern, segment=segment, month=month)
    with pytest.raises(KeyError):
        declared_rate(RISING, segment="smb", month=2, outcome="nope")


def test_competitors_are_never_both_in_one_call() -> None:
    assert not any({"silver-bridge", "green-compass"} <= concerns_in(call) for call in CALLS)


def test_calls_can_be_written_to_a_folder_with_their_truth(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "demo.text_calls.compose", "--out", str(tmp_path), "--truth"],
        check=True,
        capture_output=True,
    )
    assert {path.name for path in tmp_path.glob("*.json")} == {call.filename for call in CALLS}
    rows = [json.loads(row) for row in (tmp_path / "truth.ndjson").read_text().splitlines()]
    assert len(rows) == sum(len(call.truth) for call in CALLS)
    assert all(datetime.fromisoformat(call.document["started"]).tzinfo for call in CALLS)
    assert len(accounts()) == 101 or len(accounts()) >= 90
    assert LINES.is_dir()
