"""What names say about who speaks: people introduce themselves by name and address each other by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from calls.call import Party
from calls.transcript import Role, Turn

# Log-odds, set by judgement: a name may be misheard, and a turn may lie under the wrong speaker.
INTRODUCED = 3.0
ADDRESSED = 1.5
MOST = 4.5
_SHORTEST_NAME = 3

_NAME = r"([A-Za-z][\w'’-]+)"
_INTRODUCTIONS = (
    re.compile(
        rf"\b(?:this is|my name is|my name['’]s|the name is|name['’]s|i['’]?m|i am|it['’]s)\s+{_NAME}", re.IGNORECASE
    ),
    re.compile(rf"\b{_NAME}(?:\s+[A-Z][\w'’-]+)?,?\s+(?:here|speaking|calling)\b", re.IGNORECASE),
)
_ADDRESSES = (
    re.compile(
        rf"\b(?:hi|hey|hello|thanks|thank you|okay|good (?:morning|afternoon|evening)|morning|bye|sorry|great|sure|"
        rf"right|welcome|so|and you|appreciate it)[,.!]?\s+{_NAME}",
        re.IGNORECASE,
    ),
    # "Dana, how many …" and "… what do you think, Dana?": a name set apart at either end of a sentence.
    re.compile(rf"(?:^|[.!?]\s+){_NAME},\s"),
    re.compile(rf",\s+{_NAME}[.!?](?:\s|$)"),
)
_NO_ADDRESS_BEFORE = re.compile(r"\b(?:this is|my name is|it['’]s|i['’]?m|here is)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameEvidence:
    """`log_odds` that a speaker is a rep, and the party they introduce themselves as."""

    log_odds: float = 0.0
    introduced_as: Party | None = None


def name_evidence(turns_of: Mapping[str, Sequence[Turn]], *, parties: Sequence[Party]) -> Mapping[str, NameEvidence]:
    """Return what introductions and addresses say of each speaker; `turns_of` holds the turns by label.

    Parties whose role the sidecar does not tell say nothing, nor does a first name that both sides share. Names are
    compared by how they sound, since recognition spells them as it likes.
    """
    known = _by_sound(parties)
    found = {label: _evidence((turn.text for turn in turns), known) for label, turns in turns_of.items()}
    return MappingProxyType(found)


def _by_sound(parties: Sequence[Party]) -> dict[str, Party]:
    """Return the party behind each sound of a first or last name that only one role has."""
    sounds: dict[str, list[Party]] = {}
    for party in parties:
        if party.role is not Role.UNKNOWN:
            for name in party.name.split():
                if len(name) >= _SHORTEST_NAME:
                    sounds.setdefault(_sound(name), []).append(party)
    return {
        sound: bearers[0]
        for sound, bearers in sounds.items()
        if sound and len({bearer.role for bearer in bearers}) == 1
    }


def _sound(name: str) -> str:
    from jellyfish import metaphone

    return str(metaphone(re.sub(r"['’]s?$", "", name)))


def _evidence(texts: Iterable[str], known: Mapping[str, Party]) -> NameEvidence:
    if not known:
        return NameEvidence()
    total, introduced = 0.0, None
    for text in texts:
        for party in _named(text, _INTRODUCTIONS, known):
            total += _towards(party.role) * INTRODUCED
            introduced = introduced or party
        for party in _named(text, _ADDRESSES, known):
            total -= _towards(party.role) * ADDRESSED
    return NameEvidence(log_odds=max(-MOST, min(MOST, total)), introduced_as=introduced)


def _named(text: str, patterns: Iterable[re.Pattern[str]], known: Mapping[str, Party]) -> list[Party]:
    found: dict[tuple[int, int], Party] = {}
    for pattern in patterns:
        for match in pattern.finditer(text):
            party = known.get(_sound(match[1]))
            # "Dana" and "done" may sound alike: what is no name in writing has no capital.
            if party and match[1][0].isupper() and not _NO_ADDRESS_BEFORE.search(text[: match.start()]):
                found[match.span(1)] = party
    return list(found.values())


def _towards(role: Role) -> float:
    return 1.0 if role is Role.REP else -1.0
