"""Where sentences begin in speech, punctuated by a careful typist or not at all."""

import re
from typing import Any

from nlp.wordlists import word_set

# A stretch of this many words without a full stop, question or exclamation mark was written by a recognizer, and the
# parser may cut it. Typed sentences of call transcripts are nearly always shorter.
UNPUNCTUATED_WORDS = 26
# In such a stretch no sentence is made shorter than this by a cut before a clause.
CLAUSE_WORDS = 8

_TERMINAL = re.compile(r"^[.?!…]+[\"'”’)\]]*$")
_CLOSING = frozenset("\"'”’)]*")
_LINKS = word_set("and but so because cause cuz plus anyway also then")
_SUBJECTS = word_set("i we you he she it they that this there my our the what")


def mark_sentence_starts(doc: Any) -> Any:
    """Set where sentences begin before spaCy's parser runs, and leave the rest to it.

    After terminal punctuation or a line break a sentence begins; within a punctuated sentence none does; in a long
    stretch without punctuation the parser decides. Offsets given in `doc._.sentence_offsets` (characters) are final.
    """
    if doc._.sentence_offsets is not None:
        starts = set(doc._.sentence_offsets)
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in starts
        return doc
    begin = 0
    for end in [*_punctuated_ends(doc), len(doc)]:
        if end > begin:
            _mark_stretch(doc, begin, end)
        begin = max(begin, end)
    return doc


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


def _mark_stretch(doc: Any, begin: int, end: int) -> None:
    if end - begin <= UNPUNCTUATED_WORDS:
        for token in doc[begin + 1 : end]:
            token.is_sent_start = False
    else:
        _cut_at_clauses(doc, begin, end)
    doc[begin].is_sent_start = True


def _cut_at_clauses(doc: Any, begin: int, end: int) -> None:
    """Cut before clauses that open with a link and a subject ("and we", "but the"); the rest is the parser's."""
    last_cut = begin
    for position in range(begin + CLAUSE_WORDS, end - CLAUSE_WORDS):
        if position - last_cut >= CLAUSE_WORDS and _opens_clause(doc[position], doc[position + 1]):
            doc[position].is_sent_start = True
            last_cut = position


def _opens_clause(token: Any, following: Any) -> bool:
    return bool(token.lower_ in _LINKS and following.lower_ in _SUBJECTS)
