"""The second guard against invented text: words are judged by the sound beneath them, phrase by phrase.

The first guards are voice activity detection (low thresholds, so that no word is lost) and the decoder's own doubt
(transcribe.loops). What still comes from music, tones or noise is taken out here, and only where two kinds of evidence
agree: the sound is not like a voice's, and the words are not like sure ones. The limits lie outside everything measured
on the phrases of the demo calls (voice at least 0.2, likeness at most 0.7, flatness at most 0.1, spread at least 6 dB).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.engine import SAMPLE_RATE, Clip, Heard
from transcribe.loops import MAX_NO_SPEECH_PROB, is_doubtful
from transcribe.suspects import NO_SPEECH
from transcribe.windows import FRAME, FRAME_S, Probabilities, speech_probabilities

PHRASE_PAUSE_S = 0.5
MARGIN_S = 0.1  # sound around a phrase that is judged with it: word times are good to about a tenth

NO_VOICE = 0.1  # mean probability of speech below which nobody speaks
WEAK_VOICE = 0.35
STEADY = 0.75  # likeness of spectra 0.2 s apart above which a note is held: no vowel is
FLAT = 0.2  # spectral flatness above which it is noise
MIN_SPREAD_DB = 4.0  # the level of speech rises and falls with its syllables

UNSURE_PROBABILITY = 0.6  # geometric mean of a phrase's words
UNSURE_LOGPROB = -0.7

# What Whisper writes where it hears nothing: ends of the films whose subtitles it learned from.
STOCK_PHRASES = frozenset((
    "you", "thank you", "thank you very much", "thanks", "thanks for watching", "thank you for watching", "bye",
    "bye bye", "please subscribe", "like and subscribe", "see you next time", "the end", "music", "applause", "silence",
    "oh", "so", "okay", "hmm",
))  # fmt: skip

HOP = 320  # samples between spectra: 20 ms
SPECTRUM = 512  # samples a spectrum: 32 ms
BINS = slice(3, 110)  # 94 to 3,400 Hz: what a telephone line carries
APART = 10  # spectra: 0.2 s
LOUD_DB = 25.0  # frames further below the loudest are not judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for a voice in a stretch of sound.

    `voice` is the mean probability of speech, `steadiness` the median likeness (correlation, -1 to 1) of log spectra
    0.2 s apart, `flatness` the median spectral flatness (0 for tones, 0.5 for white noise), `spread_db` the standard
    deviation of the level. Sound too short to tell is taken for speech.
    """

    voice: float
    steadiness: float = 0.0
    flatness: float = 0.0
    spread_db: float = 20.0

    @property
    def is_unlike_speech(self) -> bool:
        """Whether the sound is a held note, noise, or of constant level."""
        return self.steadiness > STEADY or self.flatness > FLAT or self.spread_db < MIN_SPREAD_DB


def without_inventions(heard: Heard, *, clip: Clip) -> Heard:
    """Return what was heard without the phrases that nobody said; those that may be so are marked suspect.

    `clip` is the sound that was decoded (float32, 16 kHz, mono), word times are seconds from its start. Sure words are
    not listened to again, so most clips cost nothing. Raises calls.errors.EngineMissing when voice activity detection
    is not installed.
    """
    phrases = list(_phrases(heard.words))
    doubts = [is_stock(phrase) or is_unsure(phrase, decoding=heard) for phrase in phrases]
    if not any(doubts):
        return heard
    voice = _voice(clip)
    kept: list[Word] = []
    for phrase, doubt in zip(phrases, doubts, strict=True):
        evidence = evidence_of(phrase, clip=clip, voice=voice) if doubt else None
        if evidence is None:
            kept.extend(phrase)
        elif not is_invented(phrase, evidence=evidence, decoding=heard):
            weak = is_unsure(phrase, decoding=heard) and (evidence.voice < WEAK_VOICE or evidence.is_unlike_speech)
            kept.extend(replace(word, suspect=word.suspect or NO_SPEECH) if weak else word for word in phrase)
    return replace(heard, words=tuple(kept))


