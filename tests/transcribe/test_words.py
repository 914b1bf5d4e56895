from transcribe.words import Piece, spoken_words, text_of


def _pieces(*rows: tuple[str, float, float]) -> list[Piece]:
    return [Piece(text=text, start_s=start, end_s=end, probability=0.5) for text, start, end in rows]


def test_fragments_and_punctuation_join_their_word() -> None:
    pieces = _pieces(
        (" Mm", 0, 0.2), ("-hm", 0.2, 0.4), (",", 0.4, 1.9), (" 3", 2.0, 2.1), (".5", 2.1, 2.3), ("%", 2.3, 2.4)
    )
    words = spoken_words(pieces, language="en", duration_s=3)
    assert [(w.word, w.start_s, w.end_s) for w in words] == [("Mm-hm,", 0, 0.4), ("3.5%", 2.0, 2.3)]


def test_an_opening_quote_waits_for_its_word_and_lone_signs_are_not_words() -> None:
    pieces = _pieces((" -", 0, 0.1), (" yes", 0.1, 0.3), (" ...", 0.3, 0.9), (" ♪", 0.9, 1.0))
    words = spoken_words(pieces, language="en", duration_s=1)
    assert [(w.word, w.end_s) for w in words] == [("-yes", 0.3)]
    assert spoken_words(_pieces((" ...", 0, 1)), language="en", duration_s=1) == ()


def test_times_are_in_order_and_inside_the_clip() -> None:
    words = spoken_words(_pieces((" a", 0.5, 0.9), (" b", 0.7, 0.6), (" c", 2, 9)), language="en", duration_s=2.5)
    assert [(w.start_s, w.end_s) for w in words] == [(0.5, 0.9), (0.9, 0.9), (2, 2.5)]


def test_a_word_stretched_over_the_pause_before_a_sentence_is_shortened() -> None:
    pieces = _pieces((" one", 0, 0.3), (" two.", 0.3, 0.6), (" three", 0.6, 5.0), (" four", 5.0, 5.3))
    three = spoken_words(pieces, language="en", duration_s=6)[2]
    assert three.end_s == 5.0
    assert three.start_s > 4


def test_languages_without_spaces_keep_their_pieces() -> None:
    words = spoken_words(_pieces(("今日", 0, 0.4), ("は", 0.4, 0.5)), language="ja", duration_s=1)
    assert [w.word for w in words] == ["今日", "は"]
    assert text_of(words, language="ja") == "今日は"
