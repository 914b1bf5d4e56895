"""What people said of moments as training text: blocks in the format of the concern bank.

    > corrections/CALL_ID | person
    R: what the rep said before
    B: one sentence of the buyer's turn ## o:price, comp

Only buyer turns with at least one verdict are written. A quote that was judged is a line of its own; the rest of the
turn is cut after . ? ! and a line carries the labels of the moments that count and cover most of it. All functions are
pure.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from calls.anchoring import place
from calls.judgement import Judgement, Label
from calls.moment import Kind, Moment
from calls.transcript import Role, Transcript, Turn

_SHORT: dict[Kind, str] = {
    Kind.OBJECTION: "o",
    Kind.QUESTION: "q",
    Kind.PREFERENCE: "pref",
    Kind.DEAL_BREAKER: "db",
    Kind.PAIN: "pain",
    Kind.COMPETITOR: "comp",
    Kind.PRAISE: "praise",
}
# A line that a moment covers by at least this part is what that moment says.
_COVERED = 0.5
_SENTENCE_END = re.compile(r"[.?!…]+[\"'”’)\]]*\s+")


def judged_text(transcript: Transcript, moments: Sequence[Moment], judgements: Sequence[Judgement]) -> str:
    """Return the blocks of one call, empty where nothing that was judged is still said by a buyer.

    `moments` are those that count, with what people said of them.
    """
    quotes: dict[int, list[tuple[int, int]]] = {}
    for judgement in judgements:
        placed = place(judgement.anchor, transcript)
        if placed is not None:
            quotes.setdefault(placed.turn.index, []).append((placed.begin, placed.end))
    blocks, rep = [], ""
    for turn in transcript.turns:
        if turn.role is Role.REP:
            rep = turn.text
        elif turn.index in quotes:
            inside = [moment for moment in moments if moment.turn_index == turn.index]
            blocks.append(_block(transcript.call_id, turn, rep=rep, quotes=quotes[turn.index], moments=inside))
    return "".join(blocks)


def label_code(label: Label) -> str:
    """Return a label as the concern bank writes it: `o:price`, `pain`."""
    return f"{_SHORT[label.kind]}:{label.category.value}" if label.category else _SHORT[label.kind]


def _block(call_id: str, turn: Turn, *, rep: str, quotes: Sequence[tuple[int, int]], moments: Sequence[Moment]) -> str:
    lines = [f"> corrections/{call_id} | person"]
    if _plain(rep):
        lines.append(f"R: {_plain(rep)}")
    spans = [(begin, begin + len(m.quote), m) for m in moments if (begin := turn.text.find(m.quote)) >= 0]
    for begin, end in _lines(turn.text, quotes, marked=[(begin, end) for begin, end, _ in spans]):
        covering = [m for first, last, m in spans if min(end, last) - max(begin, first) >= _COVERED * (end - begin)]
        codes = dict.fromkeys(label_code(Label(kind=m.kind, category=m.category)) for m in covering)
        lines.append(f"B: {_plain(turn.text[begin:end])}" + (f" ## {', '.join(codes)}" if codes else ""))
    return "\n".join(lines) + "\n"


def _lines(
    text: str, quotes: Sequence[tuple[int, int]], *, marked: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends.

    Cut at the edges of judged quotes and, outside of them, after sentences and at the edges of other moments (speech
    without full stops would else be one line).
    """
    outside = [ending.end() for ending in _SENTENCE_END.finditer(text)] + [edge for span in marked for edge in span]
    kept = [cut for cut in outside if not any(begin < cut < end for begin, end in quotes)]
    edges = sorted({0, len(text), *(edge for quote in quotes for edge in quote), *kept})
    for begin, end in pairwise(edges):
        if any(character.isalnum() for character in text[begin:end]):
            stripped = text[begin:end].rstrip()
            first = begin + len(stripped) - len(stripped.lstrip())
            yield first, begin + len(stripped)


def _plain(text: str) -> str:
    """Return a text on one line, without what the format means something by."""
    return " ".join(text.replace("##", "#").split())
