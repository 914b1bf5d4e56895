"""Names of persons: by what introduces or addresses them, by lists, by spaCy, and by what the call knows already."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from calls.redaction import Entity
from nlp.redaction.lists import companies, family_names, given_names, given_words, is_english
from nlp.redaction.passage import Found, Passage
from nlp.redaction.tokens import Token
from nlp.wordlists import word_set

_TITLES = word_set("mr mrs ms miss mister missus doctor dr professor prof sir madam")
_COMPANY_ENDS = word_set(
    "inc llc ltd limited corp corporation company gmbh ag plc group bank partners holdings systems controls "
    "technologies technology brothers bros university hospital clinic motors insurance foods logistics consulting "
    "software labs studio studios capital ventures associates enterprises industries solutions services school "
    "college church dispatch energy health financial mutual pharma pharmaceuticals hotels hotel airlines steel "
    "construction freight"
)
_LONGEST_COMPANY = 4
# What is said right before one's own name, or the name of whoever is spoken of (the longest that fits counts).
_INTRODUCTION = re.compile(
    r"(?:\bmy name(?:'s| is)|\bname(?:'s| is)|\bnamed|\bcalled|\bcall me|\bthis is|\bspeaking (?:with|to)|"
    r"\bspoke (?:with|to)|"
    r"\btalk(?:ing|ed)? (?:with|to)|\bask for|\bi(?:'m| am)|\bit(?:'s| is)|\bhere(?:'s| is)|\b(?:my|"
    r"our) (?:colleague|boss|manager|"
    r"husband|wife|partner|assistant|director|controller|sister|brother|son|daughter|friend))\s*,?\s*$"
)
_ADDRESS = re.compile(
    r"(?:^|\b)(?:hi|hey|hello|dear|thanks|thank you|good (?:morning|afternoon|evening)|morning|bye|sorry|welcome|"
    r"okay|great|right|cheers|appreciate it)(?: so much| again| there)?\s*[,.!]?\s*$"
)
# After these, a name in small letters is a name though it is a word as well.
_GOES_ON = word_set(
    "i we and for so it that how this from here can could i'm who , . ! ? ; - in at with speaking calling"
)
# What is done with or by persons only: a word that nobody lists is a name there.
_HUMAN_BEFORE = re.compile(
    r"\b(?:(?:ask|asked|tell|told|loop in|looped in|invite|invited|meet|met|introduce|cc|copy in|past|convince|"
    r"email|emailed|"
    r"speak (?:to|with)|spoke (?:to|with)|talk (?:to|with)|talked (?:to|with)|sat down with|on behalf of|"
    r"reports to|let)(?: in)?|"
    r"(?:my|our) (?:colleague|boss|manager|husband|wife|partner|assistant|director|controller|cfo|ceo|cto|coo|"
    r"head of \w+))\s*,?\s*$"
)
_HUMAN_AFTER = re.compile(
    r"^\s*,?\s*(?:and i|and me|said|says|told|asked|thinks|thought|wants|wanted|liked|joined|left us|"
    r"in (?:procurement|finance|"
    r"legal|accounting|purchasing|marketing|sales|operations|support|hr|it|it's)|from (?:procurement|finance|"
    r"legal|accounting|"
    r"purchasing|marketing|sales|operations|support|hr|the \w+ (?:team|office|department))|is (?:out|away|"
    r"on (?:leave|vacation|"
    r"holiday)|running late)|(?:\w+ )?still (?:running|leading|with|there)|will join|can join|is joining)\b",
    re.IGNORECASE,
)
_ROLE_AFTER = re.compile(r"^\s*,?\s*(?:here|speaking|calling|from)\b")
_REACH = 40
_MOST_EXTRA = 3


def find_people(passage: Passage) -> Iterator[Found]:
    """Yield names of persons."""
    tokens = passage.tokens
    kept = kept_tokens(passage)
    labelled = _labelled(passage)
    at = 0
    while at < len(tokens):
        if at in kept or not tokens[at].is_word or not _is_person(passage, at, kept=kept, labelled=labelled):
            at += 1
            continue
        last = _last_of_name(passage, at, kept=kept)
        yield Found(begin=tokens[at].begin, end=_without_possessive(tokens[last]), entity=Entity.PERSON)
        at = last + 1


def kept_tokens(passage: Passage) -> frozenset[int]:
    """Return the tokens that belong to names of companies and products."""
    tokens = passage.tokens
    names = companies() | passage.kept
    kept: set[int] = set()
    for at in range(len(tokens)):
        for size in range(min(_LONGEST_COMPANY, len(tokens) - at), 0, -1):
            said = " ".join(token.low for token in tokens[at : at + size]).removesuffix("'s")
            if said in names and _may_be_company(passage, at, size, said=said):
                kept |= set(range(at, at + size))
                break
        if tokens[at].low in _COMPANY_ENDS and at and (tokens[at].is_capital or not passage.has_capitals):
            kept |= _company_before(passage, at)
    return frozenset(kept)


def _may_be_company(passage: Passage, at: int, size: int, *, said: str) -> bool:
    """A name that is also a person's, such as Marcus or Drift, is a company's unless it is introduced or addressed."""
    if size > 1:
        return True
    before = passage.tokens[at - 1] if at else None
    if before is not None and _bare(before) in given_names() and passage.tokens[at].begin - before.end == 1:
        # Emily Watson is no product.
        return False
    return said not in given_names() | given_words() or not _context(passage, at)


def _company_before(passage: Passage, end: int) -> set[int]:
    tokens, at = passage.tokens, end - 1
    while at >= 0 and end - at <= 2 and tokens[at].is_word and (tokens[at].is_capital or not passage.has_capitals):
        if is_english(tokens[at].low) and not passage.has_capitals:
            break
        at -= 1
    return set(range(at + 1, end + 1)) if at + 1 < end else set()


def _labelled(passage: Passage) -> dict[int, str]:
    """Return what spaCy takes tokens for, by the character at which they begin."""
    doc: Any = passage.doc
    if doc is None:
        return {}
    return {token.idx: entity.label_ for entity in doc.ents for token in entity}


def _is_person(passage: Passage, at: int, *, kept: frozenset[int], labelled: dict[int, str]) -> bool:
    """Whether a name of a person begins at a token."""
    token = passage.tokens[at]
    word = _bare(token)
    capital = token.is_capital or not passage.has_capitals
    if len(word) < 2 or _is_contraction(word):
        return False
    if word in passage.people and (not is_english(word) or token.is_capital or _context(passage, at)):
        return True
    if not capital:
        return False
    if word in given_names():
        return not _is_street(passage, at)
    introduced, addressed = _context(passage, at), _is_addressed(passage, at)
    if word in given_words():
        return _is_word_name(passage, at, kept=kept, labelled=labelled)
    if (at and passage.tokens[at - 1].low in _TITLES) or (
        at > 1 and passage.tokens[at - 2].low in _TITLES and passage.tokens[at - 1].low == "."
    ):
        return not is_english(word) or token.is_capital
    if is_english(word):
        return False
    listed = word in family_names()
    if introduced or addressed:
        return listed or (token.is_capital and passage.has_capitals) or _is_introduced_surely(passage, at)
    if _is_treated_as_person(passage, at):
        return True
    by_spacy = labelled.get(token.begin) == "PERSON" and token.is_capital and passage.has_capitals
    following = passage.tokens[at + 1] if at + 1 < len(passage.tokens) else None
    two = following is not None and labelled.get(following.begin) == "PERSON" and following.is_capital
    return by_spacy and (listed or two) and not _is_street(passage, at)


def _is_word_name(passage: Passage, at: int, *, kept: frozenset[int], labelled: dict[int, str]) -> bool:
    """Whether Will, Grace or Mark is somebody here."""
    tokens, token = passage.tokens, passage.tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and at + 1 not in kept and following.begin - token.end <= 1 and following.is_word:
        surname = _bare(following) in family_names() or (
            token.is_capital and following.is_capital and passage.has_capitals and _bare(following) in given_names()
        )
        if surname and not _is_street(passage, at):
            return True
    if _context(passage, at) or _is_addressed(passage, at):
        return following is None or following.low in _GOES_ON
    mid = at > 0 and tokens[at - 1].low not in (".", "!", "?")
    return mid and token.is_capital and passage.has_capitals and labelled.get(token.begin) == "PERSON"


def _context(passage: Passage, at: int) -> bool:
    """Whether somebody is introduced or spoken of by what is said right before."""
    begin = passage.tokens[at].begin
    before = passage.text[max(0, begin - _REACH) : begin].lower().replace("’", "'")
    return bool(_INTRODUCTION.search(before)) or (at > 0 and passage.tokens[at - 1].low in _TITLES)


def _is_addressed(passage: Passage, at: int) -> bool:
    begin, end = passage.tokens[at].begin, passage.tokens[at].end
    before = passage.text[max(0, begin - _REACH) : begin].lower().replace("’", "'")
    return bool(_ADDRESS.search(before)) or bool(at == 0 and _ROLE_AFTER.match(passage.text[end : end + _REACH]))


def _is_introduced_surely(passage: Passage, at: int) -> bool:
    """Whether a word nobody lists is a name, in text without capitals: `my name is …`, `this is … from`."""
    begin, end = passage.tokens[at].begin, passage.tokens[at].end
    before = passage.text[max(0, begin - _REACH) : begin].lower()
    after = passage.text[end : end + _REACH]
    return bool(re.search(r"\bname(?:'s| is)\s*$", before)) or bool(
        re.search(r"\b(?:this is|i'm|i am|it's|hi|hello)\s*,?\s*$", before)
        and re.match(r"\s+(?:\w+\s+)?(?:from|calling|here|with)\b", after)
    )


def _is_treated_as_person(passage: Passage, at: int) -> bool:
    token = passage.tokens[at]
    before = passage.text[max(0, token.begin - _REACH) : token.begin].lower().replace("’", "'")
    return bool(_HUMAN_BEFORE.search(before) or _HUMAN_AFTER.match(passage.text[token.end : token.end + _REACH]))


def _is_street(passage: Passage, at: int) -> bool:
    following = passage.tokens[at + 1].low if at + 1 < len(passage.tokens) else ""
    return following in ("street", "avenue", "road", "boulevard", "lane", "drive", "court", "parkway", "square")


def _last_of_name(passage: Passage, at: int, *, kept: frozenset[int]) -> int:
    """Return the last token of a name that begins at a token: family names and initials that follow it."""
    last = at
    while last + 1 < len(passage.tokens) and last - at < _MOST_EXTRA and last + 1 not in kept:
        following = passage.tokens[last + 1]
        gap = passage.text[passage.tokens[last].end : following.begin]
        if following.low in ("-", ".") and gap == "" and _joins(passage, last):
            last += 2
            continue
        if gap.strip() or not following.is_word or passage.tokens[last].low.endswith("'s"):
            break
        if not _is_family(passage, following):
            break
        last += 1
    return last


def _joins(passage: Passage, last: int) -> bool:
    """Whether a hyphen or an initial's full stop goes on with the name: Anne-Marie, Dana R. Ruiz."""
    tokens = passage.tokens
    if last + 2 >= len(tokens) or not tokens[last + 2].is_word or not tokens[last + 2].is_capital:
        return False
    return tokens[last + 1].low == "-" or len(tokens[last].text) == 1


def _is_family(passage: Passage, token: Token) -> bool:
    word = _bare(token)
    if _is_contraction(word):
        return False
    if passage.has_capitals:
        if not token.is_capital:
            return word in ("de", "da", "van", "von", "der", "den", "la", "bin", "al")
        return token.low not in ("i", "i'm", "i'll", "i've", "i'd")
    return (
        word in family_names()
        or word in given_names()
        or word in passage.people
        or not (is_english(word) or len(word) < 3)
    )


def _is_contraction(word: str) -> bool:
    """Whether it is I'll or don't, not O'Brien or D'Angelo."""
    return "'" in word and not word.startswith(("o'", "d'"))


def _bare(token: Token) -> str:
    return token.low.removesuffix("'s").removesuffix("'")


def _without_possessive(token: Token) -> int:
    return token.end - 2 if token.low.endswith("'s") else token.end


def full_names(passage: Passage, found: Sequence[Found]) -> Iterator[str]:
    """Yield the words of names that were found, for the rest of the call: those that are no words otherwise."""
    for item in found:
        if item.entity is Entity.PERSON:
            for word in re.findall(r"[^\W\d_]{3,}", passage.text[item.begin : item.end].lower()):
                if not is_english(word) and word not in companies():
                    yield word
