"""Where a tracker's phrases are said: word by word, whatever their form, letter case, punctuation or contraction."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from calls.tracker import Mention, Wanted, mention_id
from calls.transcript import Turn
from nlp.alignment import TurnClock
from nlp.asking import asks
from nlp.spoken import HIDDEN, WORD, Edge, parts_of, readings, small
from nlp.wordforms import forms_of

LONGEST_QUOTE = 320
_MOST_READINGS = 32
_COMPOUND = re.compile(r"[\w'’ʼ‘]+\*?(?:[-‐‑][\w'’ʼ‘]+\*?)*")
_SENTENCE_END = re.compile(r"[.?!…]+[\"'”’)\]]*(?=\s|$)")


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a phrase: any of `forms`, or what begins with one of them."""

    forms: frozenset[str]
    open_ended: bool = False

    def fits(self, edge: Edge) -> bool:
        if self.open_ended:
            return any(word.startswith(form) for word in edge.words for form in self.forms)
        return any(word in self.forms for word in edge.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `begin` to `end` of a turn's text."""

    begin: int
    end: int


class Matcher:
    """A tracker made ready to be looked for. Quick to ask of a turn that says nothing of it."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._phrases = tuple(
            words for phrase in wanted.phrases for words in _readings_of(phrase, exact=wanted.exact) if words
        )
        self._by_opening: dict[str, list[tuple[_Word, ...]]] = {}
        for words in self._phrases:
            for form in words[0].forms if not words[0].open_ended else ():
                self._by_opening.setdefault(form, []).append(words)
        self._open_ended = [words for words in self._phrases if words[0].open_ended]
        self._open_beginnings = tuple(form for words in self._open_ended for form in words[0].forms)
        telling = [_telling(words) for words in self._phrases]
        # A phrase of nothing but "will not" may hide in "won't": then every turn is read.
        self._needed = None if None in telling else _shortest({part for parts in telling for part in parts or ()})

    def may_hold(self, text: str) -> bool:
        """Say quickly whether a text can hold a phrase at all."""
        if self._needed is None:
            return True
        lowered = text.lower()
        for part in self._needed:
            if part in lowered:
                return True
        if "-" not in lowered and (lowered.isascii() or not re.search("[‐‑]", lowered)):
            return False
        joined = re.sub("[-‐‑]", "", lowered)
        return any(part in joined for part in self._needed)

    def find(self, text: str) -> tuple[Span, ...]:
        """Return where the phrases are said, in order, none overlapping another; of several the longest."""
        if not self.may_hold(text):
            return ()
        edges = readings(text)
        found: list[Span] = []
        place = 0
        while place < len(edges):
            opened = self._opened_by(edges[place])
            best = (
                max((hit for words in opened for hit in _ends(words, edges, place)), default=None) if opened else None
            )
            if best is None:
                place += 1
                continue
            end, place_after, begin = best
            if not self.wanted.in_question or _is_asked(text, begin, end):
                found.append(Span(begin=begin, end=end))
            place = max(place + 1, place_after)
        return tuple(found)

    def _opened_by(self, edges: Sequence[Edge]) -> list[tuple[_Word, ...]]:
        """Return the phrases whose first word may be one of these."""
        opened: list[tuple[_Word, ...]] = []
        for edge in edges:
            for word in edge.words:
                if word in self._by_opening:
                    opened += self._by_opening[word]
                if self._open_beginnings and word.startswith(self._open_beginnings):
                    opened += self._open_ended
        return opened


def mentions_in(matcher: Matcher, turn: Turn, *, tracker_id: str, call_id: str) -> tuple[Mention, ...]:
    """Return the places of one turn where a tracker's phrases are said.

    Words marked suspect are no evidence, so a phrase that holds one is left out. Times come from the turn's words.
    """
    if not matcher.wanted.listens_to(turn.role):
        return ()
    return mentions_at(matcher.find(turn.text), turn, tracker_id=tracker_id, call_id=call_id)


def mentions_at(spans: Sequence[Span], turn: Turn, *, tracker_id: str, call_id: str) -> tuple[Mention, ...]:
    """Return the places of one turn where phrases were found, as `mentions_in` does."""
    if not spans:
        return ()
    clock = TurnClock(turn)
    return tuple(
        _mention(span, turn, clock=clock, tracker_id=tracker_id, call_id=call_id)
        for span in spans
        if not clock.is_suspect(span.begin, span.end)
    )


def _mention(span: Span, turn: Turn, *, clock: TurnClock, tracker_id: str, call_id: str) -> Mention:
    begin, end = _quote(turn.text, span)
    start_s, end_s = clock.times(span.begin, span.end)
    said = turn.text[span.begin : span.end]
    return Mention(
        id=mention_id(tracker_id=tracker_id, call_id=call_id, turn_index=turn.index, begin=span.begin, words=said),
        tracker_id=tracker_id,
        call_id=call_id,
        turn_index=turn.index,
        role=turn.role,
        quote=turn.text[begin:end],
        begin=span.begin - begin,
        end=span.end - begin,
        start_s=start_s,
        end_s=end_s,
    )


def _readings_of(phrase: str, *, exact: bool) -> list[tuple[_Word, ...]]:
    """Return the ways a phrase may be said, each as its words."""
    choices = [_choices(found.group(), exact=exact) for found in _COMPOUND.finditer(phrase)]
    ways = []
    for way in product(*choices):
        ways.append(tuple(word for words in way for word in words))
        if len(ways) == _MOST_READINGS:
            break
    return ways


def _choices(compound: str, *, exact: bool) -> list[tuple[_Word, ...]]:
    """Return the ways one written word may be said: `lock-in` as two words or one, `don't` as do not."""
    pieces = re.split("[-‐‑]", compound)
    if len(pieces) > 1:
        apart = tuple(word for piece in pieces if WORD.search(piece) for word in _choices(piece, exact=exact)[0])
        return [apart, *_choices("".join(pieces), exact=exact)]
    found = WORD.search(compound)
    if found is None:
        return [()]
    word = small(found.group())
    if compound.endswith("*"):
        return [(_Word(frozenset((word,)), open_ended=True),)]
    parts = parts_of(word)
    if parts is None:
        return [(_Word(frozenset((word,)) if exact else forms_of(word)),)]
    first = _Word(frozenset(parts[0]) if exact else forms_of(parts[0][0]))
    apart = (first, _Word(frozenset(parts[1])))
    return [apart, (first,)] if "'s" in parts[1] else [apart]


def _telling(words: Sequence[_Word]) -> frozenset[str] | None:
    """Return texts of which every place that holds the phrase holds one: the forms of its most telling word."""
    usable = [word for word in words if not word.forms & HIDDEN]
    if not usable:
        return None
    return max(usable, key=lambda word: min(len(form) for form in word.forms)).forms


def _shortest(forms: set[str]) -> tuple[str, ...]:
    """Leave out forms that hold another one: what holds them holds that one too."""
    kept: list[str] = []
    for form in sorted(forms, key=lambda form: (len(form), form)):
        if not any(other in form for other in kept):
            kept.append(form)
    return tuple(kept)


def _ends(words: Sequence[_Word], edges: Sequence[Sequence[Edge]], place: int) -> Iterator[tuple[int, int, int]]:
    """Yield (last character, place after, first character) of each way to read a phrase from a place on."""
    for edge in edges[place]:
        if not words[0].fits(edge):
            continue
        if len(words) == 1:
            yield edge.end, edge.to, edge.begin
        else:
            yield from ((end, after, edge.begin) for end, after, _ in _ends(words[1:], edges, edge.to))


def _is_asked(text: str, begin: int, end: int) -> bool:
    first, last = _sentence(text, begin, end)
    return asks(text[first:last])


def _sentence(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return the range of the sentence, or sentences, that hold a range."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    before = bisect_right(ends, begin)
    first = ends[before - 1] if before else 0
    last = next((stop for stop in ends if stop >= end), len(text))
    while first < begin and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _quote(text: str, span: Span) -> tuple[int, int]:
    """Return the range to quote: the sentence, cut at words where it goes on and on."""
    first, last = _sentence(text, span.begin, span.end)
    room = max(0, LONGEST_QUOTE - (span.end - span.begin)) // 2
    if span.begin - first > room:
        first = text.find(" ", span.begin - room, span.begin) + 1 or span.begin
    if last - span.end > room:
        last = text.rfind(" ", span.end, span.end + room)
        last = span.end if last < span.end else last
    return first, last
