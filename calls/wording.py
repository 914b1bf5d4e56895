"""Words and running text: how one becomes the other, and what makes two spellings the same word."""

from collections.abc import Iterable, Sequence

from calls.transcript import Turn, Word

# Written without spaces between words.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


def plain(word: str) -> str:
    """Return a word in small letters without its punctuation; a sign that is nothing but punctuation stays."""
    return "".join(character for character in word.casefold() if character.isalnum()) or word


def middle_s(word: Word) -> float:
    """Return the middle of a word in seconds."""
    return (word.start_s + word.end_s) / 2


def running_text(words: Iterable[str], *, language: str) -> str:
    """Return words as text: spaced, or unspaced in languages written so."""
    return ("" if language in UNSPACED_LANGUAGES else " ").join(words)


def spread(words: Sequence[str], *, start_s: float, end_s: float, overlap: bool = False) -> tuple[Word, ...]:
    """Return words with times shared out between two times (seconds) by their letters; nobody measured them."""
    total = sum(len(word) for word in words) or 1
    edges, done = [start_s], 0
    for word in words:
        done += len(word)
        edges.append(start_s + (end_s - start_s) * done / total)
    return tuple(
        Word(word=word, start_s=round(edges[n], 3), end_s=round(edges[n + 1], 3), overlap=overlap)
        for n, word in enumerate(words)
    )


def places_in_text(turn: Turn) -> tuple[tuple[int, int] | None, ...]:
    """Return where each word of a turn stands in its text, as (begin, end) characters; None where it does not."""
    places: list[tuple[int, int] | None] = []
    at = 0
    for word in turn.words:
        begin = turn.text.find(word.word, at)
        if begin < 0:
            places.append(None)
            continue
        at = begin + len(word.word)
        places.append((begin, at))
    return tuple(places)
