"""Sounds that a call holds while nobody speaks: silence, noise, rooms, machines and telephone tones.

Every maker takes a seeded random generator and seconds, and returns float32 at 16 kHz with a peak of at most 1.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from bench.synthesis import HZ, Rng, Sound, banded, clock, moments, peaking, placed, samples_of, wandering

DTMF_HZ = ((697, 770, 852, 941), (1209, 1336, 1477, 1633))


def silence(_rng: Rng, seconds: float) -> Sound:
    """Digital silence."""
    return np.zeros(samples_of(seconds), np.float32)


def hiss(rng: Rng, seconds: float) -> Sound:
    """Return the faint noise of a line that nobody speaks on."""
    return (rng.normal(0, 10 ** (-62 / 20), samples_of(seconds))).astype(np.float32)


def white(rng: Rng, seconds: float) -> Sound:
    """Return white noise."""
    return peaking(rng.normal(0, 1, samples_of(seconds)), 0.4)


def pink(rng: Rng, seconds: float) -> Sound:
    """Return 1/f noise (Kellet's filter)."""
    b, a = (0.049922035, -0.095993537, 0.050612699, -0.004408786), (1, -2.494956002, 2.017265875, -0.522189400)
    return peaking(lfilter(b, a, rng.normal(0, 1, samples_of(seconds))), 0.4)


def brown(rng: Rng, seconds: float) -> Sound:
    """Return 1/f² noise."""
    return peaking(lfilter([1.0], [1.0, -0.997], rng.normal(0, 1, samples_of(seconds))), 0.4)


def street(rng: Rng, seconds: float) -> Sound:
    """Return cars passing by, and horns."""
    rumble = lfilter([1.0], [1.0, -0.98], rng.normal(0, 1, samples_of(seconds)))
    rumble /= np.abs(rumble).max()
    passing = banded(rng.normal(0, 1, samples_of(seconds)), 300, 2500) * wandering(rng, seconds, per_s=0.5) ** 3
    horns = []
    for at in moments(rng, seconds, 4, 20):
        t = clock(float(rng.uniform(0.2, 0.9)))
        base = rng.uniform(350, 480)
        horns.append((at, sum(np.sin(2 * np.pi * base * k * r * t) / k for k in range(1, 6) for r in (1, 1.26))))
    mixed = 0.5 * rumble + 0.5 * passing / np.abs(passing).max() + 0.1 * placed(horns, seconds)
    return peaking(mixed, 0.4)


def fan(rng: Rng, seconds: float) -> Sound:
    """Return a fan: low noise with the beat of its blades."""
    t = clock(seconds)
    beat = 1 + 0.4 * np.sin(2 * np.pi * rng.uniform(18, 30) * t)
    return peaking(beat * lfilter([1.0], [1.0, -0.95], rng.normal(0, 1, t.size)), 0.2)


def hum(rng: Rng, seconds: float) -> Sound:
    """Return mains hum with its harmonics, 50 and 60 Hz by turns."""
    t = clock(seconds)
    base = np.where(np.floor(t / 30) % 2, 60.0, 50.0)
    tone = sum(np.sin(2 * np.pi * base * k * t) / k for k in (1, 2, 3, 4, 6, 8))
    return peaking(tone + 0.05 * rng.normal(0, 1, t.size), 0.15)


def typing(rng: Rng, seconds: float) -> Sound:
    """Return a keyboard and a mouse."""
    keys = []
    for at in moments(rng, seconds, 0.06, 0.5):
        t = clock(0.04)
        click = rng.normal(0, 1, t.size) * np.exp(-t * rng.uniform(150, 400))
        keys.append((at, banded(click, 500, 6000) * rng.uniform(0.3, 1)))
    return peaking(placed(keys, seconds) + 0.01 * rng.normal(0, 1, samples_of(seconds)), 0.5)


def thumps(rng: Rng, seconds: float) -> Sound:
    """Return a microphone that is touched, moved and put down."""
    events = []
    for at in moments(rng, seconds, 0.3, 3):
        t = clock(float(rng.uniform(0.1, 0.5)))
        thump = np.sin(2 * np.pi * rng.uniform(40, 140) * t) * np.exp(-t * rng.uniform(8, 30))
        rub = banded(rng.normal(0, 1, t.size), 200, 3000) * np.hanning(t.size) * rng.uniform(0, 0.6)
        events.append((at, thump + rub))
    return peaking(placed(events, seconds) + 0.005 * rng.normal(0, 1, samples_of(seconds)), 0.7)


def breathing(rng: Rng, seconds: float) -> Sound:
    """Return somebody who breathes into the microphone."""
    events = []
    for at in moments(rng, seconds, 1.2, 3.5):
        t = clock(float(rng.uniform(0.5, 1.3)))
        centre = rng.uniform(500, 1500)
        events.append((at, banded(rng.normal(0, 1, t.size), centre * 0.5, centre * 2.5) * np.hanning(t.size) ** 0.7))
    return peaking(placed(events, seconds) + 0.01 * rng.normal(0, 1, samples_of(seconds)), 0.3)


def _tones(frequencies: tuple[float, ...], seconds: float) -> NDArray[np.float64]:
    t = clock(seconds)
    return np.asarray(sum(np.sin(2 * np.pi * f * t) for f in frequencies))


def _cadence(frequencies: tuple[float, ...], on_off: tuple[float, ...], seconds: float) -> NDArray[np.float64]:
    """Return tones that are on and off by turns, as ITU-T E.180 lists them by country."""
    events, at, on = [], 0.0, True
    while at < seconds:
        for length in on_off:
            if on:
                events.append((at, _tones(frequencies, length)))
            at, on = at + length, not on
    return placed(events, seconds)


def ringing(rng: Rng, seconds: float) -> Sound:
    """Return ringback tones of the US, the UK and Europe, a minute each."""
    tones = (((440.0, 480.0), (2.0, 4.0)), ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)), ((425.0,), (1.0, 4.0)))
    return _by_turns(rng, seconds, tones)


