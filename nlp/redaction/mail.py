"""Addresses of mail as they are said: `dana dot ruiz at gmail dot com`, half signs and half words too."""

from collections.abc import Iterator, Sequence

from calls.redaction import Entity
from nlp.redaction.passage import Found, Passage
from nlp.redaction.tokens import Token, part_at
from nlp.wordlists import word_set

_DOTS = frozenset(("dot", ".", "period", "point"))
_JOINTS = _DOTS | frozenset(("underscore", "_", "dash", "hyphen", "-", "plus", "+", "minus"))
_AT = frozenset(("at", "@"))
_ENDINGS = word_set(
    "com net org io co ai app dev edu gov info biz me us uk ca au nz ie de fr nl be at ch it es pt pl cz se no dk "
    "fi eu in us tech cloud online shop store agency health solutions email tv cc xyz"
)
# `Look at our site acme dot com` names no mailbox.
_NO_MAILBOX = word_set(
    "look looking looked find me us it them you is are was be available started here there day night over sold up "
    "out page that this visit online listed works work working worked job people team everyone and or to email "
    "mail address"
)
_NO_DOMAIN = word_set("our the your their a an this that my www website site page all least which")
_MOST_DOMAIN_WORDS = 3


def find_mail(passage: Passage) -> Iterator[Found]:
    """Yield addresses of mail in which a sign or more is said as a word."""
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if token.low not in _AT:
            continue
        last = _domain_end(tokens, at + 1)
        first = None if last is None else _mailbox_begin(tokens, at - 1, sign=token.low == "@")
        if first is not None and last is not None:
            yield Found(begin=tokens[first].begin, end=tokens[last].end, entity=Entity.EMAIL)


def _domain_end(tokens: Sequence[Token], begin: int) -> int | None:
    """Return the last token of a domain that begins here: words, then `dot com`, perhaps `dot co dot uk`."""
    at, words = begin, 0
    while at < len(tokens) and tokens[at].low not in _DOTS:
        if tokens[at].low in _NO_DOMAIN or not (tokens[at].text.isalnum() or tokens[at].low in ("-", "dash", "hyphen")):
            return None
        words += tokens[at].is_word and len(tokens[at].low) > 1
        if words > _MOST_DOMAIN_WORDS:
            return None
        at += 1
    last = None
    while at + 1 < len(tokens) and tokens[at].low in _DOTS and tokens[at + 1].text.isalnum() and at > begin:
        spaced = tokens[at].low == "." and tokens[at].end != tokens[at + 1].begin and tokens[at + 1].is_capital
        if spaced:
            break
        if tokens[at + 1].low in _ENDINGS:
            last = at + 1
        at += 2
        while at + 1 < len(tokens) and tokens[at].low in ("-", "dash", "hyphen"):
            at += 2
    return last


def _mailbox_begin(tokens: Sequence[Token], end: int, *, sign: bool) -> int | None:
    """Return the first token of the mailbox whose last token is `end`."""
    if end < 0 or not tokens[end].text.isalnum():
        return None
    if tokens[end].low in _NO_MAILBOX and not sign:
        return None
    first = _unit_begin(tokens, end)
    while first >= 2 and tokens[first - 1].low in _JOINTS and tokens[first - 2].text.isalnum():
        if tokens[first - 1].low in (".", "-") and tokens[first - 1].end != tokens[first].begin:
            break
        first = _unit_begin(tokens, first - 2)
    return first


def _unit_begin(tokens: Sequence[Token], end: int) -> int:
    """Return the first token of what is said without a sign between: a word with digits after it, or letters."""
    first = end
    while first > 0 and _is_digits(tokens, first) and (tokens[first - 1].text.isalnum()):
        if _is_stop(tokens[first - 1]):
            return first
        first -= 1
    while first > 0 and len(tokens[first].low) == 1 and tokens[first].is_word and _is_letter(tokens[first - 1]):
        first -= 1
    # `d ruiz at …`: an initial, then the name.
    if first > 0 and len(tokens[first].low) > 1 and _is_letter(tokens[first - 1]) and tokens[first - 1].low not in "ai":
        first -= 1
    return first


def _is_digits(tokens: Sequence[Token], at: int) -> bool:
    return part_at(tokens, at) is not None or tokens[at].low in ("double", "triple", "treble")


def _is_letter(token: Token) -> bool:
    return len(token.low) == 1 and token.is_word


def _is_stop(token: Token) -> bool:
    return token.low in ("is", "to", "it's", "at", "with", "and", "the", "on", "for", "use", "as")
