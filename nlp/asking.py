"""Whether a sentence asks something, by its words alone: quick, and without a model. See `nlp.questions` for syntax."""

import re

from nlp.wordlists import any_of

_FILLERS = (
    r"(?:(?:so|and|but|um+|uh+|er|okay|ok|well|yeah|yes|right|sorry|now|then|oh|hmm|also|sure|alright|like)[,\s]+)*"
)
_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|can|could|would|will|have|has|had|should|am|may|might|don't|doesn't|didn't|isn't"
    r"|aren't|wasn't|weren't|can't|couldn't|wouldn't|won't|haven't|hasn't)"
)
_SUBJECT = r"(?:you|it|that|they|there|we|this|i|he|she|these|those|your|our|the|any|anyone|anybody|someone|my|a|an)"
_INVERTED = re.compile(rf"^\s*{_FILLERS}{_AUXILIARY}\s+{_SUBJECT}\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    rf"^\s*{_FILLERS}(?:(?:what|how|who|which|where|when|why|whose)(?:\s+(?!i\b|we\b|you\b|they\b|it\b)\w+){{0,3}}?\s+"
    rf"{_AUXILIARY}\b|(?:what|how|who|where|when|why)(?:'s|'re|s)\b|what about\b|how about\b|how come\b)",
    re.IGNORECASE,
)
_INDIRECT = any_of(
    r"(?:can|could|would) you (?:tell|explain|clarify|walk|show|say|give|share)",
    r"i(?:'m| am| was)? (?:just )?wonder(?:ing)?",
    r"(?:i'?d|i would|we'?d|we would) (?:like|love|want) to (?:know|understand|hear)",
    r"(?:want|need) to (?:know|understand) (?:how|what|if|whether|when|who|why|where)",
    r"my question",
    "(?:tell|walk) me (?:about|through|how|what|more)",
)


def asks(sentence: str) -> bool:
    """Return whether a sentence, or one of a few, asks: by its mark, by inversion or indirectly."""
    sentence = sentence.replace("’", "'")
    if re.search(r"\?[\"')\]”’]*(?:\s|$)", sentence):
        return True
    return bool(_INVERTED.search(sentence) or _QUESTION_WORD.search(sentence) or _INDIRECT.search(sentence))
