"""The concern bank as what detectors see: a buyer's turn between the rep's turns, sentence by sentence with labels."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calls.transcript import Role
from nlp.detector import Passage
from nlp.training.bank_text import BANK, Block, Label, Sentence, read_blocks, read_concerns

# A block with this many buyer sentences is a conversation, where labels are as frequent as in real calls.
WHOLE_CALL_SENTENCES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A buyer's turn with the rep's turn before and after it ("" where there is none).

    `industry` and `source` (file without ending) are what is held out together; `of_call` says that the block it comes
    from is a conversation.
    """

    industry: str
    source: str
    rep: str
    rep_after: str
    of_call: bool
    spoken: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences' texts."""
        return tuple(sentence.text for sentence in self.spoken)

    @property
    def labels(self) -> tuple[frozenset[Label], ...]:
        """The sentences' labels."""
        return tuple(sentence.labels for sentence in self.spoken)


def read_bank(folder: Path = BANK) -> tuple[Snippet, ...]:
    """Return every buyer turn of the bank, files in order of path. Raises InvalidInput naming file and line."""
    concerns = read_concerns(folder) if (folder / "concerns.txt").exists() else None
    return tuple(snippet for path in bank_files(folder) for snippet in read_snippets(path, concerns=concerns))


def read_snippets(path: Path, *, concerns: frozenset[str] | None = None) -> tuple[Snippet, ...]:
    """Return the buyer turns of one file of the bank's format. Raises InvalidInput naming file and line."""
    blocks = read_blocks(path, concerns=concerns)
    return tuple(snippet for block in blocks for snippet in _snippets(block, source=path.stem))


def bank_files(folder: Path = BANK) -> list[Path]:
    """Return the bank's files in order of path."""
    return sorted(folder.rglob("*.talk"), key=lambda path: path.relative_to(folder).as_posix())


def _snippets(block: Block, *, source: str) -> Iterable[Snippet]:
    spoken = sum(len(turn.sentences) for turn in block.turns if turn.role is Role.BUYER)
    for before, turn, after in zip((None, *block.turns), block.turns, (*block.turns[1:], None), strict=False):
        if turn.role is Role.BUYER:
            yield Snippet(
                industry=block.industry,
                source=source,
                rep=before.text if before else "",
                rep_after=after.text if after else "",
                of_call=spoken >= WHOLE_CALL_SENTENCES,
                spoken=turn.sentences,
            )


def bank_sha256(folder: Path = BANK) -> str:
    """Return one sha256 (hex) over the paths and bytes of the bank's files."""
    digest = hashlib.sha256()
    for path in bank_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_passages(snippets: tuple[Snippet, ...], *, language: Any) -> tuple[Passage, ...]:
    """Return the snippets as passages with exactly the bank's sentences; `language` is nlp.language's pipeline."""
    docs = language.pipe((_doc(snippet, language=language) for snippet in snippets), batch_size=128)
    return tuple(
        Passage(rep_before=snippet.rep, rep_after=snippet.rep_after, text=doc.text, sentences=tuple(doc.sents))
        for snippet, doc in zip(snippets, docs, strict=True)
    )


def _doc(snippet: Snippet, *, language: Any) -> Any:
    offsets, position = [], 0
    for sentence in snippet.sentences:
        offsets.append(position)
        position += len(sentence) + 1
    doc = language.make_doc(" ".join(snippet.sentences))
    doc._.sentence_offsets = tuple(offsets)
    return doc
