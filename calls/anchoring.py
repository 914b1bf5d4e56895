"""The same words in another transcript or by another detector: whether two quotes are, and where a quote stands now.

All functions are pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Protocol

from calls.judgement import Anchor
from calls.transcript import Role, Transcript, Turn
from calls.wording import places_in_text, plain

# Two quotes are the same words where they share at least this part of the longer one.
SAME_WORDS = 0.5
# Another transcription's times differ by up to about so much.
_SLACK_S = 2.0


class Quoted(Protocol):
    """Words with their place: a moment, or an anchor."""

    @property
    def turn_index(self) -> int:
        """The turn they are in."""
        ...

    @property
    def quote(self) -> str:
        """The words."""
        ...

    @property
    def start_s(self) -> float | None:
        """When they begin, in seconds."""
        ...

    @property
    def end_s(self) -> float | None:
        """When they end, in seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where words stand in a transcript: `turn.text[begin:end]`."""

    turn: Turn
    begin: int
    end: int

    @property
    def quote(self) -> str:
        """The words as they are written there."""
        return self.turn.text[self.begin : self.end]


def likeness(one: Quoted, other: Quoted) -> float:
    """Return how far two quotes are the same words at the same place, 0 to 1.

    It is the share of the longer quote's words that both have in the same order; 0 where they were said at other times
    or, without times, in other turns.
    """
    if not _same_place(one, other):
        return 0.0
    if one.quote == other.quote:
        return 1.0
    return _shared(_plain_words(one.quote), _plain_words(other.quote))


def apart(one: Quoted, other: Quoted) -> float:
    """Return how far apart two quotes were said, in seconds or, without times, in turns."""
    if one.start_s is None or other.start_s is None:
        return float(abs(one.turn_index - other.turn_index))
    return abs(one.start_s - other.start_s)


def place(anchor: Anchor, transcript: Transcript) -> Placed | None:
    """Return where a quote stands in a transcript now, None where no buyer says most of its words there any more."""
    best: tuple[float, float, Placed] | None = None
    for turn in transcript.turns:
        if turn.role is not Role.BUYER or not _may_be_in(anchor, turn):
            continue
        found = _in_turn(anchor, turn)
        if found is None:
            continue
        score, placed = found
        key = (score, -abs(turn.index - anchor.turn_index))
        if best is None or key > best[:2]:
            best = (*key, placed)
    return best[2] if best else None


def times_of(placed: Placed) -> tuple[float | None, float | None]:
    """Return when placed words were said, in seconds: by the turn's words, else by their share of its text."""
    turn = placed.turn
    said = [
        word
        for word, at in zip(turn.words, places_in_text(turn), strict=True)
        if at is not None and at[1] > placed.begin and at[0] < placed.end
    ]
    if said:
        return said[0].start_s, max(word.end_s for word in said)
    if turn.start_s is None or turn.end_s is None or not turn.text:
        return turn.start_s, turn.end_s
    second_per_character = (turn.end_s - turn.start_s) / len(turn.text)
    return turn.start_s + placed.begin * second_per_character, turn.start_s + placed.end * second_per_character


def _same_place(one: Quoted, other: Quoted) -> bool:
    if one.start_s is None or one.end_s is None or other.start_s is None or other.end_s is None:
        return one.turn_index == other.turn_index
    return one.start_s <= other.end_s + _SLACK_S and other.start_s <= one.end_s + _SLACK_S


def _may_be_in(anchor: Anchor, turn: Turn) -> bool:
    if anchor.start_s is None or anchor.end_s is None or turn.start_s is None or turn.end_s is None:
        return turn.index == anchor.turn_index
    return turn.start_s <= anchor.end_s + _SLACK_S and anchor.start_s <= turn.end_s + _SLACK_S


def _in_turn(anchor: Anchor, turn: Turn) -> tuple[float, Placed] | None:
    """Return the stretch of a turn that is most like a quote, with how like it is; None where none is."""
    begin = _nearest(anchor, turn)
    if begin is not None:
        return 1.0, Placed(turn=turn, begin=begin, end=begin + len(anchor.quote))
    said, meant = _words(turn.text), _plain_words(anchor.quote)
    blocks = SequenceMatcher(None, [word for word, _, _ in said], meant, autojunk=False).get_matching_blocks()
    score, first, last = max(
        _stretches([block for block in blocks if block.size], meant=len(meant)), default=(0.0, 0, 0)
    )
    if score < SAME_WORDS:
        return None
    return score, Placed(turn=turn, begin=said[first][1], end=said[last][2])


def _stretches(blocks: Sequence[Match], *, meant: int) -> Iterator[tuple[float, int, int]]:
    """Yield every stretch from one run of shared words to another: its share of them, its first and last word."""
    for n, opening in enumerate(blocks):
        shared = 0
        for closing in blocks[n:]:
            shared += closing.size
            last = closing.a + closing.size - 1
            yield shared / max(meant, last - opening.a + 1), opening.a, last


def _nearest(anchor: Anchor, turn: Turn) -> int | None:
    """Return where a quote stands word for word in a turn; of several places, the nearest in time."""
    places = []
    begin = turn.text.find(anchor.quote) if anchor.quote else -1
    while begin >= 0:
        places.append(begin)
        begin = turn.text.find(anchor.quote, begin + 1)
    if len(places) < 2 or anchor.start_s is None:
        return places[0] if places else None
    meant_s = anchor.start_s

    def away_s(begin: int) -> float:
        start_s, _ = times_of(Placed(turn=turn, begin=begin, end=begin + len(anchor.quote)))
        return abs((start_s or 0.0) - meant_s)

    return min(places, key=away_s)


def _words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text in plain letters, each with where it begins and ends."""
    found, at = [], 0
    for word in text.split():
        begin = text.index(word, at)
        at = begin + len(word)
        found.append((plain(word), begin, at))
    return found


def _plain_words(text: str) -> list[str]:
    return [plain(word) for word in text.split()]


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(one), len(other), 1)
