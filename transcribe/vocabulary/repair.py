"""Put misheard names right: what sounds like a name becomes it when the speech model finds the name about as likely.

A name that the model has never met is decoded as common words that sound like it. Once the name stands in the text, the
same model finds it nearly as likely as those words, or likelier; a name that was not said, it finds far less likely. So
each span that sounds like a name is scored both ways on the sound around it, and likeness and the model's own doubt in
what it heard are weighed in.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from calls.transcript import Word
from transcribe.engine import SAMPLE_RATE, Clip, Engine, Heard
from transcribe.vocabulary.names import Name
from transcribe.vocabulary.near import Near, confidence, core, near_names
from transcribe.words import UNSPACED_LANGUAGES

CONTEXT_WORDS = 4  # on each side of a span: the model needs some sentence, and the shorter the sound the faster
LEAD_IN_S = 0.15
LEAD_OUT_S = 0.2
MAX_REGION_WORDS = 8
MAX_ALTERNATIVES = 12  # of one stretch of sound, the ones that sound most alike

# evidence = log-probability of the name less that of what was heard, in nats
#            + NATS_PER_LIKENESS * (likeness - USUAL_LIKENESS) + NATS_PER_DOUBT * (1 - mean word probability).
# Chosen on the calls `bench/names_calls/tune-*` with a hundred names that nobody says there; on two demo calls, no such
# name came nearer than -13.
NATS_PER_LIKENESS = 30.0
USUAL_LIKENESS = 0.75
NATS_PER_DOUBT = 5.0
MIN_EVIDENCE = -8.0
# A longer span gains by every word it swallows; between spans that want the same words, likeness weighs this much more.
NATS_PER_LIKENESS_AMONG_RIVALS = 60.0
MOST_CERTAIN = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One name put right: texts without punctuation around them, seconds as in the words given.

    `likeness` is how alike the two sound (1 is the same); `gain` the log-probability that the model gives the name over
    what it heard (nats), None where a person's `heard as` decided.
    """

    before: str
    after: str
    start_s: float
    end_s: float
    likeness: float
    gain: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `Repair(**shape)` reads it back unchanged."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Words with names put right, and what was changed."""

    words: tuple[Word, ...]
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What `with_names` gives: an answer for each clip, and the repairs of each clip."""

    heard: tuple[Heard, ...]
    repairs: tuple[tuple[Repair, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A span, the words to put there, and what speaks for it."""

    near: Near
    words: tuple[Word, ...]
    evidence: float
    gain: float | None


def with_names(
    clips: Sequence[Clip], heard: Sequence[Heard], *, names: Sequence[Name], engine: Engine, language: str
) -> Named:
    """Return what was heard in each clip with names put right. Clips are mono float32 at 16 kHz, at most 30 s.

    Costs next to nothing where nothing sounds like a name, else some 5 s of encoding for each span that does.
    """
    repaired = [
        repair(one.words, clip, names=names, engine=engine, language=language)
        for one, clip in zip(heard, clips, strict=True)
    ]
    return Named(
        heard=tuple(
            replace(one, words=result.words) if result.repairs else one
            for one, result in zip(heard, repaired, strict=True)
        ),
        repairs=tuple(result.repairs for result in repaired),
    )


def repair(heard: Sequence[Word], clip: Clip, *, names: Sequence[Name], engine: Engine, language: str) -> Repaired:
    """Return the words of one clip with names put right, in order and with times as before."""
    words = tuple(heard)
    if not names or not words or language in UNSPACED_LANGUAGES:
        return Repaired(words=words)
    judged = [
        verdict
        for region in _regions(near_names(words, names=names))
        for verdict in _judge(region, words=words, clip=clip, engine=engine, language=language)
    ]
    chosen = _chosen([verdict for verdict in judged if verdict.evidence >= MIN_EVIDENCE])
    return Repaired(words=_rebuilt(words, chosen), repairs=tuple(_record(one, words=words) for one in chosen))


def _regions(found: Sequence[Near]) -> list[list[Near]]:
    """Group spans that overlap or touch, so that they are scored on one piece of sound. `found` is in order."""
    regions: list[list[Near]] = []
    for near in found:
        region = regions[-1] if regions else []
        reach = max((one.last for one in region), default=0)
        if region and near.first <= reach and max(reach, near.last) - region[0].first <= MAX_REGION_WORDS:
            region.append(near)
        else:
            regions.append([near])
    return regions


