"""A transcript's moments: what its buyers do, sentence by sentence, in their own words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from calls.moment import Moment, moment_id
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn
from nlp.alignment import TurnClock
from nlp.detector import Detector, Finding, Passage
from nlp.joining import joined
from nlp.language import default_language

# spaCy's parser wants about a kilobyte a character; a turn beyond this is a monologue of half an hour.
PIECE_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A buyer's turn, or a part of a huge one: `text` begins at character `begin` of the turn."""

    turn: Turn
    clock: TurnClock
    begin: int
    text: str
    rep_before: str
    rep_after: str


def mine(transcript: Transcript, *, detector: Detector, language: Any = None) -> tuple[Moment, ...]:
    """Return the moments of a transcript in order of turn and place; only turns whose role is `buyer` have any.

    `language` is a pipeline of nlp.language.build_language (the one with the names that ship by default). A quote is an
    exact part of its turn's text, and no sentence of it holds a word marked suspect: a person who confirms the words
    clears the mark. Times are seconds, None where the turn has none. Mining the same transcript with the same detector
    gives the same ids. Raises WeightsError where the pipeline is missing.
    """
    pieces = list(_buyer_pieces(transcript))
    if not pieces:
        return ()
    language = default_language() if language is None else language
    docs = language.pipe([piece.text for piece in pieces], batch_size=64)
    passages = [_passage(doc, piece) for doc, piece in zip(docs, pieces, strict=True)]
    found = detector.detect(passages)
    # Asked only now: a detector may say in it how much of this call it could judge.
    provenance = _provenance(detector, language)
    moments: dict[str, Moment] = {}
    for piece, passage, findings in zip(pieces, passages, found, strict=True):
        for moment in _moments(piece, passage, findings, call_id=transcript.call_id, provenance=provenance):
            # The same words twice in one turn are one moment: they have one id.
            moments.setdefault(moment.id, moment)
    return tuple(moments.values())


def _buyer_pieces(transcript: Transcript) -> Iterator[_Piece]:
    """Yield the buyer's turns that hold words, each with the rep's last turn before and the rep's answer."""
    rep = ""
    turns = transcript.turns
    for turn, following in zip(turns, (*turns[1:], None), strict=False):
        if turn.role is Role.REP:
            rep = _readable(turn.text)
        elif turn.role is Role.BUYER:
            clock = TurnClock(turn)
            answer = _readable(following.text) if following and following.role is Role.REP else ""
            for begin, end in _cut(turn.text):
                text = _readable(turn.text[begin:end])
                if _has_words(text):
                    yield _Piece(turn=turn, clock=clock, begin=begin, text=text, rep_before=rep, rep_after=answer)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into ranges of at most PIECE_CHARACTERS, after a space where there is one."""
    begin = 0
    while begin < len(text):
        end = min(len(text), begin + PIECE_CHARACTERS)
        if end < len(text):
            end = text.rfind(" ", begin + 1, end) + 1 or end
        yield begin, end
        begin = end


def _readable(text: str) -> str:
    """Halves of a surrogate pair, which JSON may carry, cannot be encoded; one character takes the place of each."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _passage(doc: Any, piece: _Piece) -> Passage:
    sentences = tuple(s for s in doc.sents if _has_words(s.text))
    return Passage(rep_before=piece.rep_before, rep_after=piece.rep_after, text=doc.text, sentences=sentences)


def _provenance(detector: Detector, language: Any) -> Provenance:
    """The names list changes what is found, so it is part of what made a moment."""
    made_by = detector.provenance
    options = {**made_by.options, "vendor_names": language.meta.get("vendor_names", "")}
    return replace(made_by, options=options)


def _moments(
    piece: _Piece, passage: Passage, findings: Iterable[Finding], *, call_id: str, provenance: Provenance
) -> Iterator[Moment]:
    turn = piece.turn
    suspect = {number for number, sentence in enumerate(passage.sentences) if _is_suspect(piece, sentence)}
    for span in joined(passage, findings, untold=suspect):
        begin, end = _trimmed(turn.text, piece.begin + span.begin, piece.begin + span.end)
        quote = turn.text[begin:end]
        start_s, end_s = piece.clock.times(begin, end)
        yield Moment(
            id=moment_id(call_id=call_id, turn_index=turn.index, kind=span.kind, quote=quote, provenance=provenance),
            call_id=call_id,
            turn_index=turn.index,
            kind=span.kind,
            category=span.category,
            quote=quote,
            start_s=start_s,
            end_s=end_s,
            role=turn.role,
            score=span.score,
            provenance=provenance,
        )


def _is_suspect(piece: _Piece, sentence: Any) -> bool:
    return piece.clock.is_suspect(piece.begin + sentence.start_char, piece.begin + sentence.end_char)


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return begin, end
