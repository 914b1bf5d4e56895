"""Names of other vendors: a list that a person keeps, and what the sentence says about a name that is not on it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlp.wordlists import word_set

VENDOR = "VENDOR"

_SPOKEN = re.compile(r"(?<=[a-z])(?=[A-Z])|[.\-]")
# What a buyer does with a vendor. A name under one of these is a vendor even if nobody listed it.
DEALINGS = word_set(
    "use using used run running have had switch move leave go try evaluate compare consider pay buy sign renew quote "
    "offer bid pitch pilot demo shortlist replace cancel migrate stick stay deploy integrate"
)
RELATIONS = frozenset(("with", "from", "on", "to", "by", "than", "versus", "vs", "off", "against", "like"))
_REFERENCE = re.compile(
    r"\b(?:(?:your|a|the|another|other|their|one of your) (?:competitors?|competition|competing \w+)|"
    r"another (?:vendor|provider|company|"
    r"supplier|firm|agency|quote|option|platform)|(?:other|two|three|four|several|different|couple of|"
    r"few) (?:vendors|providers|companies|suppliers|"
    r"quotes|firms|bids|agencies|options|platforms)|(?:current|existing|old|last|previous|incumbent|"
    r"present) (?:vendor|provider|supplier|agency|broker|"
    r"carrier|insurer|contractor|company|platform|system|guy|guys|people)|someone else|somebody else|other guys|"
    r"elsewhere|competitor|competitors|"
    r"already (?:have|got|use|work with|working with) (?:a|an|someone|somebody|another))\b",
    re.IGNORECASE,
)


@cache
def default_names() -> tuple[str, ...]:
    """Return the vendor names that ship with Talktrack: widely used products in the fields it meets most."""
    text = (Path(__file__).parent / "vendors.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def patterns(names: Iterable[str]) -> list[dict[str, str]]:
    """Return EntityRuler patterns for names, each also as a recognizer may write it ("HubSpot" -> "hub spot")."""
    return [
        {"label": VENDOR, "pattern": spoken, "id": name}
        for name in dict.fromkeys(names)
        for spoken in dict.fromkeys((name, _SPOKEN.sub(" ", name)))
    ]


def digest(names: Iterable[str]) -> str:
    """Return eight hex digits that stand for a list of names in results' provenance."""
    return hashlib.sha256("\n".join(sorted(set(names))).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorNames:
    """The component `competitor_names`: fills `doc.spans["competitors"]`.

    These are listed names, and unlisted ones that the sentence treats as a vendor: under a verb of `dealings`, directly
    or behind a preposition of `relations`.
    """

    dealings: frozenset[str] = DEALINGS
    relations: frozenset[str] = RELATIONS

    def __call__(self, doc: Any) -> Any:
        """Mark one document. Runs after the entities are known."""
        doc.spans["competitors"] = [e for e in doc.ents if self._is_listed(e) or self._is_unlisted(e)]
        return doc

    def _is_listed(self, entity: Any) -> bool:
        """Many names are plain words ("square", "slack"); one in small letters counts only where it is dealt with."""
        if entity.label_ != VENDOR:
            return False
        plain = len(entity) == 1 and entity.text.islower() and entity.ent_id_[1:].islower()
        return not plain or self._is_dealt_with(entity)

    def _is_unlisted(self, entity: Any) -> bool:
        """Recognised names are often abbreviations or persons; only a capitalised name that is dealt with is kept."""
        if entity.label_ not in ("ORG", "PRODUCT") or not any(token.pos_ == "PROPN" for token in entity):
            return False
        abbreviation = entity.text.isupper() and len(entity.text) <= 4
        return entity.text[:1].isupper() and not abbreviation and self._is_dealt_with(entity)

    def _is_dealt_with(self, entity: Any) -> bool:
        head = entity.root.head
        if head.lemma_.lower() in self.dealings and entity.root.dep_ in ("dobj", "obj", "nsubj", "attr"):
            return True
        return head.lower_ in self.relations and head.head.lemma_.lower() in self.dealings


def refers_to_competitor(sentence: Any) -> bool:
    """Return whether it speaks of another vendor without a name: "your competitor", "two other quotes"."""
    return bool(_REFERENCE.search(sentence.text))
