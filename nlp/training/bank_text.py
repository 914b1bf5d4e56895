"""The concern bank's text format: conversations and small exchanges, one line a rep's turn or a buyer's sentence.

    > home-services/gutter cleaning | tired, polite
    R: So for the whole house we'd be at four hundred and twenty.
    B: Okay.
    B: The man who did it last spring took two hundred. ## o:price@cheaper-elsewhere, comp@competitor-cheaper

A line `> industry/detail | register` begins a block. Buyer lines that follow each other are one turn. Labels stand
after ` ## `; `@` and a name say which concern of concerns.txt is voiced.
"""

from dataclasses import dataclass
from pathlib import Path

from calls.errors import InvalidInput
from calls.moment import Category, Kind
from calls.transcript import Role

BANK = Path(__file__).parent / "bank"

_KINDS = {
    "o": Kind.OBJECTION, "q": Kind.QUESTION, "pref": Kind.PREFERENCE, "db": Kind.DEAL_BREAKER, "pain": Kind.PAIN,
    "comp": Kind.COMPETITOR, "praise": Kind.PRAISE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a careful reader says of a sentence. `category` is set for objections only."""

    kind: Kind
    category: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A buyer's sentence with its labels and the concern it voices, None where none of the catalogue fits."""

    text: str
    labels: frozenset[Label] = frozenset()
    concern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTurn:
    """One turn: a rep's has one sentence without labels."""

    role: Role
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The turn's words."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A conversation or a part of one. `place` is file and line, for messages."""

    industry: str
    detail: str
    register: str
    place: str
    turns: tuple[BlockTurn, ...]


def read_blocks(path: Path, *, concerns: frozenset[str] | None = None) -> tuple[Block, ...]:
    """Return the blocks of a file. Raises InvalidInput naming file and line.

    Names of concerns must be among `concerns` (any name where that is None).
    """
    found: list[Block] = []
    head: tuple[str, str, str, str] | None = None
    turns: list[tuple[Role, list[Sentence]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{path.name}, line {number}"
        if line.startswith("> "):
            found += _block(head, turns)
            head, turns = _head(line, place), []
        elif line.startswith(("R: ", "B: ")):
            if head is None:
                raise InvalidInput(f"{place}: a line `> industry/detail | register` must come first.")
            _add(turns, line, place=place, concerns=concerns)
        elif line.strip():
            raise InvalidInput(f"{place}: a line begins with `> `, `R: ` or `B: `.")
    return (*found, *_block(head, turns))


def _head(line: str, place: str) -> tuple[str, str, str, str]:
    subject, bar, register = line[2:].partition("|")
    industry, slash, detail = subject.strip().partition("/")
    if not (bar and slash):
        raise InvalidInput(f"{place}: a block begins with `> industry/detail | register`.")
    return industry.strip(), detail.strip(), register.strip(), place


def _add(turns: list[tuple[Role, list[Sentence]]], line: str, *, place: str, concerns: frozenset[str] | None) -> None:
    if line.startswith("R: "):
        turns.append((Role.REP, [Sentence(text=line[3:].strip())]))
        return
    sentence = _sentence(line[3:], place=place, concerns=concerns)
    if turns and turns[-1][0] is Role.BUYER:
        turns[-1][1].append(sentence)
    else:
        turns.append((Role.BUYER, [sentence]))


def _block(head: tuple[str, str, str, str] | None, turns: list[tuple[Role, list[Sentence]]]) -> list[Block]:
    if head is None or not turns:
        return []
    said = tuple(BlockTurn(role=role, sentences=tuple(sentences)) for role, sentences in turns)
    return [Block(industry=head[0], detail=head[1], register=head[2], place=head[3], turns=said)]


def _sentence(line: str, *, place: str, concerns: frozenset[str] | None) -> Sentence:
    text, _, written = line.partition(" ## ")
    labels, voiced = set(), None
    for name in filter(None, (part.strip() for part in written.split(","))):
        label, _, concern = name.partition("@")
        labels.add(_label(label, place))
        if concern and concerns is not None and concern not in concerns:
            raise InvalidInput(f"{place}: there is no concern {concern!r} in concerns.txt.")
        voiced = voiced or concern or None
    return Sentence(text=text.removesuffix(" ##").strip(), labels=frozenset(labels), concern=voiced)


def _label(name: str, place: str) -> Label:
    short, _, category = name.partition(":")
    if short not in _KINDS or (short == "o") != bool(category) or (category and category not in set(Category)):
        known = ", ".join(f"o:{c}" for c in Category) + ", " + ", ".join(k for k in _KINDS if k != "o")
        raise InvalidInput(f"{place}: {name!r} is no label; labels are {known}.")
    return Label(kind=_KINDS[short], category=Category(category) if category else None)


def read_concerns(folder: Path = BANK) -> frozenset[str]:
    """Return the names of the concerns that concerns.txt lists, one a line, a name first."""
    lines = (folder / "concerns.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))
