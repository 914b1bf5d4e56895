"""What the fine-tuned encoder reads: a stretch of a buyer's turn between the rep's words, as numbers of word pieces.

    [CLS] rep : … the rep's turn before [SEP] buyer : sentence [SEP] sentence [SEP] rep : the rep's answer [SEP]

All sentences of a stretch are read in one pass, each with everything around it in view; the vector of a sentence is the
mean over its own pieces. Without context only the buyer's sentences remain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Word pieces of the rep's turn before (its end, which the buyer reacts to), of the answer (its beginning, where reps
# take up a worry), of the buyer's stretch, and of the sentence before a stretch that begins within a turn.
BEFORE_PIECES = 48
AFTER_PIECES = 24
STRETCH_PIECES = 160
EARLIER_PIECES = 40
OUTSIDE = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`pieces` are word pieces; `owners`, as long, says which of the `sentences` sentences owns each, or OUTSIDE."""

    pieces: tuple[int, ...]
    owners: tuple[int, ...]
    sentences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Stretches side by side, (stretches, longest): pieces, mask of the filled places, and the row of its sentence."""

    pieces: Ints
    mask: Ints
    owners: Ints
    sentences: int


class Reader:
    """Cuts texts into the word pieces of a model. Raises WeightsError where the model's tokenizer is missing."""

    def __init__(self, model_folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end, self.padding = self._special_pieces()
        self._rep, self._buyer = self.pieces_of("rep :"), self.pieces_of("buyer :")

    def _special_pieces(self) -> tuple[int, int, int]:
        """BERT's names for begin, end and padding are [CLS], [SEP], [PAD]; MPNet's are <s>, </s>, <pad>."""
        number = self._tokenizer.token_to_id
        names = ("[CLS]", "[SEP]", "[PAD]") if number("[CLS]") is not None else ("<s>", "</s>", "<pad>")
        begin, end, padding = (int(number(name) or 0) for name in names)
        return begin, end, padding

    def pieces_of(self, text: str) -> list[int]:
        """Return the word pieces of a text."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def stretches(self, sentences: Sequence[str], *, before: str = "", after: str = "") -> Iterator[Stretch]:
        """Yield the stretches of a buyer's turn in order; together they own every sentence once."""
        head = [self._begin, *self._said(self._rep, self.pieces_of(before)[-BEFORE_PIECES:])]
        tail = self._said(self._rep, self.pieces_of(after)[:AFTER_PIECES])
        cut = [self.pieces_of(text)[:STRETCH_PIECES] for text in sentences]
        first = 0
        while first < len(cut):
            last = self._last_that_fits(cut, first)
            earlier = cut[first - 1][-EARLIER_PIECES:] if first and (before or after) else []
            yield self._stretch([*head, *self._buyer, *self._ended(earlier)], cut[first:last], tail)
            first = last

    def _said(self, who: list[int], pieces: list[int]) -> list[int]:
        return [*who, *pieces, self._end] if pieces else []

    def _ended(self, pieces: list[int]) -> list[int]:
        return [*pieces, self._end] if pieces else []

    @staticmethod
    def _last_that_fits(cut: list[list[int]], first: int) -> int:
        last, length = first + 1, len(cut[first])
        while last < len(cut) and length + len(cut[last]) + 1 <= STRETCH_PIECES:
            length += len(cut[last]) + 1
            last += 1
        return last

    def _stretch(self, head: list[int], sentences: list[list[int]], tail: list[int]) -> Stretch:
        pieces, owners = list(head), [OUTSIDE] * len(head)
        for number, own in enumerate(sentences):
            pieces += [*own, self._end]
            owners += [number] * (len(own) + 1)
        return Stretch(pieces=(*pieces, *tail), owners=(*owners, *[OUTSIDE] * len(tail)), sentences=len(sentences))


def batched(lengths: Sequence[int], *, most_pieces: int) -> Iterator[list[int]]:
    """Yield positions in groups of like length whose padded size stays within `most_pieces` (one at least)."""
    group: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if group and (len(group) + 1) * lengths[position] > most_pieces:
            yield group
            group = []
        group.append(position)
    if group:
        yield group


def collate(stretches: Sequence[Stretch], *, padding: int) -> Batch:
    """Return stretches side by side; sentences are numbered through in their order."""
    longest = max(len(stretch.pieces) for stretch in stretches)
    pieces = np.full((len(stretches), longest), padding, dtype=np.int64)
    mask = np.zeros_like(pieces)
    owners = np.full_like(pieces, OUTSIDE)
    numbered = 0
    for row, stretch in enumerate(stretches):
        length = len(stretch.pieces)
        pieces[row, :length], mask[row, :length] = stretch.pieces, 1
        own = np.array(stretch.owners, dtype=np.int64)
        owners[row, :length] = np.where(own >= 0, own + numbered, OUTSIDE)
        numbered += stretch.sentences
    return Batch(pieces=pieces, mask=mask, owners=owners, sentences=numbered)


def plain_words(text: str) -> str:
    """Return a text as recognizers without punctuation write it, for training."""
    import re

    return " ".join(re.sub(r"[^\w' ]", " ", text.lower().replace("’", "'")).split())
