"""Telephone, card and bank account numbers, in figures or said digit by digit."""

import re
from collections.abc import Iterator, Sequence

from calls.redaction import Entity
from nlp.redaction.context import asked_for, is_other, topic_of
from nlp.redaction.passage import Found, Passage
from nlp.redaction.tokens import REPEATS, UNITS, Number, Style, Token, part_at

_SHORTEST_PHONE, _LONGEST_PHONE = 7, 15
_CARD_DIGITS = range(13, 20)
# The share of a turn's words that a number makes up where it is the answer to a question, and its fewest digits.
_ANSWER_SHARE, _ANSWER_DIGITS = 0.6, 3
# Lengths by country: SWIFT's IBAN registry, the countries calls are likely to come from.
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23,
    "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26,
    "UA": 29,
}  # fmt: skip
_SHORTEST_IBAN = 15
_SKIPPED = frozenset(("-", ".", ",", "uh", "um", "er", "space", "then"))


def find_numbers(passage: Passage) -> Iterator[Found]:
    """Yield cards and telephone numbers."""
    asked = asked_for(passage.before)
    for number in passage.numbers:
        entity = _entity_of(passage.tokens, number, asked=asked)
        if entity is not None:
            yield Found(begin=number.begin, end=number.end, entity=entity)


def _entity_of(tokens: Sequence[Token], number: Number, *, asked: frozenset[Entity]) -> Entity | None:
    digits = number.digits
    topic = topic_of(tokens, number)
    if _is_card(digits, topic=topic, asked=asked):
        return Entity.CARD
    answer = sum(part.last - part.first + 1 for part in number.parts) >= _ANSWER_SHARE * sum(
        token.is_word or token.text.isdigit() for token in tokens
    )
    if answer and len(digits) >= _ANSWER_DIGITS:
        for entity in (Entity.CARD, Entity.PHONE, Entity.ADDRESS):
            if entity in asked and (entity is not Entity.ADDRESS or len(digits) == 5):
                return entity
    return Entity.PHONE if _is_phone(tokens, number, topic=topic) else None


def _is_card(digits: str, *, topic: Entity | None, asked: frozenset[Entity]) -> bool:
    if len(digits) in _CARD_DIGITS and passes_luhn(digits):
        return True
    about = topic is Entity.CARD or Entity.CARD in asked
    if about and len(digits) >= _CARD_DIGITS[0] - 1:
        # A digit misheard or missed, or date and code read out with it.
        return True
    return len(digits) == 16 and digits[0] in "3456"


def passes_luhn(digits: str) -> bool:
    """Return whether the last digit checks the others (Luhn 1960, ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_phone(tokens: Sequence[Token], number: Number, *, topic: Entity | None) -> bool:
    digits = number.digits
    if not _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE or is_other(tokens, number):
        return False
    if number.plus and len(digits) >= 9:
        return True
    if not _is_grouped_like_phone(number) or digits in "01234567890123456789":
        return False
    if topic is Entity.PHONE or _is_american(digits) or (digits[0] == "0" and 9 <= len(digits) <= 12):
        return True
    said = sum(len(part.digits) for part in number.parts if part.style is Style.DIGIT)
    return said >= 8 or (len(digits) >= 9 and said >= 6) or _is_local(number)


def _is_grouped_like_phone(number: Number) -> bool:
    """Prices and years come as few tens and teens; a telephone number has at least some digits by themselves."""
    if len(number.parts) == 1:
        return True
    return any(part.style is not Style.NUMBER for part in number.parts)


def _is_american(digits: str) -> bool:
    """Return whether it is laid out as in the North American Numbering Plan: NXX NXX XXXX, N from 2 to 9."""
    return re.fullmatch(r"1?[2-9]\d\d[2-9]\d{6}", digits) is not None


def _is_local(number: Number) -> bool:
    return [len(part.digits) for part in number.parts] == [3, 4] and number.parts[0].style is Style.FIGURES


def find_ibans(passage: Passage) -> Iterator[Found]:
    """Yield bank accounts: a country and digits whose remainder is right, or, where an IBAN is spoken of, nearly so."""
    about = re.search(r"\biban\b", passage.text, re.IGNORECASE) or Entity.IBAN in asked_for(passage.before)
    at = 0
    while at < len(passage.tokens):
        last = _iban_at(passage.tokens, at, lenient=bool(about))
        if last is not None:
            yield Found(begin=passage.tokens[at].begin, end=passage.tokens[last].end, entity=Entity.IBAN)
            at = last
        at += 1


def _iban_at(tokens: Sequence[Token], at: int, *, lenient: bool) -> int | None:
    """Return the last token of an IBAN that begins at a token, None where none does."""
    if not tokens[at].is_word or len(tokens[at].low) > 4:
        return None
    signs, last = "", None
    position = at
    while position < len(tokens):
        taken = _signs_at(tokens, position, beginning=not signs)
        if taken is None:
            if tokens[position].low in _SKIPPED and signs:
                position += 1
                continue
            break
        signs, position = signs + taken[0], taken[1] + 1
        if len(signs) >= 2 and signs[:2] not in _IBAN_LENGTHS:
            return None
        if len(signs) >= 4 and not signs[2:4].isdigit():
            return None
        last = position - 1
        if len(signs) >= 2 and len(signs) >= _IBAN_LENGTHS[signs[:2]]:
            break
    if last is None or len(signs) < _SHORTEST_IBAN:
        return None
    return last if lenient or is_iban(signs) else None


def _signs_at(tokens: Sequence[Token], at: int, *, beginning: bool) -> tuple[str, int] | None:
    """Return the letters or digits of an IBAN at a token, with its last token."""
    part = None if beginning else part_at(tokens, at)
    if part is not None and tokens[at].low != "o":
        return part.digits, part.last
    low = tokens[at].low
    if not (low.isascii() and low.isalpha()) or low in REPEATS or low in UNITS:
        return None
    # A bank's code stands as one word of four letters; a country's as one of two.
    return (low.upper(), at) if len(low) in (1, 2, 4) else None


def is_iban(signs: str) -> bool:
    """Return whether length and check digits are right (ISO 13616: remainder 1 of 97)."""
    if len(signs) != _IBAN_LENGTHS.get(signs[:2]):
        return False
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1
