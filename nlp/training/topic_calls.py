"""Conversations of the concern bank with what each of their turns is about.

`topic_bank/calls.tsv` was labelled by hand, a call a line: the bank's file and the place of the block in it, then its
stretches of turns with a topic each (`software-01#0<tab>0-3 opening; 4-7 situation; …`). Its topics are fewer than
those of the catalogue that ships: what could not be told apart by hand is one (REPORT-topics.md).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from calls.errors import InvalidInput
from calls.formats import READY_MADE
from calls.transcript import Transcript, Turn
from nlp.training.bank_text import BANK, Block, read_blocks

LABELS = Path(__file__).parent / "topic_bank" / "calls.tsv"
TOPICS = (
    "opening", "situation", "product", "pricing", "terms", "security", "integrations", "onboarding", "training",
    "support", "decision", "timing", "competitors", "references", "trial", "next_steps", "rebuff", "delivery",
)  # fmt: skip
_LINE = re.compile(r"([\w-]+)#(\d+)\t(.+)")
_STRETCH = re.compile(r"(\d+)(?:-(\d+))? (\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCall:
    """A conversation and the topic of each of its turns; `industry` is what is held out together."""

    industry: str
    transcript: Transcript
    topics: tuple[str, ...]


def read_labelled_calls(labels: Path = LABELS, *, bank: Path = BANK / "calls") -> tuple[LabelledCall, ...]:
    """Return the labelled calls in the order of `labels`. Raises InvalidInput naming the line that is amiss."""

    @cache
    def blocks(name: str) -> tuple[Block, ...]:
        return read_blocks(bank / f"{name}.talk")

    lines = labels.read_text(encoding="utf-8").splitlines()
    return tuple(
        _labelled(line, place=f"{labels.name}, line {number}", blocks=blocks) for number, line in enumerate(lines, 1)
    )


def _labelled(line: str, *, place: str, blocks: Callable[[str], tuple[Block, ...]]) -> LabelledCall:
    found = _LINE.fullmatch(line)
    if found is None:
        raise InvalidInput(f"{place}: expected `file#block<tab>first-last topic; …`.")
    block = blocks(found[1])[int(found[2])]
    turns = tuple(_turns(block))
    topics = tuple(_topics_of_turns(found[3], place=place))
    if len(topics) != len(turns):
        raise InvalidInput(f"{place}: {len(topics)} turns have a topic, but the call has {len(turns)}.")
    transcript = Transcript(
        call_id=f"{found[1]}#{found[2]}", language="en", duration_s=None, turns=turns, provenance=READY_MADE
    )
    return LabelledCall(industry=block.industry, transcript=transcript, topics=topics)


def _turns(block: Block) -> Iterator[Turn]:
    """Yield the turns of a block; what one speaker says in several lines running is one."""
    for index, (role, said) in enumerate(groupby(block.turns, key=lambda turn: turn.role)):
        yield Turn(index=index, speaker=role.value, role=role, text=" ".join(turn.text for turn in said))


def _topics_of_turns(written: str, *, place: str) -> Iterator[str]:
    turn = 0
    for part in written.split("; "):
        found = _STRETCH.fullmatch(part)
        if found is None or found[3] not in TOPICS or int(found[1]) != turn:
            raise InvalidInput(f"{place}: {part!r} is no stretch that goes on from turn {turn} with a topic we know.")
        last = int(found[2] or found[1])
        yield from [found[3]] * (last + 1 - turn)
        turn = last + 1


def labelled_calls_sha256(calls: Sequence[LabelledCall]) -> str:
    """Return the sha256 of the calls' words and topics, in hex."""
    digest = hashlib.sha256()
    for call in calls:
        for turn, topic in zip(call.transcript.turns, call.topics, strict=True):
            digest.update(f"{call.transcript.call_id}\t{turn.role}\t{topic}\t{turn.text}\n".encode())
    return digest.hexdigest()
