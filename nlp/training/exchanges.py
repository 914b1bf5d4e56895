"""Exchanges: one thing a rep says and one a buyer says, from the parts of calls that the concern bank leaves out."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from calls.errors import InvalidInput
from nlp.training.bank_text import BANK
from nlp.training.snippets import bank_sha256, read_bank

EXCHANGES = Path(__file__).parent / "exchange_bank"
# The part of the bank that has one exchange a block.
SMALL_TALKS = BANK / "first"
GROUPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """`group` is what is held out together: a file of the bank (a group of industries), or every fourth line of each of
    the others, which together have all the parts of a call.
    """

    group: str
    rep: str
    buyer: str


def read_exchanges(*, bank: Path = SMALL_TALKS, folder: Path = EXCHANGES) -> tuple[Exchange, ...]:
    """Return the bank's snippets, then the exchanges of `folder`. Raises InvalidInput naming file and line."""
    from_bank = tuple(
        Exchange(group=snippet.source, rep=snippet.rep, buyer=" ".join(snippet.sentences))
        for snippet in read_bank(bank)
    )
    return from_bank + tuple(found for path in sorted(folder.glob("*.jsonl")) for found in _read_file(path))


def _read_file(path: Path) -> list[Exchange]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            data = json.loads(line)
            group = f"every fourth line, {number % GROUPS}"
            found.append(Exchange(group=group, rep=str(data["rep"]), buyer=str(data["buyer"])))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"{path.name}, line {number}: {error}") from error
    return found


def exchanges_sha256(*, bank: Path = SMALL_TALKS, folder: Path = EXCHANGES) -> str:
    """Return one hash for all texts: of the bank's, then of the files of `folder` in order of name."""
    digest = hashlib.sha256(bank_sha256(bank).encode())
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
