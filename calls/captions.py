"""Captions: a transcript as WebVTT or SubRip, in cues short enough to be read while they are heard.

A cue has at most two lines of 42 characters and lasts at most seven seconds, as broadcasters' guidelines ask (for
example the BBC's subtitle guidelines and Netflix's timed text style guide).
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calls.speakers import shown_names
from calls.transcript import Transcript, Turn, Word
from calls.wording import UNSPACED_LANGUAGES, running_text, spread

LONGEST_CUE_S = 7.0
LINE_CHARACTERS, CUE_LINES = 42, 2
# A cue ends at a pause as long as this, so that it does not stand while nobody speaks.
_PAUSE_S = 1.0
# Shorter cues cannot be read; one is held on where nothing follows at once.
_SHORTEST_CUE_S = 0.8
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Text on screen from `start_s` to `end_s`. `begins` says that its speaker begins a turn with it."""

    speaker: str
    text: str
    start_s: float
    end_s: float
    begins: bool


def cues(transcript: Transcript) -> tuple[Cue, ...]:
    """Return the cues of a transcript in order of their start; turns without times are left out."""
    names = shown_names(transcript)
    found = [
        cue
        for turn in transcript.turns
        for cue in _cues_of(turn, speaker=names[turn.speaker], language=transcript.language)
    ]
    return tuple(sorted(found, key=lambda cue: cue.start_s))


def transcript_to_vtt(transcript: Transcript) -> str:
    """Return the transcript as WebVTT, each cue with the speaker as its voice."""
    return "\n".join(["WEBVTT", "", *(_vtt_cue(cue) for cue in cues(transcript))])


def transcript_to_srt(transcript: Transcript) -> str:
    """Return the transcript as SubRip; the speaker is named where a turn begins."""
    return "\n".join(_srt_cue(number, cue) for number, cue in enumerate(cues(transcript), start=1))


def _vtt_cue(cue: Cue) -> str:
    text = _wrapped(cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    speaker = " ".join(cue.speaker.replace("&", "&amp;").replace(">", "").split())
    return f"{_stamp(cue.start_s)} --> {_stamp(cue.end_s)}\n<v {speaker}>{text}\n"


def _srt_cue(number: int, cue: Cue) -> str:
    named = f"{' '.join(cue.speaker.split())}: {cue.text}" if cue.begins else cue.text
    text = _wrapped(named.replace("-->", "->"))
    return f"{number}\n{_stamp(cue.start_s, mark=',')} --> {_stamp(cue.end_s, mark=',')}\n{text}\n"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, LINE_CHARACTERS, break_long_words=False, break_on_hyphens=False)) or text


def _cues_of(turn: Turn, *, speaker: str, language: str) -> Iterator[Cue]:
    words = _timed(turn, language=language)
    groups = list(_groups(words, language=language))
    for number, group in enumerate(groups):
        follows_s = groups[number + 1][0].start_s if number + 1 < len(groups) else None
        start_s = group[0].start_s
        yield Cue(
            speaker=speaker,
            text=running_text((word.word for word in group), language=language),
            start_s=start_s,
            end_s=_end_s(start_s, max(word.end_s for word in group), follows_s=follows_s),
            begins=number == 0,
        )


def _timed(turn: Turn, *, language: str) -> tuple[Word, ...]:
    """Return the words of a turn with times, shared out over the turn where nobody measured them."""
    if turn.words:
        return turn.words
    if turn.start_s is None or turn.end_s is None:
        return ()
    tokens = [turn.text[n : n + LINE_CHARACTERS] for n in range(0, len(turn.text), LINE_CHARACTERS)]
    spaced = language not in UNSPACED_LANGUAGES
    return spread(turn.text.split() if spaced else tokens, start_s=turn.start_s, end_s=max(turn.end_s, turn.start_s))


def _groups(words: Sequence[Word], *, language: str) -> Iterator[list[Word]]:
    """Yield the words of each cue: as many as fit, broken at a pause or a sentence's end where there is one."""
    group: list[Word] = []
    for word in words:
        if group and (word.start_s - group[-1].end_s >= _PAUSE_S or not _fits([*group, word], language=language)):
            at = _breaking_place(group) if word.start_s - group[-1].end_s < _PAUSE_S else len(group)
            yield group[:at]
            group = group[at:]
            if group and not _fits([*group, word], language=language):
                yield group
                group = []
        group.append(word)
    if group:
        yield group


def _breaking_place(group: Sequence[Word]) -> int:
    """Return how many words to put on a full cue: up to the last sentence's end or comma past its middle, or all."""
    for signs in (_SENTENCE_ENDS, (",", ";", ":", "、", "，")):
        for at in range(len(group), len(group) // 2, -1):
            if group[at - 1].word.endswith(signs):
                return at
    return len(group)


def _fits(words: Sequence[Word], *, language: str) -> bool:
    text = running_text((word.word for word in words), language=language)
    short = len(text) <= LINE_CHARACTERS or len(_wrapped(text).splitlines()) <= CUE_LINES
    return short and words[-1].end_s - words[0].start_s <= LONGEST_CUE_S


def _end_s(start_s: float, end_s: float, *, follows_s: float | None) -> float:
    held = max(end_s, start_s + _SHORTEST_CUE_S)
    if follows_s is not None:
        held = max(min(held, follows_s), min(end_s, follows_s), start_s + 0.001)
    return min(held, start_s + LONGEST_CUE_S)


def _stamp(seconds: float, *, mark: str = ".") -> str:
    millis = round(seconds * 1000)
    hours, rest = divmod(millis, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"
