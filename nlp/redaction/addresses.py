"""Postal addresses, typed or said: a house number and a street, with what follows of door, city, state and code."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from calls.redaction import Entity
from nlp.redaction.passage import Found, Passage
from nlp.redaction.tokens import Style, Token, part_at
from nlp.wordlists import word_set

_TYPES = word_set(
    "street st avenue ave road rd boulevard blvd lane ln drive dr court ct parkway pkwy terrace highway hwy "
    "crescent close way place pl square sq circle cir row alley trail loop plaza pike turnpike mews quay "
    "embankment expressway"
)
# So often said of other things that the words before them have to look like a name.
_VAGUE = word_set("way place close row circle trail loop drive court lane square")
_DIRECTIONS = word_set("north south east west northeast northwest southeast southwest n s e w ne nw se sw")
_NO_NAME = word_set(
    "a an the to of in on at for and or but is are was were be it its that this these those we you i he she they "
    "my our your their per month months year years day days week weeks hour hours minute minutes people users "
    "seats dollars percent more less way road street place one two three four five six seven eight nine ten "
    "hundred thousand million times time long short hard good bad big small same other different from with by "
    "down up out over into through than then so if as"
)
_DOORS = word_set("apartment apt suite ste unit flat floor room building bldg box number")
_ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_STATES = [
    "alabama",
    "alaska",
    "arizona",
    "arkansas",
    "california",
    "colorado",
    "connecticut",
    "delaware",
    "florida",
    "georgia",
    "hawaii",
    "idaho",
    "illinois",
    "indiana",
    "iowa",
    "kansas",
    "kentucky",
    "louisiana",
    "maine",
    "maryland",
    "massachusetts",
    "michigan",
    "minnesota",
    "mississippi",
    "missouri",
    "montana",
    "nebraska",
    "nevada",
    "ohio",
    "oklahoma",
    "oregon",
    "pennsylvania",
    "tennessee",
    "texas",
    "utah",
    "vermont",
    "virginia",
    "washington",
    "wisconsin",
    "wyoming",
    "ontario",
    "quebec",
    "england",
    "scotland",
    "wales",
    "ireland",
    "germany",
    "france",
]
_STATES_OF_TWO = ("new york", "new jersey", "new mexico", "new hampshire", "north carolina", "north dakota",
    "south carolina", "south dakota", "west virginia", "rhode island", "british columbia")  # fmt: skip
_STATE_LETTERS = re.compile(
    r"AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|"
    r"SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_MOST_NAME_WORDS = 3
_CODE_LENGTH = 5
_LONGEST_HOUSE = 5
# Streets as other languages write them, and the British postal code.
_FOREIGN = re.compile(
    r"\b[A-ZÄÖÜ]?[\w-]{2,}(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|straat|laan|gracht)\s+\d+\s?[a-z]?\b"
    r"|\b\d{1,4},?\s+(?:rue|avenue|boulevard|place)\s+(?:de\s+|du\s+|des\s+|la\s+|l['’])*[A-ZÀ-Ý][\w-]+"
    r"|\b(?:calle|avenida|rua|via|corso|piazza)\s+(?:de\s+|di\s+|da\s+)*[A-ZÀ-Ý]\w+,?\s+\d+\b",
    re.UNICODE,
)
_BRITISH_CODE = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b")
_CODE_NAMED = re.compile(r"\b(?:zip(?: code)?|post ?code|postal code)\b", re.IGNORECASE)
_POST_BOX = re.compile(r"\b(?:p\.? ?o\.? ?box|post office box)\s+(?:number\s+)?\d+\b", re.IGNORECASE)


@cache
def _cities() -> frozenset[str]:
    text = (Path(__file__).parent / "cities.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def find_addresses(passage: Passage) -> Iterator[Found]:
    """Yield addresses."""
    tokens, text = passage.tokens, passage.text
    for pattern in (_FOREIGN, _POST_BOX):
        for found in pattern.finditer(text):
            yield Found(begin=found.start(), end=found.end(), entity=Entity.ADDRESS)
    yield from _codes(passage)
    done = -1
    for at in range(len(tokens)):
        if at <= done:
            continue
        street = _street_from(tokens, at, passage)
        if street is not None:
            first, last = street
            last = _rest(tokens, last, text)
            yield Found(begin=tokens[first].begin, end=tokens[last].end, entity=Entity.ADDRESS)
            done = last


def _codes(passage: Passage) -> Iterator[Found]:
    """Yield postal codes that are called so."""
    for named in _CODE_NAMED.finditer(passage.text):
        near = next(
            (n for n in passage.numbers if 0 <= n.begin - named.end() <= 20 and len(n.digits) == _CODE_LENGTH), None
        )
        if near is not None:
            yield Found(begin=near.begin, end=near.end, entity=Entity.ADDRESS)
        british = _BRITISH_CODE.search(passage.text, named.end(), named.end() + 24)
        if british is not None:
            yield Found(begin=british.start(), end=british.end(), entity=Entity.ADDRESS)


def _street_from(tokens: Sequence[Token], at: int, passage: Passage) -> tuple[int, int] | None:
    """Return the first and last token of a house number with its street, or of a street that somebody is at or on."""
    if tokens[at].low in ("on", "at", "near", "off") and passage.has_capitals:
        last = _street_end(tokens, at + 1, capitals=True)
        return None if last is None or tokens[at + 1].low in _NO_NAME else (at + 1, last)
    house_end = _house_end(tokens, at)
    if house_end is None or (at and _is_figure(tokens, at - 1)):
        return None
    # A house number may end anywhere before the street: `four oh seven second avenue`.
    last = _street_end(tokens, house_end + 1, capitals=False)
    return None if last is None else (at, last)


def _is_figure(tokens: Sequence[Token], at: int) -> bool:
    return part_at(tokens, at) is not None


def _house_end(tokens: Sequence[Token], at: int) -> int | None:
    """Return the last token of a house number of at most five digits."""
    digits, last, position = "", None, at
    while position < len(tokens):
        part = part_at(tokens, position)
        if part is None or (part.style is Style.FIGURES and digits):
            break
        digits += part.digits
        if len(digits) > _LONGEST_HOUSE + 2:
            return None
        last, position = part.last, part.last + 1
        if position < len(tokens) and tokens[position].low == "hundred":
            last, position = position, position + 1
        if position < len(tokens) and tokens[position].low == "and" and digits.endswith("00"):
            position += 1
    if last is not None and last + 1 < len(tokens) and _is_door_letter(tokens, last):
        last += 1
    return last


def _is_door_letter(tokens: Sequence[Token], last: int) -> bool:
    following = tokens[last + 1]
    return len(following.text) == 1 and following.is_word and following.begin == tokens[last].end


def _street_end(tokens: Sequence[Token], at: int, *, capitals: bool) -> int | None:
    """Return the last token of a street's name that begins at a token, its type included."""
    names: list[Token] = []
    if at < len(tokens) and tokens[at].low in _DIRECTIONS:
        at += 1
        if at < len(tokens) and tokens[at].low == ".":
            at += 1
    while at < len(tokens) and len(names) <= _MOST_NAME_WORDS:
        token = tokens[at]
        if names and token.low in _TYPES and (token.is_capital or not capitals):
            following = tokens[at + 1].low if at + 1 < len(tokens) else ""
            if token.low in _VAGUE and not _looks_named(names, token):
                return None
            # `Willow Creek Drive`, `Park Street`: the last type in a row ends the name.
            if following in _TYPES and following not in ("close", "way", "place"):
                names.append(token)
                at += 1
                continue
            return at + 1 if following in ("north", "south", "east", "west") else at
        ordinal = (
            re.fullmatch(r"\d{1,3}", token.text)
            and at + 1 < len(tokens)
            and tokens[at + 1].low in ("st", "nd", "rd", "th")
        )
        if ordinal and tokens[at + 1].begin == token.end:
            names += [token]
            at += 2
            continue
        if not token.is_word or token.low in _NO_NAME - _ORDINALS or (capitals and not token.is_capital):
            return None
        names.append(token)
        at += 1
    return None


