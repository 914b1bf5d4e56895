"""What is shown of a text that was found: its hits marked, as pieces that make up the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from store.search_marks import LONGEST, Piece, snippets
from store.search_words import read_wording


def test_hits_are_marked_in_any_form_and_phrases_as_one() -> None:
    (found,) = snippets(["The prices go up, the price goes."], read_wording('price "go up"'))
    assert [piece.text for piece in found if piece.hit] == ["prices", "go up", "price"]
    assert "".join(piece.text for piece in found) == "The prices go up, the price goes."


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    long = "so " * 400 + "the price is high " + "and " * 400
    (found,) = snippets([long], read_wording("price"))
    assert (found[0].text, found[-1].text) == ("…", "…")
    assert Piece(text="price", hit=True) in found
    assert len("".join(piece.text for piece in found)) <= LONGEST + 2


def test_a_text_without_a_hit_is_shown_from_its_beginning() -> None:
    assert snippets(["Nothing of it."], read_wording("price")) == ((Piece(text="Nothing of it."),),)
    assert snippets(["All of it."], read_wording("")) == ((Piece(text="All of it."),),)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=700), st.text(max_size=20))
def test_pieces_are_always_a_part_of_the_text(text: str, asked: str) -> None:
    (found,) = snippets([text], read_wording(asked))
    shown = "".join(piece.text for piece in found)
    plain = text.replace("\x02", " ").replace("\x03", " ").replace("\0", " ")
    assert shown.strip("…") in plain or shown == plain or shown.strip("…") == plain.strip("…")
