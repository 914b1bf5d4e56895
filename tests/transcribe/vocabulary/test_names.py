"""Which names there are: from a file that a person keeps, and from what is known about a call."""

from pathlib import Path

import pytest

from calls.errors import InvalidInput
from transcribe.vocabulary.names import Name, merged, names_of_call, read_names


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "names.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_file_holds_a_name_a_line(tmp_path: Path) -> None:
    path = _file(tmp_path, "# ours\n\nQuorvane\n  Copper   Lantern \nLytehouse heard as: lighthouse, light  house\n")
    assert read_names(path) == (
        Name(written="Quorvane"),
        Name(written="Copper Lantern"),
        Name(written="Lytehouse", heard_as=("lighthouse", "light house")),
    )


def test_a_file_saved_on_windows_reads_the_same(tmp_path: Path) -> None:
    assert read_names(_file(tmp_path, b"\xef\xbb\xbfQuorvane\r\nZephyrine\r\n")) == (
        Name(written="Quorvane"),
        Name(written="Zephyrine"),
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("heard as: quorum", "no name before"),
        ("Quorvane heard as:", "nothing follows"),
        ("Quorvane heard as: a quorum heard as: core vein", "only once"),
        ("IBM", "too short"),
        ("20264", "no letter"),
        ("We talked about the price for most of an hour", "one name on each line"),
    ],
)
def test_a_broken_line_is_named_and_explained(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        read_names(_file(tmp_path, f"Brightloom\n{line}\n"))
    assert "Line 2" in caught.value.message


def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        read_names(tmp_path / "missing.txt")
    with pytest.raises(InvalidInput, match="save it as UTF-8"):
        read_names(_file(tmp_path, b"Fl\xf8rian\n"))


def test_a_call_gives_its_own_names() -> None:
    names = names_of_call(
        account="Bluff Creek Heating, Inc.", people=["Dana Whitlow", "Marcus Bell"], companies=["Maple Dispatch LLC"]
    )
    assert [name.written for name in names] == [
        "Bluff Creek Heating",
        "Maple Dispatch",
        "Dana Whitlow",
        "Whitlow",
        "Marcus Bell",
    ]


def test_what_is_no_name_in_a_call_is_left_out() -> None:
    people = [
        "dana@bluffcreek.example",
        "+1 555 0100",
        "Li",
        "",
        "a name that is far too long to be the name of anybody",
    ]
    assert names_of_call(account=None, people=people, companies=["Co"]) == ()


def test_a_name_counts_once_and_keeps_every_alias() -> None:
    ours, theirs = (
        Name(written="Lytehouse", heard_as=("lighthouse",)),
        Name(written="LyteHouse", heard_as=("lite house",)),
    )
    assert merged([ours], [theirs]) == (Name(written="Lytehouse", heard_as=("lighthouse", "lite house")),)


def test_a_name_survives_its_json_shape() -> None:
    name = Name(written="Lytehouse", heard_as=("lighthouse",))
    assert Name.from_dict(name.as_dict()) == name
