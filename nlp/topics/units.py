"""A call in the smallest pieces that can be about something: sentences of its turns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from calls.transcript import Role, Transcript, Turn
from nlp.wordlists import word_set

# Recognition may give no full stops at all; such speech is cut after so many words.
LONGEST_WORDS = 30
# A sentence this short ("Good.", "Right, okay.") is read together with the next one of its turn.
SHORT_WORDS = 3

_SENTENCE = re.compile(r"\S.*?(?:[.!?]+[\"'”’)]*(?=\s|$)|$)", re.DOTALL)
_WORD = re.compile(r"\S+")
_BACK_CHANNELS = word_set(
    "yes yeah yep no nope ok okay right sure good great fine perfect exactly absolutely true alright hm hmm mm "
    "mhm mmhm uh um ah oh huh wow nice cool thanks thank you got it i see makes sense of course all very "
    "that's that is well so and but really understood agreed noted correct please fair enough point interesting "
    "lovely excellent gotcha"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A sentence, or a few short ones: `text` stands at characters `begin` to `end` of its turn.

    `turn` is the place of the turn in the transcript's tuple. `asks` says that it ends with a question mark.
    """

    turn: int
    role: Role
    begin: int
    end: int
    text: str
    words: int

    @property
    def asks(self) -> bool:
        """Whether it ends as a question."""
        return self.text.rstrip("\"'”’) ").endswith("?")

    @property
    def is_back_channel(self) -> bool:
        """Whether it says no more than that its speaker listens."""
        return all(word.strip(".,!?;:…-’'\"").lower() in _BACK_CHANNELS or (not word.isalpha() and len(word) < 3)
                   for word in self.text.split())  # fmt: skip


def units_of(transcript: Transcript) -> tuple[Unit, ...]:
    """Return the units of all turns in order; turns without words have none."""
    return tuple(unit for place, turn in enumerate(transcript.turns) for unit in _units(place, turn))


def _units(place: int, turn: Turn) -> Iterator[Unit]:
    spans = [span for found in _SENTENCE.finditer(turn.text) for span in _cut(turn.text, found.start(), found.end())]
    spans = [(a, b) for a, b in spans if any(c.isalnum() for c in turn.text[a:b])]
    begin: int | None = None
    for number, (first, last) in enumerate(spans):
        begin = first if begin is None else begin
        words = len(turn.text[begin:last].split())
        if words > SHORT_WORDS or number == len(spans) - 1:
            text = re.sub("[\ud800-\udfff]", "\ufffd", turn.text[begin:last])
            yield Unit(turn=place, role=turn.role, begin=begin, end=last, text=text, words=words)
            begin = None


def _cut(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(text, begin, end))
    for first in range(0, len(words), LONGEST_WORDS):
        part = words[first : first + LONGEST_WORDS]
        yield part[0].start(), part[-1].end()