def _looks_named(names: Sequence[Token], kind: Token) -> bool:
    if any(token.is_capital for token in names):
        return kind.is_capital
    return all(token.low not in _TYPES for token in names)


def _rest(tokens: Sequence[Token], last: int, text: str) -> int:
    """Return the last token of what follows a street: door, city, state and code, in any order and number."""
    while True:
        at = last + 1
        while at < len(tokens) and tokens[at].low in (",", "in", ".") and at <= last + 2:
            if tokens[at].low == "." and not (at + 1 < len(tokens) and tokens[at + 1].low in _DOORS):
                break
            at += 1
        following = _door(tokens, at) or _place(tokens, at) or _code(tokens, at, text)
        if following is None:
            return last
        last = following


def _door(tokens: Sequence[Token], at: int) -> int | None:
    if at + 1 >= len(tokens) or tokens[at].low not in (*_DOORS, "#"):
        return None
    part = part_at(tokens, at + 1)
    if part is None:
        return at + 1 if len(tokens[at + 1].text) == 1 and tokens[at + 1].is_word else None
    last = part.last
    while (
        last + 1 < len(tokens) and (more := part_at(tokens, last + 1)) is not None and more.style is not Style.FIGURES
    ):
        last = more.last
    letter = last + 1 < len(tokens) and len(tokens[last + 1].text) == 1 and tokens[last + 1].is_word
    return last + 1 if letter and tokens[last + 1].low not in ("i", "a") else last


def _place(tokens: Sequence[Token], at: int) -> int | None:
    """Return the last token of a city or state that begins at a token."""
    for size in (3, 2, 1):
        words = tokens[at : at + size]
        if len(words) < size:
            continue
        said = " ".join(word.low for word in words)
        if said in _cities() or said in _STATES_OF_TWO or said in _STATES:
            return at + size - 1
        # A town nobody lists: names before a state.
        after = tokens[at + size].low if at + size < len(tokens) else ""
        beyond = tokens[at + size + 1] if at + size + 1 < len(tokens) else None
        plain = all(word.is_word and word.low not in _NO_NAME for word in words)
        if plain and (after in _STATES or (after == "," and beyond and (_is_state(beyond)))):
            return at + size - 1
    return at if at < len(tokens) and _STATE_LETTERS.fullmatch(tokens[at].text) else None


def _is_state(token: Token) -> bool:
    return token.low in _STATES or bool(_STATE_LETTERS.fullmatch(token.text))


def _code(tokens: Sequence[Token], at: int, text: str) -> int | None:
    """Return the last token of a postal code of five digits, or of a British one."""
    if at >= len(tokens):
        return None
    british = _BRITISH_CODE.match(text, tokens[at].begin)
    if british is not None:
        return max(n for n in range(at, min(at + 6, len(tokens))) if tokens[n].end <= british.end())
    digits, position = "", at
    while position < len(tokens) and len(digits) < _CODE_LENGTH:
        part = part_at(tokens, position)
        if part is None:
            return None
        digits, position = digits + part.digits, part.last + 1
    return position - 1 if len(digits) == _CODE_LENGTH else None
