"""Cross-talk: words of one channel that are only heard because the other leaks into it are taken away.

How a channel sounds on the other is estimated once for a call as a filter (transfer function S_xy / S_xx by Welch's
method, IEEE Trans. Audio Electroacoust. 15, 1967, over the moments when the first is the louder). What the filter
explains of the other channel is leakage; the rest is its own. A word with next to no sound of its own was leaked, and
one with some was leaked if the other channel says the same word at the same time. People who really say "okay" at once
both have sound of their own, so both are kept.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.channels import (
    FRAME,
    LARGEST_DELAY_S,
    Levels,
    Sound,
    common_delay,
    levels_of,
    loud_moments,
    middle_of,
    sound_of,
)
from transcribe.engine import SAMPLE_RATE

WINDOW = 2048  # samples of a spectrum: 128 ms
HOP = 1024
# Speech is in this band; outside it hiss and hum are no sound of the speaker's own.
_BAND_HZ = (200.0, 3800.0)
_MOST_FRAMES = 4000
_FEWEST_FRAMES = 12
_LOUDER_BY_DB = 1.5
# The filter must explain this much of what is heard on the other channel, or nothing leaks.
_LEAKS = 0.2
# Share of a word's energy that must be its channel's own: little for a word that only one channel has, more for a word
# that the other has at the same time.
OWN_SHARE = 0.3
OWN_SHARE_OF_TWIN = 0.4
TWIN_WITHIN_S = 0.4
# Nobody says as many words as somebody else at the same time by chance.
TWINS_IN_A_ROW = 4
_SHORTEST_WORD_S = 0.15
_PHRASE_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leak:
    """How channel `source` sounds on channel `target`: `filter` (WINDOW // 2 + 1,) complex, after `delay` samples."""

    source: int
    target: int
    delay: int
    filter: NDArray[np.complex128]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recording:
    """Both channels: files, levels (dB, every 0.1 s), and the difference of level that parts their speakers."""

    pcm_paths: tuple[Path, Path]
    levels: tuple[Levels, Levels]
    middle_db: float

    def louder_db(self, channel: int, start_s: float, end_s: float) -> float:
        """Return how much louder a channel is than the other between two times, beyond what parts the speakers."""
        first = int(start_s * SAMPLE_RATE / FRAME)
        frames = slice(first, max(first + 1, int(np.ceil(end_s * SAMPLE_RATE / FRAME))))
        power = [float((10 ** (level[frames] / 10)).sum()) + 1e-12 for level in self.levels]
        apart = 10 * np.log10(power[0] / power[1]) - self.middle_db
        return float(apart if channel == 0 else -apart)


def without_crosstalk(
    words_by_channel: Mapping[int, Sequence[Word]], pcm_paths: Sequence[Path]
) -> dict[int, tuple[Word, ...]]:
    """Return the words of each channel without those that leaked in from the other; what is left is unchanged.

    Times are seconds from the start of the call; files are raw s16le, 16 kHz, mono, in channel order. Anything but two
    channels comes back as it is. Raises calls.errors.UnreadableAudio.
    """
    words = {channel: tuple(found) for channel, found in words_by_channel.items()}
    if len(pcm_paths) != 2 or not words.get(0) or not words.get(1) or not _meet(words[0], words[1]):
        return words
    recording = _open(pcm_paths)
    leaked: dict[int, set[int]] = {0: set(), 1: set()}
    for source, target in ((0, 1), (1, 0)):
        leak = _leak(recording, source=source, target=target)
        leaked[target] |= _leaked_words(words, recording, leak, source=source, target=target)
    return {
        channel: tuple(word for i, word in enumerate(words[channel]) if i not in leaked.get(channel, ()))
        for channel in words
    }


def _meet(first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Say whether any words of the two channels come at the same time."""
    return any(True for word in second if _around(first, word, within_s=TWIN_WITHIN_S))


def _around(words: Sequence[Word], word: Word, *, within_s: float) -> range:
    """Return the places of `words` that overlap the time of `word`, give or take `within_s`."""
    first = bisect_left(words, word.start_s - within_s, key=_end_s)
    return range(first, bisect_right(words, word.end_s + within_s, lo=first, key=_start_s))


def _start_s(word: Word) -> float:
    return word.start_s


def _end_s(word: Word) -> float:
    return word.end_s


def _open(pcm_paths: Sequence[Path]) -> _Recording:
    first, second = pcm_paths
    levels = (levels_of(first), levels_of(second))
    size = min(level.size for level in levels)
    apart = (levels[0][:size] - levels[1][:size]).astype(np.float64)
    loud = np.zeros(size, dtype=bool)
    for level in levels:
        loud |= level[:size] > np.percentile(level, 95) - 15.0
    return _Recording(pcm_paths=(first, second), levels=levels, middle_db=middle_of(apart[loud]) if loud.any() else 0.0)


def _leak(recording: _Recording, *, source: int, target: int) -> _Leak | None:
    """Return how `source` leaks into `target`, None where it does not."""
    moments = [
        at
        for at in loud_moments(recording.levels, most=_MOST_FRAMES * HOP // SAMPLE_RATE)
        if recording.louder_db(source, at / SAMPLE_RATE, at / SAMPLE_RATE + 1.0) > _LOUDER_BY_DB
    ]
    sounds = [
        tuple(sound_of(recording.pcm_paths[channel], at, at + SAMPLE_RATE) for channel in (source, target))
        for at in moments
    ]
    pairs = [(a, b) for a, b in sounds if a.any() and b.any()]
    if len(pairs) * SAMPLE_RATE // HOP < _FEWEST_FRAMES:
        return None
    delay = common_delay(pairs, most=round(LARGEST_DELAY_S * SAMPLE_RATE))
    crossed, own, other = _spectra(recording, moments, source=source, target=target, delay=delay)
    found = crossed / (own + 1e-9 * own.max() + 1e-20)
    band = _band()
    explained = float((np.abs(found[band]) ** 2 * own[band]).sum() / (other[band].sum() + 1e-20))
    return _Leak(source=source, target=target, delay=delay, filter=found) if explained >= _LEAKS else None


def _spectra(recording: _Recording, moments: Sequence[int], *, source: int, target: int, delay: int) -> tuple[Any, ...]:
    """Return sums over all frames of the moments: conj(X) Y, |X|² and |Y|², each (WINDOW // 2 + 1,)."""
    crossed = np.zeros(WINDOW // 2 + 1, dtype=np.complex128)
    own, other = np.zeros(WINDOW // 2 + 1), np.zeros(WINDOW // 2 + 1)
    for at in moments:
        x = _stft(sound_of(recording.pcm_paths[source], at, at + SAMPLE_RATE))
        y = _stft(sound_of(recording.pcm_paths[target], at + delay, at + delay + SAMPLE_RATE))
        crossed += (np.conj(x) * y).sum(axis=0)
        own += (np.abs(x) ** 2).sum(axis=0)
        other += (np.abs(y) ** 2).sum(axis=0)
    return crossed, own, other


def _stft(sound: Sound) -> NDArray[np.complex128]:
    """Return (frames, WINDOW // 2 + 1) spectra of Hann windows, half overlapping."""
    count = max(1, 1 + (sound.size - WINDOW) // HOP)
    filled = np.pad(sound, (0, max(0, (count - 1) * HOP + WINDOW - sound.size)))
    frames = np.lib.stride_tricks.sliding_window_view(filled, WINDOW)[::HOP][:count]
    return np.asarray(np.fft.rfft(frames * np.hanning(WINDOW), axis=1), dtype=np.complex128)


def _band() -> slice:
    low, high = (round(hz * WINDOW / SAMPLE_RATE) for hz in _BAND_HZ)
    return slice(low, high + 1)


def _leaked_words(
    words: Mapping[int, Sequence[Word]], recording: _Recording, leak: _Leak | None, *, source: int, target: int
) -> set[int]:
    """Return the places of the target's words that are the source's."""
    twins = _twins(words[target], words[source])
    rows = _rows(twins)
    leaked = set()
    for places in _phrases(words[target]):
        if not any(_around(words[source], words[target][i], within_s=TWIN_WITHIN_S) for i in places):
            continue
        own = _own_shares([words[target][i] for i in places], recording, leak) if leak else np.ones(len(places))
        for i, share in zip(places, own, strict=True):
            word = words[target][i]
            fainter = recording.louder_db(source, word.start_s, word.end_s) > 0
            enough = OWN_SHARE_OF_TWIN if i in twins else OWN_SHARE
            if fainter and (share < enough or rows.get(i, 0) >= TWINS_IN_A_ROW):
                leaked.add(i)
    return leaked


def _twins(words: Sequence[Word], others: Sequence[Word]) -> dict[int, int]:
    """Return which word of `others` says the same at the same time, for those of `words` that have one."""
    found = {}
    for i, word in enumerate(words):
        middle, key = (word.start_s + word.end_s) / 2, _key(word)
        near = [
            (abs((others[j].start_s + others[j].end_s) / 2 - middle), j)
            for j in _around(others, word, within_s=TWIN_WITHIN_S)
            if key and _key(others[j]) == key
        ]
        if near and min(near)[0] <= TWIN_WITHIN_S:
            found[i] = min(near)[1]
    return found


def _key(word: Word) -> str:
    return "".join(c for c in word.word.lower() if c.isalnum())


def _rows(twins: Mapping[int, int]) -> dict[int, int]:
    """Return for each word with a twin how many words in a row have twins in the same order."""
    lengths: dict[int, int] = {}
    row: list[int] = []
    for i in [*sorted(twins), -1]:
        if row and (i != row[-1] + 1 or twins[i] <= twins[row[-1]]):
            lengths.update(dict.fromkeys(row, len(row)))
            row = []
        row.append(i)
    return lengths


def _phrases(words: Sequence[Word]) -> Iterator[list[int]]:
    """Yield the places of words that follow each other without a pause, twenty seconds at most."""
    phrase: list[int] = []
    for i, word in enumerate(words):
        if phrase:
            pause_s = word.start_s - words[phrase[-1]].end_s
            if pause_s > _PHRASE_PAUSE_S or word.end_s - words[phrase[0]].start_s > 20.0:
                yield phrase
                phrase = []
        phrase.append(i)
    if phrase:
        yield phrase


def _own_shares(phrase: Sequence[Word], recording: _Recording, leak: _Leak) -> NDArray[np.float64]:
    """Return (len(phrase),): the share of each word's energy on the target that the source does not explain."""
    start = round(phrase[0].start_s * SAMPLE_RATE) - WINDOW
    end = round(max(word.end_s for word in phrase) * SAMPLE_RATE) + WINDOW
    y = _stft(sound_of(recording.pcm_paths[leak.target], start, end))[:, _band()]
    x = _stft(sound_of(recording.pcm_paths[leak.source], start - leak.delay, end - leak.delay))[:, _band()]
    heard = (np.abs(y) ** 2).sum(axis=1)
    own = (np.abs(y - x * leak.filter[_band()]) ** 2).sum(axis=1)
    middles_s = (start + HOP * np.arange(len(y)) + WINDOW / 2) / SAMPLE_RATE
    shares = np.ones(len(phrase))
    for i, word in enumerate(phrase):
        end_s = max(word.end_s, word.start_s + _SHORTEST_WORD_S)
        inside = (middles_s >= word.start_s) & (middles_s <= end_s)
        if inside.any():
            shares[i] = own[inside].sum() / (heard[inside].sum() + 1e-20)
    return shares
