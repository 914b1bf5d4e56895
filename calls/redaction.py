"""Personal data in what was said: where it stands, and the same text without it.

It is found once, by the worker, and kept by the text it was found in. Masking is done wherever something is shown; a
text that nobody looked through yet is hidden whole, never shown.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from calls.provenance import Provenance
from calls.transcript import Role, Speaker, Transcript, Turn, Word
from calls.wording import places_in_text


class Entity(StrEnum):
    """What is hidden."""

    PERSON = "person"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    ADDRESS = "address"


SHOWN: Mapping[Entity, str] = {
    Entity.PERSON: "[name]",
    Entity.EMAIL: "[e-mail]",
    Entity.PHONE: "[phone]",
    Entity.CARD: "[card]",
    Entity.IBAN: "[iban]",
    Entity.ADDRESS: "[address]",
}
NOT_YET = "[not redacted yet]"
# What tells speakers apart without naming them.
_PLAIN_LABEL = re.compile(
    r"(?:(?:rep|buyer|agent|customer|client|seller|prospect|caller|callee|speaker|channel|spk|unknown|user|participant)"
    r"(?:[ _-]?\w)?|[a-z]|\d+|speaker[ _-]?\d+|spk[ _-]?\d+|channel[ _-]?\d+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `begin` to `end` (excluded) of a turn's text that are personal data."""

    turn_index: int
    begin: int
    end: int
    entity: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedText:
    """A text that was looked through, by its `digest`, with what was found in it; empty where nothing was."""

    digest: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What was found in one version of a call's transcript, and in whatever else is shown of the call."""

    call_id: str
    version: int
    texts: tuple[RedactedText, ...]
    provenance: Provenance


def text_digest(text: str) -> str:
    """Return 32 hex digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def settled(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans of one text in order, none over another: of two that overlap the longer keeps its name for both."""
    done: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.begin, span.end)):
        if span.end <= span.begin:
            continue
        if done and span.begin < done[-1].end:
            last = done.pop()
            longer = max(last, span, key=lambda each: each.end - each.begin)
            span = replace(longer, begin=last.begin, end=max(last.end, span.end))
        done.append(span)
    return tuple(done)


def masked_text(text: str, spans: Iterable[Span]) -> str:
    """Return a text with a word in brackets in the place of each span."""
    parts, at = [], 0
    for span in settled(spans):
        parts += [text[at : span.begin], SHOWN[span.entity]]
        at = span.end
    return "".join((*parts, text[at:]))


def hidden(text: str, found: Sequence[Span] | None) -> str:
    """Return a text without what was found in it; None is a text that nobody looked through, which is hidden whole."""
    if found is None:
        return NOT_YET if text.strip() else text
    return masked_text(text, found) if found else text


def spans_within(spans: Iterable[Span], *, begin: int, end: int) -> tuple[Span, ...]:
    """Return what of the spans lies between two characters of their text, counted from the first of these."""
    return tuple(
        replace(span, begin=max(span.begin, begin) - begin, end=min(span.end, end) - begin)
        for span in spans
        if span.begin < end and begin < span.end
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Hides what was found in the texts of one call, and the people who took part in it."""

    spans: Mapping[str, tuple[Span, ...]]
    people: tuple[str, ...] = ()

    def text(self, text: str) -> str:
        """Return a text without personal data; one that nobody looked through is hidden whole."""
        return hidden(text, self.spans.get(text_digest(text)))

    def notice(self, text: str) -> str:
        """Return a sentence of our own (a warning), which names nobody but people who took part."""
        return without_people(text, self.people)

    def transcript(self, transcript: Transcript) -> Transcript:
        """Return a transcript without personal data in its texts, words and speakers."""
        people = (*self.people, *(speaker.name for speaker in transcript.speakers if speaker.name))
        own = replace(self, people=people)
        labels = _plain_labels(transcript)
        return replace(
            transcript,
            turns=tuple(own._turn(turn, labels) for turn in transcript.turns),
            speakers=tuple(_unnamed(speaker, labels) for speaker in transcript.speakers),
            warnings=tuple(own.notice(warning) for warning in transcript.warnings),
        )

    def _turn(self, turn: Turn, labels: Mapping[str, str]) -> Turn:
        found = self.spans.get(text_digest(turn.text))
        text = self.text(turn.text)
        words = () if found is None else masked_words(turn, settled(found))
        return replace(turn, speaker=labels.get(turn.speaker, turn.speaker), text=text, words=words)


def masked_words(turn: Turn, spans: Sequence[Span]) -> tuple[Word, ...]:
    """Return a turn's words with those of each span as one; its times are from the first of them to the last."""
    if not spans:
        return turn.words
    shown: list[Word] = []
    last: Span | None = None
    for word, place in zip(turn.words, places_in_text(turn), strict=True):
        if place is None:
            # Not a word of the text, so nobody looked through it.
            shown.append(replace(word, word="…"))
            continue
        found = next((span for span in spans if span.begin < place[1] and place[0] < span.end), None)
        if found is None:
            shown.append(word)
        elif found is last:
            shown[-1] = replace(shown[-1], word=shown[-1].word + _after(word, place, found), end_s=word.end_s)
        else:
            before = word.word[: max(0, found.begin - place[0])]
            text = before + SHOWN[found.entity] + _after(word, place, found)
            shown.append(replace(word, word=text))
        last = found
    return tuple(shown)


def _after(word: Word, place: tuple[int, int], span: Span) -> str:
    """Return what of a word follows the span, such as a full stop."""
    return word.word[len(word.word) - (place[1] - span.end) :] if span.end < place[1] else ""


def without_people(text: str, people: Iterable[str]) -> str:
    """Return a text with the names of these people hidden, whole or in parts, in any letter case."""
    names = sorted({part for name in people for part in (name, *name.split()) if len(part) > 1}, key=len, reverse=True)
    if not names:
        return text
    found = re.compile(r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b", re.IGNORECASE)
    return re.sub(r"\[name\](?:\s+\[name\])+", "[name]", found.sub("[name]", text))


def _plain_labels(transcript: Transcript) -> dict[str, str]:
    """Return what stands for each label that may be somebody's name."""
    labels = dict.fromkeys((*(turn.speaker for turn in transcript.turns), *(s.label for s in transcript.speakers)))
    roles = {turn.speaker: turn.role for turn in reversed(transcript.turns)}
    taken = {label for label in labels if _PLAIN_LABEL.fullmatch(label)}
    found: dict[str, str] = {}
    for label in labels:
        if label in taken:
            continue
        role = roles.get(label, Role.UNKNOWN)
        stem = role.value if role is not Role.UNKNOWN else "speaker"
        number = next(n for n in range(1, len(labels) + len(taken) + 2) if f"{stem} {n}" not in taken)
        found[label] = f"{stem} {number}"
        taken.add(found[label])
    return found


def _unnamed(speaker: Speaker, labels: Mapping[str, str]) -> Speaker:
    return replace(speaker, label=labels.get(speaker.label, speaker.label), name=None)
