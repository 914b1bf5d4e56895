"""The texts that the topic head is trained on: one utterance a line under its topic, `r` or `b` for who says it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calls.topic_catalogue import built_in_topics
from calls.transcript import Role
from nlp.topics.head import NOTHING

TOPIC_BANK = Path(__file__).parent / "topic_bank"
_ROLES = {"r": Role.REP, "b": Role.BUYER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Something said about a topic; `group` is the file it is from."""

    text: str
    role: Role
    topic: str
    group: str


def read_topic_bank(folder: Path = TOPIC_BANK) -> tuple[Utterance, ...]:
    """Return all utterances in the order of the files. Raises ValueError, naming file and line, for a line amiss."""
    known = {*(topic.id for topic in built_in_topics()), NOTHING}
    found: list[Utterance] = []
    for path in sorted(folder.glob("*.txt")):
        topic = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("["):
                topic = line.strip("[]")
            elif line:
                role = _ROLES.get(line[:1])
                if topic not in known or role is None or line[1:2] != " ":
                    raise ValueError(f"{path.name}, line {number}: expected `r text` or `b text` under a known [topic]")
                found.append(Utterance(text=line[2:].strip(), role=role, topic=topic, group=path.stem))
    return tuple(found)


def topic_bank_sha256(utterances: Sequence[Utterance]) -> str:
    """Return the sha256 of all utterances, in hex."""
    lines = "\n".join(f"{u.group}\t{u.topic}\t{u.role}\t{u.text}" for u in utterances)
    return hashlib.sha256(lines.encode()).hexdigest()