def is_invented(phrase: Sequence[Word], *, evidence: Evidence, decoding: Heard) -> bool:
    """Say whether a doubtful phrase has no voice beneath it: hardly any at all, a weak one that is more like noise or
    a tone, or, for words the decoder is unsure of, a held note.
    """
    if evidence.voice < NO_VOICE or (evidence.voice < WEAK_VOICE and evidence.is_unlike_speech):
        return True
    return evidence.steadiness > STEADY and is_unsure(phrase, decoding=decoding)


def is_stock(phrase: Sequence[Word]) -> bool:
    """Say whether a phrase is one that Whisper is known to write for no sound at all; people do say most of them."""
    text = " ".join("".join(c for c in word.word.lower() if c.isalnum()) for word in phrase)
    return text in STOCK_PHRASES


def is_unsure(phrase: Sequence[Word], *, decoding: Heard) -> bool:
    """Say whether the decoder itself has doubts: about the phrase's words, or about the clip as a whole."""
    known = [word.probability for word in phrase if word.probability is not None]
    mean = exp(sum(log(max(1e-3, p)) for p in known) / len(known)) if known else 1.0
    return (
        mean < UNSURE_PROBABILITY
        or is_doubtful(decoding)
        or (decoding.avg_logprob is not None and decoding.avg_logprob < UNSURE_LOGPROB)
        or (decoding.no_speech_prob is not None and decoding.no_speech_prob > MAX_NO_SPEECH_PROB)
    )


def evidence_of(phrase: Sequence[Word], *, clip: Clip, voice: Probabilities) -> Evidence:
    """Return what the sound beneath a phrase says. `voice` is the probability of speech for every 32 ms of `clip`."""
    start_s, end_s = phrase[0].start_s - MARGIN_S, phrase[-1].end_s + MARGIN_S
    frames = voice[max(0, int(start_s / FRAME_S)) : int(end_s / FRAME_S) + 1]
    within = frames[round(MARGIN_S / FRAME_S) : frames.size - round(MARGIN_S / FRAME_S)]
    mean = float((within if within.size else frames).mean()) if frames.size else 0.0
    sound = clip[max(0, round(start_s * SAMPLE_RATE)) : round(end_s * SAMPLE_RATE)]
    power = _power(sound)
    if len(power) < 2 * APART:
        return Evidence(voice=mean)
    levels = 10 * np.log10(power.sum(axis=1) + 1e-9)
    loud = levels > levels.max() - LOUD_DB
    return Evidence(
        voice=mean,
        steadiness=_steadiness(power, loud=loud),
        flatness=float(np.median((np.exp(np.log(power + 1e-9).mean(axis=1)) / (power.mean(axis=1) + 1e-9))[loud])),
        spread_db=float(levels.std()),
    )


def _voice(clip: Clip) -> Probabilities:
    """Return the probability of speech for every 32 ms, of a detector that heard the clip before to get used to it."""
    pcm = (np.clip(clip, -1, 1) * 32767).astype(np.int16)
    frames = -(-pcm.size // FRAME)
    once = np.pad(pcm, (0, frames * FRAME - pcm.size))
    return speech_probabilities(np.concatenate([once, once]))[frames:]


def _power(sound: Clip) -> NDArray[np.float64]:
    """Return power spectra (frames, bins) of the telephone band."""
    if sound.size < SPECTRUM:
        return np.zeros((0, 1))
    frames = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float64), SPECTRUM)[::HOP]
    spectra: NDArray[np.float64] = np.abs(np.fft.rfft(frames * np.hanning(SPECTRUM), axis=1))[:, BINS] ** 2
    return spectra


def _steadiness(power: NDArray[np.float64], *, loud: NDArray[np.bool_]) -> float:
    shape = np.log(power + 1e-6 * power.max() + 1e-12)
    shape -= shape.mean(axis=1, keepdims=True)
    shape /= np.linalg.norm(shape, axis=1, keepdims=True) + 1e-12
    likeness = (shape[:-APART] * shape[APART:]).sum(axis=1)[loud[:-APART] & loud[APART:]]
    return float(np.median(likeness)) if likeness.size else 0.0


def _phrases(words: Sequence[Word]) -> Iterator[list[Word]]:
    phrase: list[Word] = []
    for word in words:
        if phrase and word.start_s - phrase[-1].end_s >= PHRASE_PAUSE_S:
            yield phrase
            phrase = []
        phrase.append(word)
    if phrase:
        yield phrase
