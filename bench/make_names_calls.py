"""Make the calls of `bench/names.py` anew: `python bench/make_names_calls.py`.

Each is one telephone channel on which two flite voices speak in turn; the texts are the scripts in `names_calls/*.json`
and the line is that of the demo calls. It needs the `flite` program; the seed is printed.
"""

import argparse
import json
import zlib
from pathlib import Path

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

from demo.make_audio import (
    LINE_BAND_HZ,
    LINE_HZ,
    NOISE_DBFS,
    SPEECH_DBFS,
    STUDIO_HZ,
    VOICES,
    Narrator,
    Samples,
    write_opus,
)

FOLDER = Path(__file__).parent / "names_calls"
SEED = 20261122
PAUSE_S = (0.35, 0.9)
"""Shortest and longest silence before a turn."""


def make_call(script: Path, *, seed: int) -> float:
    """Write the recording beside its script; return its length in seconds."""
    rng = np.random.default_rng([seed, zlib.crc32(script.stem.encode())])
    narrator = Narrator(seed=seed)
    parts: list[Samples] = []
    for voice, text in json.loads(script.read_text(encoding="utf-8"))["turns"]:
        parts.append(np.zeros(round(rng.uniform(*PAUSE_S) * STUDIO_HZ), dtype=np.float32))
        sound = narrator.say(text=text, voice=VOICES[voice]).sound
        parts.append((sound * (10 ** (SPEECH_DBFS / 20) / np.sqrt(np.mean(np.square(sound))))).astype(np.float32))
    track = np.concatenate([*parts, np.zeros(STUDIO_HZ // 2, dtype=np.float32)])
    track = track + rng.normal(0.0, 10 ** (NOISE_DBFS / 20), track.size)
    band = butter(4, LINE_BAND_HZ, btype="bandpass", fs=STUDIO_HZ, output="sos")
    line = resample_poly(sosfiltfilt(band, track), LINE_HZ, STUDIO_HZ)
    write_opus(path=script.with_suffix(".opus"), tracks=np.clip(line, -1.0, 1.0).astype(np.float32)[None, :])
    return float(line.size / LINE_HZ)


def main() -> None:
    """Make every call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    seed = parser.parse_args().seed
    print(f"seed {seed}")
    for script in sorted(FOLDER.glob("*.json")):
        duration_s = make_call(script, seed=seed)
        print(f"{script.stem}: {duration_s:.1f} s, {script.with_suffix('.opus').stat().st_size} bytes")


if __name__ == "__main__":
    main()