def busy(rng: Rng, seconds: float) -> Sound:
    """Return busy, congestion and call-waiting tones, a minute each."""
    tones = (((480.0, 620.0), (0.5, 0.5)), ((425.0,), (0.25, 0.25)), ((440.0,), (0.3, 9.7)), ((400.0,), (0.375, 0.375)))
    return _by_turns(rng, seconds, tones)


def _by_turns(rng: Rng, seconds: float, tones: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]) -> Sound:
    parts = []
    for minute in range(max(1, int(np.ceil(seconds / 60)))):
        frequencies, on_off = tones[minute % len(tones)]
        parts.append(_cadence(frequencies, on_off, min(60.0, seconds)))
    sound = np.concatenate(parts)[: samples_of(seconds)]
    return peaking(sound + 0.01 * rng.normal(0, 1, sound.size), 0.3)


def dtmf(rng: Rng, seconds: float) -> Sound:
    """Return dialled digits, in bursts as a person or a machine dials (ITU-T Q.23)."""
    events = []
    for at in moments(rng, seconds, 2, 9):
        length, gap = rng.uniform(0.06, 0.25), rng.uniform(0.05, 0.3)
        for digit in range(int(rng.integers(1, 12))):
            pair = (float(rng.choice(DTMF_HZ[0])), float(rng.choice(DTMF_HZ[1])))
            events.append((at + digit * (length + gap), _tones(pair, length)))
    return peaking(placed(events, seconds) + 0.005 * rng.normal(0, 1, samples_of(seconds)), 0.4)


def fax(rng: Rng, seconds: float) -> Sound:
    """Return fax and modem tones: calling tone, answer tone, sweeps and scrambled data."""
    events = []
    for at in moments(rng, seconds, 3, 7):
        kind, length = int(rng.integers(4)), float(rng.uniform(0.5, 3))
        t = clock(length)
        if kind == 0:
            sound = np.sin(2 * np.pi * rng.choice((1100.0, 2100.0)) * t)
        elif kind == 1:
            low, high = sorted(rng.uniform(300, 3300, 2))
            sound = np.sin(2 * np.pi * (low * t + (high - low) * t**2 / (2 * length)))
        elif kind == 2:
            bits = np.repeat(rng.integers(0, 2, int(length * 300) + 1), HZ // 300)[: t.size]
            shift = np.pad(np.where(bits, 1180.0, 980.0), (0, t.size - bits.size), mode="edge")
            sound = np.sin(2 * np.pi * np.cumsum(shift) / HZ)
        else:
            sound = 2 * banded(rng.normal(0, 0.3, t.size), 600, 3000)
        events.append((at, sound))
    return peaking(placed(events, seconds) + 0.003 * rng.normal(0, 1, samples_of(seconds)), 0.4)


def barking(rng: Rng, seconds: float) -> Sound:
    """Return a dog behind the door."""
    events = []
    for at in moments(rng, seconds, 0.4, 4):
        t = clock(float(rng.uniform(0.12, 0.3)))
        hz = rng.uniform(300, 700) * (1 + 0.5 * np.sin(np.pi * t / t[-1]))
        tone = sum(np.sin(2 * np.pi * k * np.cumsum(hz) / HZ) / k for k in range(1, 6))
        events.append((at, (tone + rng.normal(0, 0.8, t.size)) * np.hanning(t.size)))
    return peaking(placed(events, seconds) + 0.01 * rng.normal(0, 1, samples_of(seconds)), 0.5)


def siren(rng: Rng, seconds: float) -> Sound:
    """Return a siren that wails and yelps."""
    t = clock(seconds)
    rate = np.where(np.floor(t / 20) % 2, 3.0, 0.25)
    hz = 900 + 500 * np.sin(2 * np.pi * np.cumsum(rate) / HZ)
    tone = sum(np.sin(2 * np.pi * k * np.cumsum(hz) / HZ) / k for k in (1, 2, 3))
    return peaking(tone * (0.2 + wandering(rng, seconds, per_s=0.2)), 0.4)


def coughing(rng: Rng, seconds: float) -> Sound:
    """Return coughs and throats cleared."""
    events = []
    for at in moments(rng, seconds, 0.5, 5):
        for burst in range(int(rng.integers(1, 4))):
            t = clock(float(rng.uniform(0.15, 0.4)))
            noise = banded(rng.normal(0, 1, t.size), 300, 3500) * np.exp(-t * 12)
            rough = np.sin(2 * np.pi * rng.uniform(80, 200) * t) * np.exp(-t * 8) * rng.uniform(0, 1)
            events.append((at + 0.4 * burst, noise + rough))
    return peaking(placed(events, seconds) + 0.005 * rng.normal(0, 1, samples_of(seconds)), 0.5)


def rhythmic_noise(rng: Rng, seconds: float) -> Sound:
    """Return noise with the colour and the rhythm of speech, but no word in it (as ITU-T P.50 and ICRA noise)."""
    noise = lfilter([1.0], [1.0, -0.9], rng.normal(0, 1, samples_of(seconds)))
    return peaking(banded(noise, 200, 4000) * wandering(rng, seconds, per_s=8) ** 2, 0.4)
