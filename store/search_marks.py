"""What of a text to show where it was found, with what was asked for marked: pieces, never markup.

The marks are made over the very text that is shown, by a throw-away FTS5 table in memory, whichever database found it:
whoever sees a text masked gets marks in the masked text.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from store.search_words import Wording, any_as_fts5

LONGEST = 300
_BEFORE = 80
_ON, _OFF = "\x02", "\x03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text; `hit` says that it was asked for."""

    text: str
    hit: bool = False


def snippets(texts: Sequence[str], wording: Wording) -> tuple[tuple[Piece, ...], ...]:
    """Return for each text what to show of it: all of a short one, else some 300 characters around the first hit."""
    plain = [text.replace(_ON, " ").replace(_OFF, " ").replace("\0", " ") for text in texts]
    marked = _marked(plain, wording) if plain and not wording.is_empty else {}
    return tuple(_cut(_pieces(marked.get(place, text))) for place, text in enumerate(plain))


def _marked(texts: Sequence[str], wording: Wording) -> dict[int, str]:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE VIRTUAL TABLE shown USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')")
        rows = [(place, text.encode("utf-8", "replace").decode()) for place, text in enumerate(texts)]
        memory.executemany("INSERT INTO shown(rowid, text) VALUES (?, ?)", rows)
        query = "SELECT rowid, highlight(shown, 0, ?, ?) FROM shown WHERE shown MATCH ?"
        return dict(memory.execute(query, (_ON, _OFF, any_as_fts5(wording.wanted))).fetchall())


def _pieces(marked: str) -> list[Piece]:
    pieces = []
    first, *rest = marked.split(_ON)
    pieces.append(Piece(text=first))
    for part in rest:
        hit, _, after = part.partition(_OFF)
        pieces += [Piece(text=hit, hit=True), Piece(text=after)]
    return [piece for piece in pieces if piece.text]


def _cut(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    whole = "".join(piece.text for piece in pieces)
    if len(whole) <= LONGEST:
        return tuple(pieces)
    at = 0
    for piece in pieces:
        if piece.hit:
            break
        at += len(piece.text)
    hit = at if any(piece.hit for piece in pieces) else 0
    begin = 0 if hit <= _BEFORE else whole.find(" ", hit - _BEFORE, hit) + 1 or hit - _BEFORE
    end = min(len(whole), begin + LONGEST)
    if end < len(whole):
        space = whole.rfind(" ", begin + LONGEST // 2, end)
        end = space if space > 0 else end
    shown = _within(pieces, begin, end)
    return (*([Piece(text="…")] if begin else []), *shown, *([Piece(text="…")] if end < len(whole) else []))


def _within(pieces: Sequence[Piece], begin: int, end: int) -> list[Piece]:
    found, at = [], 0
    for piece in pieces:
        part = piece.text[max(0, begin - at) : max(0, end - at)]
        at += len(piece.text)
        if part:
            found.append(Piece(text=part, hit=piece.hit))
    return found
