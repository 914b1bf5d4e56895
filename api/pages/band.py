"""A call's topics as a band: one block a stretch, as wide as its share of the talk."""

from collections.abc import Sequence
from dataclasses import dataclass

from calls.topic import Topic

# As many colours as `topics.css` names; a topic keeps its colour wherever it comes back in a call.
TONES = 8
# A block narrower than this has no room for its number.
FEWEST_PERCENT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One stretch, drawn: `left` and `width` are percent of the band, `number` counts from 1."""

    topic: Topic
    number: int
    left: float
    width: float
    tone: int

    @property
    def shows_number(self) -> bool:
        """Whether its number fits in."""
        return self.width >= FEWEST_PERCENT

    @property
    def middle(self) -> float:
        """Where its number stands, percent of the band."""
        return round(self.left + self.width / 2, 3)


def blocks(topics: Sequence[Topic]) -> tuple[Block, ...]:
    """Return the blocks of a call's topics from left to right."""
    total = sum(topic.talk_share for topic in topics) or 1.0
    tones: dict[str, int] = {}
    drawn, left = [], 0.0
    for number, topic in enumerate(topics, start=1):
        width = 100 * topic.talk_share / total
        tone = tones.setdefault(topic.topic_id or topic.label, len(tones) % TONES)
        drawn.append(Block(topic=topic, number=number, left=round(left, 3), width=round(width, 3), tone=tone))
        left += width
    return tuple(drawn)
