"""Whether what the rep says next answers a buyer's question.

Sentences that put an answer off ("let me check"), ask back or only acknowledge are set aside. What remains answers
where it opens as an answer does ("yes", "we do", "not before"), names a number or time that was asked for, or speaks of
what was asked: the cosine of its sentence vector with the question's reaches ANSWERS. `nlp.training.answers` says how
often that is right on labelled pairs.
"""

import re
from collections.abc import Callable, Sequence

from nlp.asking import asks
from nlp.encoder import Vectors
from nlp.wordlists import any_of

Encode = Callable[[Sequence[str]], Vectors]

# Chosen on two thirds of nlp/training/answer_pairs.jsonl; the other third is what is reported.
ANSWERS = 0.15
_SENTENCE = re.compile(r"[^.?!…]+[.?!…]*[\"'”’)]*")
_DEFERS = any_of(
    r"(?:get|come|circle|go|call) back (?:to|with)",
    r"(?:call|get) you back",
    r"let me (?:just |quickly |go )?(?:double.?check|check|see|find|look|ask|confirm|verify|take that"
    r"|pull|dig|loop|get)",
    r"i(?:'ll|'d| will| would| can)? ?(?:have to|need to|want to|rather|gotta)? ?(?:just )?(?:find out"
    r"|look (?:it|that|into)"
    r"|double.?check|check (?:with|on|that)|confirm|verify|follow up|ask (?:my|our|the|around|product"
    r"|somebody|someone)"
    r"|run (?:it|that) (?:by|past)|take that away|see what i can)",
    r"i(?:'d| would)? ?(?:have|need|'ll have|will have) to (?:ask|check|look|see|find|run|talk|speak|get)",
    r"i(?:'ll| will) (?:send|email|forward|shoot|drop|ask|look|have (?:our|my|the|somebody|someone)"
    r"|set up|work (?:it|that))",
    r"i(?:'ll| will|'d| would)? ?need (?:approval|to get approval)",
    r"(?:i )?(?:honestly |really |actually )?(?:don'?t|do not) (?:know|have (?:that|the|those|it))",
    r"(?:i'?m|i am) not (?:sure|certain|the right person|100)",
    r"(?:i'?m|i am) no \w+ (?:person|expert|lawyer)",
    r"(?:not|isn't) (?:that i know of|my area)",
    r"(?:i )?(?:couldn'?t|can'?t|cannot) (?:tell you|say|promise|answer)",
    r"i(?:'d| would) be guessing",
    r"i wish i knew",
    r"hard to say",
    r"don'?t quote me",
    r"off the top of my head",
    r"above my pay grade",
    r"leave it with me",
    r"give me (?:until|a day|a minute|till)",
    r"(?:one|a question) for (?:our|my|the) \w+",
    r"(?:my|our|the) (?:manager|boss|lawyer|legal|director) (?:would|will) have to",
    r"(?:let's|let us) (?:park|come back|table|take that offline)",
    r"i(?:'d| would) want to (?:confirm|check)",
    r"before i tell you something",
    r"get you in touch",
    r"see if i can",
    r"(?:it )?(?:really |all )?depends on a lot",
)  # fmt: skip
_ACKNOWLEDGES = re.compile(
    r"^\W*(?:(?:so|um+|uh+|mm+|hm+|mhm|mm hmm|okay|ok|yeah|right|sure|great|good|fair|nice|perfect"
    r"|awesome|got it|well|wow"
    r"|makes sense|absolutely|totally|i hear you|i see|love that|thank you|thanks(?: for asking)?"
    r"|that's a|a|of course"
    r"|(?:great|good|fair|excellent) question|question|ooh|ah|oh)\W*)+$",
    re.IGNORECASE,
)
_OPENERS = r"(?:(?:so|um+|uh+|well|oh|ah|honestly|actually|and|here)[,\s]+)*"
_REPLIES = re.compile(
    rf"^\W*{_OPENERS}(?:yes|yep|yup|no|nope|not (?:before|after|until|at|yet|really)|none|never|always"
    rf"|only|correct|exactly"
    r"|sure (?:is|does|can|do|are)|(?:sure|of course|absolutely|definitely|certainly|yeah|right now),? \w+"
    r"|(?:we|it|they|you|i|there|that|she|he) (?:do|does|don't|doesn't|did|is|isn't|are|aren't|can|can't"
    r"|will|won't|would"
    r"|wouldn't|has|have|was|were)\b)",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"^\W*(?:(?:so|um+|uh+|and|but|okay|ok|well|also)[,\s]+)*(?:do|does|did|is|are|was|were|can|could"
    r"|would|will|have|has|had"
    r"|should|am|may|isn't|aren't|don't|doesn't|can't|won't)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\bhow (?:much|many|long|soon|often|far|big|fast|old|late|early|accurate)|\bwhen\b|\bwhat(?:'s| is| are| was)?"
    r"(?: \w+){0,3} (?:price|cost|rate|fee|minimum|average|length|deductible|lead time|uptime|total|limit"
    r"|penalty)|\bcost\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d|[$£€%]|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred|thousand|million|half|twice|once|dozen|percent|free|january|february|march"
    r"|april|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow"
    r"|today|(?:a|an|per|every|next) (?:day|week|month|year|hour|minute)|days|weeks|months|years|hours|minutes)\b",
    re.IGNORECASE,
)


def is_answered(question: str, answer: str, *, encode: Encode) -> bool:
    """Return whether a rep's turn answers the question that a buyer asked before it. `encode` gives unit vectors."""
    question, answer = question.replace("’", "'"), answer.replace("’", "'")
    said = [sentence.strip() for sentence in _SENTENCE.findall(answer) if any(c.isalnum() for c in sentence)]
    telling = [s for s in said if not asks(s) and not _ACKNOWLEDGES.match(s) and not _DEFERS.search(s)]
    if not telling:
        return _is_plain_yes(question, said)
    if _is_put_off(said, telling):
        return False
    if _REPLIES.match(telling[0]) or (_COUNTS.search(question) and any(_AMOUNT.search(s) for s in telling)):
        return True
    vectors = encode([question, *telling])
    return bool(float((vectors[1:] @ vectors[0]).max()) >= ANSWERS)


def _is_plain_yes(question: str, said: Sequence[str]) -> bool:
    """Whether the turn is nothing but a yes to a question of yes or no, and asks nothing back."""
    plain = re.compile(
        r"^\W*(?:yes|yeah|yep|yup|sure|absolutely|of course|no|nope|totally|right|correct)\W*$", re.IGNORECASE
    )
    return len(said) == 1 and bool(_YES_OR_NO.match(question)) and bool(plain.match(said[0]))


def _is_put_off(said: Sequence[str], telling: Sequence[str]) -> bool:
    """Whether an answer is put off and what else is said is too little to be one."""
    put_off = [sentence for sentence in said if _DEFERS.search(sentence)]
    return bool(put_off) and said.index(put_off[0]) <= said.index(telling[0])
