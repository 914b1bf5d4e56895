"""Names spelt letter by letter: `R U I Z`, `r-u-i-z`, `D as in dog, A as in apple`."""

from collections.abc import Iterator, Sequence

from calls.redaction import Entity
from nlp.redaction.context import around, asked_for
from nlp.redaction.passage import Found, Passage
from nlp.redaction.tokens import REPEATS, Token
from nlp.wordlists import any_of, word_set

_SHORTEST, _SURE = 3, 4
# Abbreviations that are said letter by letter.
_ABBREVIATIONS = word_set(
    "saas http https html gdpr hipaa iban json xlsx docx mysql aws api sso crm erp sla kpi roi usa ceo cfo cto "
    "coo vpn sdk pdf csv xml sql url faq rfp rfq nda msa sow poc mvp b2b b2c sms voip ivr cpa cpc ctr seo sem ppc "
    "mfa saml oauth ldap soc iso pci dss ftp sftp tcp udp dns ssl tls gps iot ups usb hdmi wifi mac ios rpa ocr "
    "nlp llm gpt ach ein ssn vat eta eod asap fyi byod cmms wms tms pos plc scada hvac dmv irs fda sec fcc hr it "
    "ai qa ux ui"
)
_SPELLING = any_of("spel\\w+", "letters?", "name", "that(?:'s| is)", "it(?:'s| is)")
_SIGNS = frozenset(("-", ".", ",", "–"))


def find_spelt(passage: Passage) -> Iterator[Found]:
    """Yield names that are spelt."""
    tokens = passage.tokens
    asked = Entity.PERSON in asked_for(passage.before)
    at = 0
    while at < len(tokens):
        letters, last = _letters_from(tokens, at)
        if len(letters) >= _SHORTEST and _is_name(tokens, at, last, letters=letters, asked=asked, passage=passage):
            yield Found(begin=tokens[at].begin, end=tokens[last].end, entity=Entity.PERSON)
        at = last + 1 if letters else at + 1


def _letters_from(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return letters that are said one after the other from a token, and the last token of them."""
    letters, last = "", at
    while at < len(tokens):
        low = tokens[at].low
        if low in REPEATS and at + 1 < len(tokens) and _is_letter(tokens[at + 1]):
            letters += tokens[at + 1].low * REPEATS[low]
            last = at + 1
        elif _is_letter(tokens[at]):
            letters += low
            last = at
        elif not (letters and low in _SIGNS):
            break
        at = last + 1 if last >= at else at + 1
        if letters and at + 2 < len(tokens) and _is_example(tokens, at):
            last = at + (2 if tokens[at].low == "as" else 1)
            at = last + 1
    return letters, last


def _is_example(tokens: Sequence[Token], at: int) -> bool:
    """Whether `as in dog`, `for dog` or `like dog` follows a letter."""
    if tokens[at].low == "as" and tokens[at + 1].low == "in":
        return tokens[at + 2].low.startswith(tokens[at - 1].low)
    return tokens[at].low in ("for", "like") and tokens[at + 1].low.startswith(tokens[at - 1].low)


def _is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.is_word


def _is_name(tokens: Sequence[Token], first: int, last: int, *, letters: str, asked: bool, passage: Passage) -> bool:
    if letters in _ABBREVIATIONS:
        return False
    if letters in passage.people or len(letters) >= _SURE:
        return True
    before, _ = around(tokens, first, last)
    said = any(token.low == letters for token in tokens)
    return asked or said or bool(_SPELLING.search(" ".join(before.split()[-3:])))
