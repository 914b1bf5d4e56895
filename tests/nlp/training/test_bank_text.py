from pathlib import Path

import pytest

from calls.errors import InvalidInput
from calls.moment import Category, Kind
from calls.transcript import Role
from nlp.training.bank_text import Label, read_blocks

CALL = """\
> home-services/gutters | tired
R: So we'd be at four hundred and twenty.
B: Okay.
B: The other man took two hundred. ## o:price@cheaper-elsewhere, comp@competitor-cheaper
R: I see.
B: Does it come with a guarantee? ## q

> saas/payroll | brisk
B: Who is this?
"""


def test_a_file_is_read_as_conversations_with_turns(tmp_path: Path) -> None:
    path = tmp_path / "calls.talk"
    path.write_text(CALL)
    first, second = read_blocks(path)
    assert (first.industry, first.detail, first.register) == ("home-services", "gutters", "tired")
    assert [turn.role for turn in first.turns] == [Role.REP, Role.BUYER, Role.REP, Role.BUYER]
    said = first.turns[1].sentences
    assert [sentence.text for sentence in said] == ["Okay.", "The other man took two hundred."]
    assert said[0].labels == frozenset()
    assert said[1].labels == {Label(kind=Kind.OBJECTION, category=Category.PRICE), Label(kind=Kind.COMPETITOR)}
    assert said[1].concern == "cheaper-elsewhere"
    assert second.turns[0].text == "Who is this?"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("B: Too dear. ## o:anger", "o:price"),
        ("B: Too dear. ## o", "is no label"),
        ("B: Nice. ## praise:price", "is no label"),
        ("B: Too dear. ## o:price@no-such-concern", "no-such-concern"),
        ("Hello there", "begins with"),
        ("> no detail", "industry/detail"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "b.talk"
    path.write_text(f"> a/b | c\nB: Fine.\n{line}\n")
    with pytest.raises(InvalidInput, match=rf"b\.talk, line 3.*{message}"):
        read_blocks(path, concerns=frozenset(("price-too-high",)))


def test_a_line_before_any_block_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.talk"
    path.write_text("B: Fine.\n")
    with pytest.raises(InvalidInput, match="must come first"):
        read_blocks(path)
