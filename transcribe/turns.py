"""From what was heard on each channel to one transcript of turns."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn, Word
from transcribe.engine import Heard
from transcribe.windows import Window
from transcribe.words import text_of

# A speaker who pauses longer than this begins a new turn even if nobody else speaks.
MAX_PAUSE_S = 2.0
# Sound that only shows listening ("mm-hm") ends the other's turn only if the other waited this long for it.
MIN_WAIT_S = 1.2
PHRASE_PAUSE_S = 0.3
MAX_BACKCHANNEL_WORDS = 3
# fmt: off
BACKCHANNELS = frozenset((
    "mm", "mhm", "mmhm", "mmhmm", "hm", "hmm", "huh", "uh", "uhhuh", "ah", "oh", "okay", "ok", "yeah", "yep", "yes",
    "right", "sure", "great", "gotcha", "alright", "cool",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words of one channel without a pause between them."""

    channel: int
    words: tuple[Word, ...]

    @property
    def start_s(self) -> float:
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        return self.words[-1].end_s

    @property
    def is_backchannel(self) -> bool:
        keys = ["".join(c for c in word.word.lower() if c.isalnum()) for word in self.words]
        return len(keys) <= MAX_BACKCHANNEL_WORDS and all(key in BACKCHANNELS for key in keys)


def words_in_call(windows: Sequence[Window], heard: Sequence[Heard]) -> dict[int, tuple[Word, ...]]:
    """Return the words of each channel in order, with times from the start of the call.

    `heard` holds what was heard in each of `windows`, in the same order.
    """
    channels: dict[int, list[Word]] = {window.channel: [] for window in windows}
    pairs = sorted(zip(windows, heard, strict=True), key=lambda pair: pair[0].start_s)
    for window, result in pairs:
        channels[window.channel].extend(
            replace(
                word,
                start_s=round(window.start_s + word.start_s, 3),
                end_s=round(window.start_s + word.end_s, 3),
            )
            for word in result.words
        )
    return {channel: tuple(words) for channel, words in channels.items()}


def assemble(
    *,
    call_id: str,
    heard: Mapping[int, Sequence[Word]],
    channels: int,
    channel_roles: Sequence[Role],
    duration_s: float,
    language: str,
    provenance: Provenance,
    warnings: Sequence[str] = (),
) -> Transcript:
    """Return the transcript of a call from the words of each channel, times in seconds from the start of the call.

    `channels` is how many the recording has and `channel_roles` who speaks on each, empty where unknown. Every word
    lies in exactly one turn. Turns are ordered by start; one ends where the other speaker takes over or after a pause
    of two seconds, while a listener's "mm-hm" does not break the sentence it falls into. Speakers are `rep` and
    `buyer`, `channel 1` and `channel 2` where roles are unknown, and `unknown` on mono.
    """
    phrases = {channel: list(_phrases(channel, words)) for channel, words in heard.items()}
    stretches = [stretch for channel in sorted(phrases) for stretch in _stretches(channel, phrases)]
    stretches.sort(key=lambda stretch: (stretch.start_s, stretch.channel))
    names = _speakers(channels=channels, channel_roles=channel_roles)
    turns = tuple(
        Turn(
            index=index,
            speaker=names[stretch.channel][0],
            role=names[stretch.channel][1],
            text=text_of(stretch.words, language=language),
            start_s=stretch.start_s,
            end_s=stretch.end_s,
            words=stretch.words,
        )
        for index, stretch in enumerate(stretches)
    )
    return Transcript(
        call_id=call_id,
        language=language,
        duration_s=round(duration_s, 3),
        turns=turns,
        provenance=provenance,
        warnings=tuple(warnings),
    )


def _speakers(*, channels: int, channel_roles: Sequence[Role]) -> list[tuple[str, Role]]:
    roles = [channel_roles[i] if i < len(channel_roles) else Role.UNKNOWN for i in range(channels)]
    if channels == 1:
        return [(roles[0].value, roles[0])]
    return [
        (f"channel {number}" if role is Role.UNKNOWN else role.value, role)
        for number, role in enumerate(roles, start=1)
    ]


def _phrases(channel: int, words: Iterable[Word]) -> Iterator[_Phrase]:
    phrase: list[Word] = []
    for word in words:
        if phrase and word.start_s - phrase[-1].end_s >= PHRASE_PAUSE_S:
            yield _Phrase(channel, tuple(phrase))
            phrase = []
        phrase.append(word)
    if phrase:
        yield _Phrase(channel, tuple(phrase))


class _Others:
    """When the other channels speak, as middles of their words."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        middles: dict[bool, list[float]] = {True: [], False: []}
        for phrase in phrases:
            middles[phrase.is_backchannel].extend((word.start_s + word.end_s) / 2 for word in phrase.words)
        self._listening = sorted(middles[True])
        self._speaking = sorted(middles[False])

    def take_over(self, start_s: float, end_s: float) -> bool:
        """Say whether somebody else takes the turn in a pause between two times."""
        if _any_between(self._speaking, start_s, end_s):
            return True
        return end_s - start_s >= MIN_WAIT_S and _any_between(self._listening, start_s, end_s)


def _any_between(times: Sequence[float], start_s: float, end_s: float) -> bool:
    return bisect_left(times, start_s) < bisect_right(times, end_s)


def _stretches(channel: int, phrases: Mapping[int, Sequence[_Phrase]]) -> Iterator[_Phrase]:
    """Join the phrases of a channel into turns."""
    others = _Others(phrase for other, theirs in phrases.items() if other != channel for phrase in theirs)
    stretch: list[Word] = []
    for phrase in phrases[channel]:
        if stretch:
            pause = (stretch[-1].end_s, phrase.start_s)
            if pause[1] - pause[0] > MAX_PAUSE_S or others.take_over(*pause):
                yield _Phrase(channel, tuple(stretch))
                stretch = []
        stretch.extend(phrase.words)
    if stretch:
        yield _Phrase(channel, tuple(stretch))
