"""The concern bank: labelled snippets of sales calls, written for this project, one file a group of industries."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calls.errors import InvalidInput
from calls.moment import Category, Kind
from nlp.detector import Passage

BANK = Path(__file__).parent / "bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a careful reader says of a sentence. `category` is set for objections only."""

    kind: Kind
    category: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A rep turn and the buyer's answer: sentences with their labels. `group` is the file, a group of industries."""

    group: str
    rep: str
    sentences: tuple[str, ...]
    labels: tuple[frozenset[Label], ...]


def read_bank(folder: Path = BANK) -> tuple[Snippet, ...]:
    """Return every snippet of the bank, files in order of name. Raises InvalidInput naming file and line."""
    return tuple(snippet for path in sorted(folder.glob("*.jsonl")) for snippet in _read_file(path))


def _read_file(path: Path) -> list[Snippet]:
    snippets = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            snippets.append(_snippet(json.loads(line), group=path.stem))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"{path.name}, line {number}: {error}") from error
    return snippets


def _snippet(data: dict[str, Any], *, group: str) -> Snippet:
    return Snippet(
        group=group,
        rep=data["rep"],
        sentences=tuple(text for text, _ in data["buyer"]),
        labels=tuple(frozenset(label_of(name) for name in names.split(",") if name) for _, names in data["buyer"]),
    )


def label_of(name: str) -> Label:
    """Read `kind` or `objection:category`. Raises ValueError for anything else."""
    kind_name, _, category_name = name.partition(":")
    kind = Kind(kind_name)
    if (kind is Kind.OBJECTION) != bool(category_name):
        raise ValueError(f"{name!r}: an objection has a category, and nothing else has one")
    return Label(kind=kind, category=Category(category_name) if category_name else None)


def bank_sha256(folder: Path = BANK) -> str:
    """Return one sha256 (hex) over the names and bytes of the bank's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_passages(snippets: tuple[Snippet, ...], *, language: Any) -> tuple[Passage, ...]:
    """Return the snippets as passages with exactly the bank's sentences; `language` is nlp.language's pipeline."""
    docs = language.pipe((_doc(snippet, language=language) for snippet in snippets), batch_size=128)
    return tuple(
        Passage(rep_before=snippet.rep, text=doc.text, sentences=tuple(doc.sents))
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
