"""Whoever is named, however it is said, has one name."""

from pathlib import Path

import pytest

from calls.errors import InvalidInput
from calls.moment import Kind, Moment
from calls.provenance import Provenance
from calls.transcript import Role
from nlp.competitors import Vendor, competitors_of, name_competitors, read_competitors, shipped_vendors


@pytest.mark.parametrize(
    ("quote", "name"),
    [
        ("We're on sales force today.", "Salesforce"),
        ("SFDC does that already.", "Salesforce"),
        ("Salesforce's reports are fine.", "Salesforce"),
        ("hub spot quoted us half.", "HubSpot"),
        ("We tried out reach dot io last year.", "Outreach"),
        ("We already use outreach for that.", "Outreach"),
        ("Our outreach to schools is manual.", None),
        ("They moved from Square to toast.", "Square"),
        ("The square in front of the shop.", None),
        ("Their rep comes by on Monday.", None),
        ("We run everything in monday dot com.", "Monday.com"),
        ("AT&T gave us a better deal.", "AT&T"),
        ("at and t gave us a better deal", "AT&T"),
        ("your competitor quoted us half", None),
    ],
)
def test_each_has_one_name(quote: str, name: str | None) -> None:
    assert competitors_of().named_in(quote) == name


def test_at_least_eighty_vendors_have_other_spellings_and_no_alias_stands_for_two() -> None:
    with_aliases = [vendor for vendor in shipped_vendors() if vendor.aliases or vendor.plain]
    assert len(with_aliases) >= 80
    aliases = [alias.lower() for vendor in with_aliases for alias in (*vendor.aliases, *vendor.plain)]
    assert len(aliases) == len(set(aliases))


def moment(kind: Kind, quote: str) -> Moment:
    return Moment(
        id=quote, call_id="c", turn_index=1, kind=kind, category=None, quote=quote, start_s=None, end_s=None,
        role=Role.BUYER, score=1.0, provenance=Provenance(name="test", version="1"),
    )  # fmt: skip


def test_a_persons_own_list_comes_first_and_only_competitor_moments_have_a_name(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("# ours\nKestrel CRM heard as: castrol c r m, kestrel\nForce heard as: SFDC\n")
    own = competitors_of(read_competitors(path))
    told = name_competitors(
        [moment(Kind.COMPETITOR, "Castrol CRM, that's... castrol c r m."), moment(Kind.PAIN, "Kestrel is slow."),
         moment(Kind.COMPETITOR, "We have SFDC."), moment(Kind.COMPETITOR, "Your competitor was cheaper.")],
        own,
    )  # fmt: skip
    assert [item.competitor for item in told] == ["Kestrel CRM", None, "Force", None]


@pytest.mark.parametrize("line", ["heard as: x", "Acme heard as:", "Acme heard as: a heard as: b", "x" * 61, "!!"])
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(f"Good Name\n{line}\n")
    with pytest.raises(InvalidInput, match="Line 2"):
        read_competitors(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_competitors(tmp_path / "missing.txt")


@pytest.mark.model
def test_a_name_nobody_listed_stays_as_it_is_written(language: object) -> None:
    (told,) = name_competitors(
        [moment(Kind.COMPETITOR, "We switched to Zentora last year.")], competitors_of([Vendor(name="X")]),
        language=language,
    )  # fmt: skip
    assert told.competitor in ("Zentora", None)


def test_a_name_is_read_from_what_is_still_there(language: object) -> None:
    quotes = ["We currently use Vantage Freight Systems for that.", "We bought it from Halvorsen Technologies."]
    told = name_competitors(
        [moment(Kind.COMPETITOR, quote) for quote in quotes], competitors_of(), language=language
    )  # fmt: skip
    assert [found.competitor for found in told] == ["Vantage Freight Systems", "Halvorsen Technologies"]
