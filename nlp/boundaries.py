"""Where sentences begin by punctuation, and which stretches have none, so that the words must tell."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nlp.wordlists import word_set

# A stretch of this many words without a full stop, question or exclamation mark was written by a recognizer. Typed
# sentences of call transcripts are nearly always shorter.
UNPUNCTUATED_WORDS = 26
# So was a whole turn of this many words without any mark at all.
BARE_WORDS = 8
# No part of a run that is too long is made shorter than this.
CLAUSE_WORDS = 8
LINKS = word_set("and but so because cause cuz plus anyway also then")
SUBJECTS = word_set("i we you he she it they that this there my our the what")

_TERMINAL = re.compile(r"^[.?!…]+[\"'”’)\]]*$")
_CLOSING = frozenset("\"'”’)]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSentences:
    """The component `speech_sentences`: sets where sentences begin by their marks and leaves the rest open.

    After terminal punctuation or a line break a sentence begins; within a punctuated sentence none does; a stretch
    without punctuation stays open for `clause_boundaries`, which comes next, and is noted in `doc._.open_stretches`
    (tokens, half-open). Offsets given in `doc._.sentence_offsets` (characters) are final.
    """

    unpunctuated_words: int = UNPUNCTUATED_WORDS
    bare_words: int = BARE_WORDS

    def __call__(self, doc: Any) -> Any:
        """Set `is_sent_start` of the tokens it can tell."""
        if doc._.sentence_offsets is not None:
            starts = set(doc._.sentence_offsets)
            for token in doc:
                token.is_sent_start = token.i == 0 or token.idx in starts
            return doc
        doc._.open_stretches = []
        longest = self.bare_words - 1 if _is_bare(doc) else self.unpunctuated_words
        begin = 0
        for end in [*_punctuated_ends(doc), len(doc)]:
            if end > begin:
                doc[begin].is_sent_start = True
                if end - begin <= longest:
                    for token in doc[begin + 1 : end]:
                        token.is_sent_start = False
                else:
                    doc._.open_stretches.append((begin, end))
            begin = max(begin, end)
        return doc


@dataclass(frozen=True, slots=True, kw_only=True)
class LongSentences:
    """The component `long_sentences`: cuts what is still too long to be one sentence of an open stretch.

    People string clauses together; a run of more than `longest_words` is cut where a link and a subject ("and we", "but
    the") open a clause, no part of it shorter than `clause_words`.
    """

    longest_words: int = UNPUNCTUATED_WORDS
    clause_words: int = CLAUSE_WORDS
    links: frozenset[str] = LINKS
    subjects: frozenset[str] = SUBJECTS

    def __call__(self, doc: Any) -> Any:
        """Cut one document. Runs after clause_boundaries and before the parser."""
        for begin, end in doc._.open_stretches or ():
            starts = [begin, *(token.i for token in doc[begin + 1 : end] if token.is_sent_start), end]
            for first, last in pairwise(starts):
                if last - first > self.longest_words:
                    self._cut(doc, first, last)
        return doc

    def _cut(self, doc: Any, begin: int, end: int) -> None:
        last_cut = begin
        for position in range(begin + self.clause_words, end - self.clause_words):
            opens = doc[position].lower_ in self.links and doc[position + 1].lower_ in self.subjects
            if opens and position - last_cut >= self.clause_words:
                doc[position].is_sent_start = True
                last_cut = position


def _is_bare(doc: Any) -> bool:
    return not any(token.is_punct for token in doc)


def _punctuated_ends(doc: Any) -> list[int]:
    """Return the token positions after which a sentence is over by punctuation, as exclusive ends."""
    ends = []
    for token in doc[:-1]:
        following = doc[token.i + 1]
        if token.is_space and "\n" in token.text:
            ends.append(token.i + 1)
        elif _TERMINAL.match(token.text) and not _continues(token, following):
            end = token.i + 1
            while end < len(doc) - 1 and doc[end].text in _CLOSING and not doc[end - 1].whitespace_:
                end += 1
            ends.append(end)
    return ends


def _continues(token: Any, following: Any) -> bool:
    """An ellipsis before a small letter is a pause; a mark glued to the next token is part of a name or number."""
    if not token.whitespace_ and following.text not in _CLOSING and not following.is_space:
        return not bool(following.text[:1].isupper())
    paused = token.text.startswith(("..", "…"))
    return bool(paused and following.text[:1].islower())
