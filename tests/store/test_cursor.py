"""A cursor that nobody gave out is refused before it reaches a database."""

import base64
import json
from datetime import UTC, datetime

import pytest

from calls.errors import InvalidInput
from store.cursor import decode_cursor, encode_cursor, parse_instant


def crafted(keys: str) -> str:
    return base64.urlsafe_b64encode(keys.encode()).decode().rstrip("=")


def test_what_was_given_out_is_read_back() -> None:
    keys: list[str | int | float] = ["Ünal\n🙂", -(2**63), 2**63 - 1, 0.25]
    assert decode_cursor(encode_cursor(keys), types=(str, int, int, float)) == keys


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ("[9223372036854775808]", int),
        ("[-9223372036854775809]", int),
        ("[true]", int),
        (json.dumps(["a\0b"]), str),
        ('["\\ud800"]', str),
        ('["a\\udfff"]', str),
        ("[NaN]", float),
        ("[-Infinity]", float),
        ("[1e999]", float),
        ("[" * 20_000, int),
        ("{}", int),
    ],
)
def test_what_no_database_takes_is_refused(keys: str, kind: type) -> None:
    with pytest.raises(InvalidInput, match="start again"):
        decode_cursor(crafted(keys), types=(kind,))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "yesterday"])
def test_an_instant_that_is_none_in_utc_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not a date and time"):
        parse_instant(text)


def test_an_instant_keeps_its_zone() -> None:
    assert parse_instant("2026-08-14T15:02:00+02:00").isoformat() == "2026-08-14T15:02:00+02:00"
    assert parse_instant("0001-01-01T00:00:00") == datetime(1, 1, 1, tzinfo=UTC)
