"""Lists of words and phrases, written as plain text and looked up quickly."""

import re


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`, which spaces part."""
    return frozenset(text.split())


def any_of(*phrases: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases (regular expressions) as whole words, in any letter case."""
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b", re.IGNORECASE)
