"""From what was heard of each channel or voice to one transcript of turns."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from calls.provenance import Provenance
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn, Word
from transcribe.engine import Heard
from transcribe.speakers.separated import Separated
from transcribe.windows import Window
from transcribe.words import text_of

# A speaker who pauses longer than this begins a new turn even if nobody else speaks.
MAX_PAUSE_S = 2.0
# Sound that only shows listening ("mm-hm") ends the other's turn only if the other waited this long for it.
MIN_WAIT_S = 1.2
PHRASE_PAUSE_S = 0.3
MIN_OVERLAP_S = 0.1  # word times are no more accurate than this
MAX_BACKCHANNEL_WORDS = 3
# fmt: off
BACKCHANNELS = frozenset((
    "mm", "mhm", "mmhm", "mmhmm", "hm", "hmm", "huh", "uh", "uhhuh", "ah", "oh", "okay", "ok", "yeah", "yep", "yes",
    "right", "sure", "great", "gotcha", "alright", "cool",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words of one speaker without a pause between them."""

    speaker: int
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
        channels[window.channel].extend(window.placed(word) for word in result.words)
    return {channel: tuple(words) for channel, words in channels.items()}


def channel_speakers(*, channels: int, channel_roles: Sequence[Role]) -> tuple[Speaker, ...]:
    """Return who speaks on each channel: `rep` and `buyer`, or `channel 1` and `channel 2` where roles are unknown.

    The only channel of a recording whose voices were not told apart is `unknown`. Two channels of one role are `rep`
    and `rep 2`.
    """
    roles = [channel_roles[i] if i < len(channel_roles) else Role.UNKNOWN for i in range(channels)]
    return tuple(_channel_speaker(roles, number) for number in range(channels))


def _channel_speaker(roles: Sequence[Role], number: int) -> Speaker:
    role = roles[number]
    if role is Role.UNKNOWN:
        return Speaker(label=role.value if len(roles) == 1 else f"channel {number + 1}")
    before = roles[:number].count(role)
    label = f"{role.value} {before + 1}" if before else role.value
    return Speaker(label=label, role=role, confidence=1.0, decided_by=DecidedBy.CHANNELS)


def voice_speakers(voices: int) -> tuple[Speaker, ...]:
    """Return the speakers of voices that were told apart: `speaker 1`, `speaker 2`, …, of roles unknown as yet."""
    return tuple(Speaker(label=f"speaker {number + 1}") for number in range(voices))


def words_by_voice(words: Sequence[Word], separated: Separated) -> dict[int, tuple[Word, ...]]:
    """Return the words of each voice in order, those marked during which somebody else speaks too."""
    heard: dict[int, list[Word]] = {voice: [] for voice in range(len(separated.voices))}
    for word, voice, overlap in zip(words, separated.speakers, separated.overlaps, strict=True):
        heard[voice].append(replace(word, overlap=True) if overlap else word)
    return {voice: tuple(theirs) for voice, theirs in heard.items()}


def assemble(
    *,
    call_id: str,
    heard: Mapping[int, Sequence[Word]],
    speakers: Sequence[Speaker],
    duration_s: float,
    language: str,
    provenance: Provenance,
    warnings: Sequence[str] = (),
) -> Transcript:
    """Return the transcript of a call from the words of each speaker, times in seconds from the start of the call.

    `heard[i]` are the words of `speakers[i]`, a channel or a voice. Every word lies in exactly one turn. Turns are
    ordered by start; one ends where another speaker takes over or after a pause of two seconds, while a listener's
    "mm-hm" does not break the sentence it falls into. Words during which another speaker says more are marked.
    """
    marked = _with_overlaps({index: list(_phrases(index, words)) for index, words in heard.items()})
    stretches = [stretch for index in sorted(marked) for stretch in _stretches(index, marked)]
    stretches.sort(key=lambda stretch: (stretch.start_s, stretch.speaker))
    turns = tuple(
        Turn(
            index=index,
            speaker=speakers[stretch.speaker].label,
            role=speakers[stretch.speaker].role,
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
        speakers=tuple(speakers),
    )


def _with_overlaps(phrases: Mapping[int, Sequence[_Phrase]]) -> dict[int, list[_Phrase]]:
    """Mark the words during which another speaker says something other than a backchannel."""
    spoken = {
        speaker: [word for phrase in theirs if not phrase.is_backchannel for word in phrase.words]
        for speaker, theirs in phrases.items()
    }
    marked = {}
    for speaker, theirs in phrases.items():
        others = [_Timeline(words) for other, words in spoken.items() if other != speaker]
        marked[speaker] = [
            replace(phrase, words=tuple(_marked(word, others) for word in phrase.words)) for phrase in theirs
        ]
    return marked


def _marked(word: Word, others: Sequence["_Timeline"]) -> Word:
    over = any(other.shares(word.start_s, word.end_s) for other in others)
    return replace(word, overlap=True) if over and not word.overlap else word


class _Timeline:
    """When somebody's words are said; the words of one speaker come one after the other."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._starts = [word.start_s for word in words]
        self._ends = [word.end_s for word in words]

    def shares(self, start_s: float, end_s: float) -> bool:
        """Say whether a word is said between two times, by more than the inaccuracy of word times."""
        first = bisect_right(self._ends, start_s)
        for index in range(first, len(self._starts)):
            if self._starts[index] >= end_s:
                return False
            if min(end_s, self._ends[index]) - max(start_s, self._starts[index]) > MIN_OVERLAP_S:
                return True
        return False


def _phrases(speaker: int, words: Iterable[Word]) -> Iterator[_Phrase]:
    phrase: list[Word] = []
    for word in words:
        if phrase and word.start_s - phrase[-1].end_s >= PHRASE_PAUSE_S:
            yield _Phrase(speaker, tuple(phrase))
            phrase = []
        phrase.append(word)
    if phrase:
        yield _Phrase(speaker, tuple(phrase))


class _Others:
    """When the other speakers speak, as middles of their words."""

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


def _stretches(speaker: int, phrases: Mapping[int, Sequence[_Phrase]]) -> Iterator[_Phrase]:
    """Join the phrases of a speaker into turns."""
    others = _Others(phrase for other, theirs in phrases.items() if other != speaker for phrase in theirs)
    stretch: list[Word] = []
    for phrase in phrases[speaker]:
        if stretch:
            pause = (stretch[-1].end_s, phrase.start_s)
            if pause[1] - pause[0] > MAX_PAUSE_S or others.take_over(*pause):
                yield _Phrase(speaker, tuple(stretch))
                stretch = []
        stretch.extend(phrase.words)
    if stretch:
        yield _Phrase(speaker, tuple(stretch))
