"""From a decoder's aligned pieces of text to words with times."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from calls.transcript import Word

# Written without spaces between words, so a piece is a word there (as Whisper's own tokenizer treats them).
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
_SENTENCE_ENDS = ".!?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of decoded text with its aligned times in seconds; a leading space begins a new word."""

    text: str
    start_s: float
    end_s: float
    probability: float


def spoken_words(pieces: Sequence[Piece], *, language: str, duration_s: float) -> tuple[Word, ...]:
    """Join pieces into words without surrounding space, with times in order and inside the clip.

    Punctuation joins its word but does not lengthen it: a full stop is aligned with the pause that follows.
    """
    groups = _grouped(pieces, spaced=language not in UNSPACED_LANGUAGES)
    words = _without_stretched_starts([_joined(group) for group in groups])
    return _ordered(words, duration_s=duration_s)


def _grouped(pieces: Sequence[Piece], *, spaced: bool) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        fresh = piece.text.startswith(" ") if spaced else _is_spoken(piece.text)
        # An opening quote or bracket waits for the word it opens.
        waiting = bool(groups) and not any(_is_spoken(p.text) for p in groups[-1])
        if not groups or (fresh and not waiting):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    # What holds no letter or digit at all (an ellipsis, a music sign) is not a word anybody said.
    return [group for group in groups if any(_is_spoken(p.text) for p in group)]


def _is_spoken(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _joined(group: Sequence[Piece]) -> Word:
    spoken = [piece for piece in group if _is_spoken(piece.text)]
    return Word(
        word="".join(piece.text.strip() for piece in group),
        start_s=spoken[0].start_s,
        end_s=spoken[-1].end_s,
        probability=round(sum(piece.probability for piece in spoken) / len(spoken), 4),
    )


def _without_stretched_starts(words: list[Word]) -> list[Word]:
    """Shorten a word that starts a clip or sentence and was aligned with the pause before it.

    As in openai/whisper timing.py: no longer than twice the median word, the median taken as at most 0.7 s.
    """
    if not words:
        return words
    longest = 2 * min(0.7, median(word.end_s - word.start_s for word in words))
    shortened = []
    for index, word in enumerate(words):
        begins = index == 0 or words[index - 1].word[-1] in _SENTENCE_ENDS
        if begins and word.end_s - word.start_s > longest > 0:
            word = Word(word=word.word, start_s=word.end_s - longest, end_s=word.end_s, probability=word.probability)
        shortened.append(word)
    return shortened


def _ordered(words: Sequence[Word], *, duration_s: float) -> tuple[Word, ...]:
    ordered = []
    earliest = 0.0
    for word in words:
        start = min(max(word.start_s, earliest), duration_s)
        end = min(max(word.end_s, start), duration_s)
        ordered.append(Word(word=word.word, start_s=round(start, 3), end_s=round(end, 3), probability=word.probability))
        earliest = end
    return tuple(ordered)


def text_of(words: Sequence[Word], *, language: str) -> str:
    """Return the running text of words: spaced, or unspaced in languages written so."""
    return ("" if language in UNSPACED_LANGUAGES else " ").join(word.word for word in words)
