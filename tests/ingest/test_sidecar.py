"""Sidecars: what platforms export is understood, and what is wrong is named."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calls.errors import InvalidInput
from calls.transcript import Role
from ingest.sidecar import parse_channels, parse_sidecar, read_sidecar

FULL = {
    "id": "nx-1",
    "title": "Discovery with Harbor Lane",
    "started": "2026-08-14T17:02:00+02:00",
    "direction": "outbound",
    "account": {"name": "Harbor Lane"},
    "parties": [
        {"name": "Bo", "affiliation": "external", "channel": 0},
        {"name": "Ana", "affiliation": "internal", "channel": 1, "email": "ana@talk.example"},
    ],
    "deal": {"stage": "demo", "outcome": "open", "amount": 24000},
    "segment": "mid-market",
    "lead_source": "webinar",
}


def test_a_full_sidecar_is_understood() -> None:
    details = parse_sidecar(json.dumps(FULL))
    assert details.client_unique_id == "nx-1"
    assert details.started_at == datetime(2026, 8, 14, 15, 2, tzinfo=UTC)
    assert details.account == "Harbor Lane"
    assert details.channel_roles == (Role.BUYER, Role.REP)
    assert (details.deal.stage, details.deal.segment, details.deal.amount) == ("demo", "mid-market", 24000.0)


def test_channels_are_never_guessed() -> None:
    for parties in ([], [{"name": "Bo", "affiliation": "external"}], [{"name": "Bo", "channel": 1}]):
        assert parse_sidecar(json.dumps({"parties": parties})).channel_roles == ()


def test_a_voice_may_be_learned_only_where_the_sidecar_says_so() -> None:
    parties = [
        {"name": "Ana", "affiliation": "internal", "voice_profile": True},
        {"name": "Bo", "voice_profile": False},
        {"name": "Cy", "voice_profile": None},
        {"name": "Di"},
    ]
    details = parse_sidecar(json.dumps({"parties": parties}))
    assert [party.voice_consent for party in details.parties] == [True, False, False, False]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "not JSON"),
        ("[1]", "JSON object"),
        ('{"started": "yesterday"}', "started"),
        ('{"started": "9999-12-31T23:59:59-23:59"}', "started"),
        ('{"parties": {}}', "parties"),
        ('{"parties": [{"channel": 7}]}', "channel"),
        ('{"parties": [{"name": "Bo", "voice_profile": "yes"}]}', "voice_profile"),
        ('{"deal": 3}', "deal"),
        ('{"deal": {"amount": "much"}}', "amount"),
        ('{"deal": {"amount": NaN}}', "amount"),
        ('{"title": ["x"]}', "title"),
        (json.dumps({"title": "x" * 301}), "title"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_wrong_is_named(content: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        parse_sidecar(content)


def test_what_databases_cannot_keep_is_left_out() -> None:
    assert parse_sidecar('{"title": "a\\u0000b\\ud800"}').title == "ab?"


def test_a_file_that_is_no_sidecar_names_itself(tmp_path: Path) -> None:
    (tmp_path / "call.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match=r"call\.json"):
        read_sidecar(tmp_path / "call.json")


def test_a_channel_map_is_read_or_refused() -> None:
    assert parse_channels(" buyer , REP ") == (Role.BUYER, Role.REP)
    for wrong in ("left,right", "rep,buyer,rep", "", "rep buyer"):
        with pytest.raises(InvalidInput, match="rep"):
            parse_channels(wrong)