def _judge(
    region: Sequence[Near], *, words: Sequence[Word], clip: Clip, engine: Engine, language: str
) -> list[_Judged]:
    certain = [
        _Judged(near=near, words=_named(words, near, suffix=""), evidence=math.inf, gain=None)
        for near in region
        if near.certain
    ]
    open_ = sorted((near for near in region if not near.certain), key=lambda near: -near.likeness)[:MAX_ALTERNATIVES]
    if not open_:
        return certain
    first = max(0, min(near.first for near in open_) - CONTEXT_WORDS)
    last = min(len(words), max(near.last for near in open_) + CONTEXT_WORDS)
    options = [(near, _named(words, near, suffix=suffix)) for near in open_ for suffix in _suffixes(words, near)]
    texts = [_text(words[first:last])]
    texts += [_text([*words[first : near.first], *named, *words[near.last : last]]) for near, named in options]
    sound = _cut(clip, words=words, first=first, last=last)
    as_heard, *scores = engine.score(sound, texts, language=language)
    gains = [score - as_heard for score in scores]
    return certain + [
        _Judged(near=near, words=named, evidence=_evidence(near, gain=gain, words=words), gain=gain)
        for (near, named), gain in zip(options, gains, strict=True)
    ]


def _evidence(near: Near, *, gain: float, words: Sequence[Word]) -> float:
    doubt = 1.0 - confidence(words[near.first : near.last])
    return gain + NATS_PER_LIKENESS * (near.likeness - USUAL_LIKENESS) + NATS_PER_DOUBT * doubt


def _cut(clip: Clip, *, words: Sequence[Word], first: int, last: int) -> Clip:
    start_s = max(0.0, words[first].start_s - LEAD_IN_S)
    end_s = words[last - 1].end_s + LEAD_OUT_S
    return clip[int(start_s * SAMPLE_RATE) : int(end_s * SAMPLE_RATE)]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.word for word in words)


def _suffixes(words: Sequence[Word], near: Near) -> tuple[str, ...]:
    """A final s may be a possessive that was heard as part of the word."""
    _, bare, after = core(words[near.last - 1].word)
    may_be = bare.lower().endswith("s") and not near.name.written.lower().endswith("s") and not after.startswith("'")
    return ("", "'s") if may_be else ("",)


def _named(words: Sequence[Word], near: Near, *, suffix: str) -> tuple[Word, ...]:
    """Return the words of the name in place of a span, with its punctuation, possessive and time."""
    span = words[near.first : near.last]
    parts = near.name.written.split()
    opening, closing = core(span[0].word)[0], core(span[-1].word)[2]
    texts = [*parts[:-1], parts[-1] + suffix + closing]
    texts[0] = opening + texts[0]
    suspect = next((word.suspect for word in span if word.suspect), None)
    overlap = any(word.overlap for word in span)
    return tuple(
        Word(word=text, start_s=start_s, end_s=end_s, probability=None, suspect=suspect, overlap=overlap)
        for text, (start_s, end_s) in zip(texts, _times(span, parts), strict=True)
    )


def _times(span: Sequence[Word], parts: Sequence[str]) -> list[tuple[float, float]]:
    """Return the time of each part: that of its word where there are as many, else a share by its letters."""
    if len(span) == len(parts):
        return [(word.start_s, word.end_s) for word in span]
    start_s, whole_s = span[0].start_s, span[-1].end_s - span[0].start_s
    letters = sum(map(len, parts))
    reached, times = 0, list[tuple[float, float]]()
    for part in parts:
        begin_s = start_s + whole_s * reached / letters
        reached += len(part)
        times.append((round(begin_s, 3), round(start_s + whole_s * reached / letters, 3)))
    return times


def _chosen(judged: Sequence[_Judged]) -> list[_Judged]:
    """Return the likeliest repairs that do not want the same words, in order of their start."""
    chosen: list[_Judged] = []
    for one in sorted(judged, key=lambda one: -one.evidence - NATS_PER_LIKENESS_AMONG_RIVALS * one.near.likeness):
        if not any(one.near.overlaps(other.near) for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.near.first)


def _rebuilt(words: Sequence[Word], chosen: Sequence[_Judged]) -> tuple[Word, ...]:
    rebuilt: list[Word] = []
    reached = 0
    for one in chosen:
        probability = _probability(one)
        rebuilt += words[reached : one.near.first]
        rebuilt += [replace(word, probability=probability) for word in one.words]
        reached = one.near.last
    return (*rebuilt, *words[reached:])


def _probability(one: _Judged) -> float:
    """Read the evidence as log-odds, even ones at the least that is accepted."""
    return round(min(MOST_CERTAIN, 1 / (1 + math.exp(MIN_EVIDENCE - one.evidence))), 4)


def _record(one: _Judged, *, words: Sequence[Word]) -> Repair:
    span = words[one.near.first : one.near.last]
    return Repair(
        before=_text(span).strip(".,?!;: "),
        after=_text(one.words).strip(".,?!;: "),
        start_s=span[0].start_s,
        end_s=span[-1].end_s,
        likeness=round(one.near.likeness, 3),
        gain=None if one.gain is None else round(one.gain, 2),
    )
