"""What the words around a number, or the turns before it, say that it is."""

import re
from collections.abc import Sequence

from calls.redaction import Entity
from nlp.redaction.tokens import Number, Token
from nlp.wordlists import any_of, word_set

# How many words before and after a number speak about it, and how many turns back a question is answered.
_NEAR_WORDS, _AFTER_WORDS = 8, 4
TURNS_BACK = 6

_TOPICS = {
    Entity.CARD: any_of("credit card", "debit card", "card number", "visa", "master ?card", "amex",
        "american express", "card"),
    Entity.IBAN: any_of("iban", "i ban", "bank account", "account details", "account number"),
    Entity.EMAIL: any_of("e-?mail(?:s|ed)?(?: address)?"),
    Entity.PHONE: any_of(
        "phone", "telephone", "cell(?:phone)?", "mobile", "whats ?app", "direct line",
        "(?:phone |best |your |my |the )number",
        "call (?:me|us|him|her|them|back)?", "reach(?:ed)?", "text (?:me|us)?", "dial", "ring", "fax",
        "voicemail", "extension",
        "call back", "callback", "hotline", "help ?desk", "pick up",
    ),
    Entity.ADDRESS: any_of("address", "zip(?: code)?", "post ?code", "postal code", "street", "located",
        "ship(?:ped)? (?:it )?to"),
}  # fmt: skip
_OTHER = any_of(
    "order", "invoice", "ticket", "case", "p ?o", "purchase order", "serial", "part", "sku", "reference",
    "ref", "tracking",
    "confirmation", "model", "version", "release", "policy", "contract number", "quote number", "id", "batch", "build",
    "article", "item", "registration", "customer number", "account number", "tax", "meeting", "session", "pin", "code",
)  # fmt: skip
_COUNTED = word_set(
    "percent dollars dollar euros euro pounds bucks cents users user seats seat people employees customers calls "
    "tickets licenses units years year months month weeks week days day hours hour minutes minute seconds times "
    "of grand k m million thousand billion trucks sites stores sales leads bits bytes gigabytes megabytes rows "
    "records miles meters"
)
_ASKING = {
    Entity.EMAIL: re.compile(r"\be-?mail\b", re.IGNORECASE),
    Entity.CARD: re.compile(r"\bcard\b", re.IGNORECASE),
    Entity.IBAN: re.compile(r"\biban\b|\bbank account\b", re.IGNORECASE),
    Entity.PHONE: re.compile(
        r"\b(?:phone|mobile|cell|best|call(?: ?back)?|contact|your|direct) (?:number|line)\b|\bnumber (?:to|"
        r"I can) (?:call|reach)\b|"
        r"\breach you\b|\bphone\b",
        re.IGNORECASE,
    ),
    Entity.ADDRESS: re.compile(r"\baddress\b|\bzip\b|\bpost ?code\b", re.IGNORECASE),
    Entity.PERSON: re.compile(r"\bspell\b|\bspelled\b|\bspelling\b|\b(?:last|first|full|your) name\b", re.IGNORECASE),
}  # fmt: skip


def around(tokens: Sequence[Token], first: int, last: int) -> tuple[str, str]:
    """Return the words near a stretch of tokens: those before it, and those after, in small letters."""
    before = " ".join(token.low for token in tokens[max(0, first - _NEAR_WORDS) : first])
    return before, " ".join(token.low for token in tokens[last + 1 : last + 1 + _AFTER_WORDS])


def topic_of(tokens: Sequence[Token], number: Number) -> Entity | None:
    """Return what the words nearest to a number say it is, None where they say nothing."""
    before, after = around(tokens, number.first, number.last)
    nearest: tuple[int, Entity] | None = None
    for entity, words in _TOPICS.items():
        for found in words.finditer(before):
            if nearest is None or found.end() > nearest[0]:
                nearest = found.end(), entity
    if nearest:
        return nearest[1]
    return next((entity for entity, words in _TOPICS.items() if words.search(after)), None)


def is_other(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a number is an order, a ticket, a count or the like."""
    before, after = around(tokens, number.first, number.last)
    if after.split(" ")[0] in _COUNTED:
        return True
    named = [found.end() for found in _OTHER.finditer(before)]
    others = [
        found.end() for entity in (Entity.PHONE, Entity.CARD, Entity.IBAN) for found in _TOPICS[entity].finditer(before)
    ]
    return bool(named) and max(named) > max(others, default=-1)


def asked_for(turns_before: Sequence[str]) -> frozenset[Entity]:
    """Return what the last turns asked for, or have begun to give."""
    said = turns_before[-TURNS_BACK:]
    return frozenset(entity for entity, words in _ASKING.items() if any(words.search(turn) for turn in said))
