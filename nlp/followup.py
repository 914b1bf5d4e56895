"""What became of a moment in its call: what the rep said next, whether that answers, and whether it came back.

Came back: a later moment of the same kind and category, with a turn of the rep's between them, that is about the same:
the same competitor, or quotes whose vectors have a cosine of NEAR or more, or that share half of their telling words.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from calls.moment import Kind, Moment
from calls.transcript import Role, Transcript, Turn
from nlp.answers import Encode, is_answered
from nlp.wordforms import forms_of
from nlp.wordlists import word_set

# Of pairs of voicings in nlp/concerns.jsonl, 7.5 % of those of one concern are this near, and 0.75 % of those of two
# concerns of one kind.
NEAR = 0.4
_SHARED = 0.5
_LONGEST_ANSWER = 2_000
_SMALL_WORDS = word_set(
    "a an the and or but so if then than that this these those it its it's i i'm we you he she they them us our your "
    "my is are was were be been am do does did don't have has had will would can could should of to in on at for with "
    "from by about as not no yes yeah just really very that's what how much many there here get got like know think "
    "well"
)


def follow_up(moments: Sequence[Moment], transcript: Transcript, *, encode: Encode) -> tuple[Moment, ...]:
    """Return the moments of a transcript with what became of each. `encode` gives unit vectors of texts.

    `answered` is None for all but questions, and where nobody in the call is known to be a rep.
    """
    reps = [turn for turn in transcript.turns if turn.role is Role.REP]
    completed = [_with_answer(moment, reps, encode=encode) for moment in moments]
    later = _come_back(completed, encode=encode)
    return tuple(replace(moment, came_back_id=later.get(moment.id)) for moment in completed)


def _with_answer(moment: Moment, reps: Sequence[Turn], *, encode: Encode) -> Moment:
    following = next((turn for turn in reps if turn.index > moment.turn_index), None)
    answered = None
    if moment.kind is Kind.QUESTION and reps:
        answered = following is not None and is_answered(moment.quote, following.text[:_LONGEST_ANSWER], encode=encode)
    return replace(moment, answer_turn_index=following.index if following else None, answered=answered)


def _come_back(moments: Sequence[Moment], *, encode: Encode) -> dict[str, str]:
    """Return, for each moment whose concern comes back, the next moment in which it does."""
    groups: dict[object, list[Moment]] = {}
    for moment in moments:
        groups.setdefault((moment.kind, moment.category), []).append(moment)
    found: dict[str, str] = {}
    for group in groups.values():
        ordered = sorted(group, key=lambda moment: moment.turn_index)
        if ordered[0].turn_index == ordered[-1].turn_index:
            continue
        vectors = encode([moment.quote for moment in ordered])
        closeness = vectors @ vectors.T
        for i, moment in enumerate(ordered):
            for j in range(i + 1, len(ordered)):
                if _rep_between(moment, ordered[j]) and _is_same(moment, ordered[j], float(closeness[i, j])):
                    found[moment.id] = ordered[j].id
                    break
    return found


def _rep_between(moment: Moment, later: Moment) -> bool:
    return moment.answer_turn_index is not None and moment.answer_turn_index < later.turn_index


def _is_same(moment: Moment, later: Moment, closeness: float) -> bool:
    if moment.competitor and later.competitor:
        return moment.competitor == later.competitor
    return closeness >= NEAR or _shared(moment.quote, later.quote) >= _SHARED


def _shared(one: str, other: str) -> float:
    """Return how much of the telling words of the shorter text, in any form, the other one holds."""
    first, second = _telling(one), _telling(other)
    fewer, more = sorted((first, second), key=len)
    if len(fewer) < 2:
        return 0.0
    forms = {form for word in more for form in forms_of(word)}
    return sum(word in forms for word in fewer) / len(fewer)


def _telling(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower().replace("’", "'"))) - _SMALL_WORDS
