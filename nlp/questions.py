"""Which sentences ask the other side something, by their syntax, so that a missing question mark does not matter."""

import re
from dataclasses import dataclass
from typing import Any

from nlp.wordlists import word_set

_AUXILIARIES = word_set("do does did is are was were can could would will have has should am may might shall ca wo")
_WH = frozenset(("what", "how", "who", "which", "where", "when", "why", "whose", "what's", "whats", "hows", "wheres"))
_ASKED = word_set("you it that they there we this i he she these those y'all yall yours")
_POINTING = word_set("that this these those there")
OPENERS = word_set(
    "so and but um uh er okay ok well yeah yes right wait sorry now then oh hmm mm like also sure alright hang "
    "on anyway anyways"
)
# A greeting or an appointment is short.
SOCIAL_WORDS = 14
# After these words an inverted auxiliary asks nothing: "so do we", "neither did he", "as does mine".
_ECHOES = frozenset(("so", "nor", "neither", "as", "than", "like"))

_INDIRECT = re.compile(
    r"\b(?:(?:i'?d|would|i would|wanna|want to|need to|love to|like to|good to|have to|helpful to) (?:just )?"
    r"(?:know|understand|see how|hear (?:how|what|about|more))"
    r"|i(?:'m| am|m)? (?:was |just |also )?(?:wonder|wondering|curious|curios)"
    r"|(?:tell|show|walk|talk) (?:me|us) (?:about|through|how|what|more|again)|remind me|my question|a question"
    r"|(?:could|can|would) you (?:tell|explain|clarify|walk|show|say|give|share)|how about|what about)\b",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"\b(?:how(?:'s| is| are| have| was)? (?:you|it going|things|your (?:day|week|weekend|morning|family))|pardon|"
    r"come again"
    r"|(?:say|run) that again|can you hear|you (?:still )?there|who(?:'s| is) (?:this|calling|speaking)|"
    r"you know what|guess what"
    r"|is (?:that|this) (?:right|okay|ok)|what(?:'s| is) up|excuse me|sorry what"
    r"|(?:does|is|would|how about|what about) (?:monday|tuesday|wednesday|thursday|friday|tomorrow|next week|"
    r"[a-z]+day)\b.*)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\b(?:right|yeah|huh|no|eh|you know|correct|is it|isn't it|or no|or not|or what)[ ?.]*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerQuestions:
    """The component `buyer_questions`: fills `doc.spans["questions"]` with the sentences that ask for something."""

    openers: frozenset[str] = OPENERS
    social_words: int = SOCIAL_WORDS

    def __call__(self, doc: Any) -> Any:
        """Mark one document. Runs after the parser."""
        doc.spans["questions"] = [sentence for sentence in doc.sents if self.asks(sentence)]
        return doc

    def asks(self, sentence: Any) -> bool:
        """Return whether a sentence asks for information: by mark, inversion, question word or an indirect wording.

        Greetings, "pardon?" and the like, and appointments are not questions here.
        """
        if is_social(sentence, longest=self.social_words):
            return False
        marked = sentence.text.rstrip("\"'”’) ").endswith("?")
        return marked or asks_by_syntax(sentence, openers=self.openers) or asks_indirectly(sentence)


def is_social(sentence: Any, *, longest: int = SOCIAL_WORDS) -> bool:
    """Return whether a short sentence only greets, asks to repeat, or looks for a day."""
    return len(sentence) <= longest and bool(_SOCIAL.search(sentence.text))


def asks_indirectly(sentence: Any) -> bool:
    """Return whether it asks without the form of a question: "I'd like to know …", "walk me through …"."""
    return bool(_INDIRECT.search(sentence.text))


def asks_by_syntax(sentence: Any, *, openers: frozenset[str] = OPENERS) -> bool:
    """Return whether a question word or a turned-round auxiliary opens one of its clauses."""
    words = [token for token in sentence if not token.is_punct and not token.is_space]
    first = next((i for i, token in enumerate(words) if token.lower_ not in openers), len(words))
    if _opens_with_question_word(words[first : first + 6]) or _opens_inverted(words[first : first + 4]):
        return True
    return any(_inverted_at(words, i) for i in range(first + 1, len(words) - 1))


def _opens_with_question_word(words: list[Any]) -> bool:
    """Question word, then an auxiliary before any subject: "how long does it", not "what we need is"."""
    if len(words) < 2 or words[0].lower_ not in _WH:
        return False
    if words[0].lower_ in ("whats", "hows", "wheres"):
        return True
    if words[0].lower_ == "which" and words[1].pos_ in ("AUX", "VERB"):
        return False
    for word in words[1:]:
        if word.lower_ in _AUXILIARIES or word.lower_ in ("'s", "'re", "'d"):
            return words[0].lower_ not in ("when", "where", "why") or word.lower_ not in ("'d",)
        if word.pos_ in ("PRON", "VERB") and word.tag_ not in ("WP", "WP$"):
            return words[0].lower_ in ("who", "how") and word.pos_ == "VERB"
    return False


def _opens_inverted(words: list[Any]) -> bool:
    """An auxiliary, then its subject: "does your team", "is there", "can we"."""
    if len(words) < 3 or words[0].lower_ not in _AUXILIARIES:
        return False
    following = words[2] if words[1].lower_ in ("n't", "not") else words[1]
    if following.lower_ in _ASKED:
        return True
    return following.pos_ in ("DET", "PROPN", "NOUN") and words[0].lower_ not in ("have", "may")


def _inverted_at(words: list[Any], i: int) -> bool:
    """Within a sentence only an auxiliary and a pronoun side by side count, and no echo may stand before them."""
    if words[i].lower_ not in _AUXILIARIES or words[i + 1].lower_ not in _ASKED:
        return False
    if words[i + 1].dep_ not in ("nsubj", "nsubjpass", "expl", "attr"):
        return False
    before = words[i - 1].lower_
    # "what I need is that …", "all we do is it": a verb's complement, not a question.
    if words[i].lower_ in ("is", "was", "are", "were") and words[i + 1].lower_ in _POINTING:
        return before in _WH or before in ("so", "but", "and")
    if before in _ECHOES or before in ("not", "n't", "never"):
        return before == "so" and i <= 1
    return words[i - 1].pos_ != "PRON" or before in _WH


def ends_with_tag(sentence: Any) -> bool:
    """Return whether it ends in a tag that seeks agreement: ", right?", "is it", "or no"."""
    return bool(_TAG.search(sentence.text))
