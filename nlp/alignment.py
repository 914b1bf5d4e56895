"""When a quote was said: from the words of its turn where there are any, else by its place in the turn."""

from bisect import bisect_left
from difflib import SequenceMatcher

from calls.transcript import Turn, Word

# Beyond this product of lengths the general alignment takes seconds; the place in the turn is close enough then.
_ALIGNABLE = 4_000_000


class TurnClock:
    """Times of character ranges of one turn. Made once a turn; cheap to ask."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._word_at = _words_by_character(turn) if turn.words else []
        self._places = [place for place, _ in self._word_at]

    def times(self, begin: int, end: int) -> tuple[float | None, float | None]:
        """Return start and end in seconds of `turn.text[begin:end]`, or (None, None) where the turn has no times.

        With words, the start is that of the first word of the range, never before the end of the word ahead of it.
        """
        words = self._words(begin, end)
        if words:
            return words[0].start_s, max(words[-1].end_s, words[0].start_s)
        return self._share_of_turn(begin, end)

    def is_suspect(self, begin: int, end: int) -> bool:
        """Say whether a word within `turn.text[begin:end]` may never have been said."""
        return any(word.suspect for word in self._words(begin, end))

    def _words(self, begin: int, end: int) -> tuple[Word, ...]:
        """Return the words of a range of text, whole ones; what a person rewrote takes the words around it."""
        first = bisect_left(self._places, begin)
        last = bisect_left(self._places, end) - 1
        if first > last:
            return ()
        from_word, to_word = self._word_at[first][1], self._word_at[last][1]
        if first > 0 and _has_letters(self._turn.text[begin : self._places[first]]):
            # Its first word was written differently: it was said after the last word before the range.
            from_word = min(from_word, self._word_at[first - 1][1] + 1)
        if last + 1 < len(self._places) and _has_letters(self._turn.text[self._places[last] + 1 : end]):
            to_word = max(to_word, self._word_at[last + 1][1] - 1)
        return self._turn.words[from_word : to_word + 1]

    def _share_of_turn(self, begin: int, end: int) -> tuple[float | None, float | None]:
        turn = self._turn
        if turn.start_s is None or turn.end_s is None or not turn.text:
            return turn.start_s, turn.end_s
        second_per_character = (turn.end_s - turn.start_s) / len(turn.text)
        return turn.start_s + begin * second_per_character, turn.start_s + end * second_per_character


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _words_by_character(turn: Turn) -> list[tuple[int, int]]:
    """Return (place in turn.text, position in turn.words) for every letter and digit that could be told a word."""
    text = _letters(turn.text)
    said = [(letter, w) for w, word in enumerate(turn.words) for letter, _ in _letters(word.word)]
    if [letter for letter, _ in text] == [letter for letter, _ in said]:
        return [(place, w) for (_, place), (_, w) in zip(text, said, strict=True)]
    return _matched(text, said)


def _matched(text: list[tuple[str, int]], said: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Text that was edited or written differently ("20" for "twenty"): keep what both have in the same order."""
    if len(text) * len(said) > _ALIGNABLE:
        return []
    matcher = SequenceMatcher(None, "".join(c for c, _ in text), "".join(c for c, _ in said), autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= 2]
    return [(text[b.a + i][1], said[b.b + i][1]) for b in blocks for i in range(b.size)]


def _letters(text: str) -> list[tuple[str, int]]:
    """Return the letters and digits of `text`, one character each in small form, with their places."""
    return [(character.lower()[0], place) for place, character in enumerate(text) if character.isalnum()]
