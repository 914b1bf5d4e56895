"""Word error rate on demo calls by voice-activity settings: `python bench/windows.py [CALL…]`.

The settings in transcribe/windows.py were chosen by this table, whose truth are the demo scripts.
"""

import sys
import tempfile
import time
from pathlib import Path

from whisper.normalizers import EnglishTextNormalizer

from demo.catalogue import CALLS_DIR, scripts
from ingest.decode import decode
from ingest.sidecar import read_sidecar
from transcribe import windows
from transcribe.engine import Engine
from transcribe.registry import load_engine

CALLS = ("demo-02", "demo-05", "demo-08", "demo-10", "demo-15")
SETTINGS: dict[str, dict[str, float]] = {
    "as shipped": {},
    "usual thresholds": {"SPEECH_ON": 0.5, "SPEECH_OFF": 0.35},
    "usual thresholds, less padding": {"SPEECH_ON": 0.5, "SPEECH_OFF": 0.35, "PAD_S": 0.25},
    "windows of 20 s": {"LONGEST_WINDOW_S": 20.0},
    "windows of 15 s": {"LONGEST_WINDOW_S": 15.0},
}
NORMALIZE = EnglishTextNormalizer()


def word_errors(reference: str, heard: str) -> tuple[int, int]:
    """Return the edit distance in words and the words of the reference, both normalised as OpenAI does."""
    said, got = NORMALIZE(reference).split(), NORMALIZE(heard).split()
    row = list(range(len(got) + 1))
    for i, word in enumerate(said, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(got, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1], len(said)


def errors_on(call: str, engine: Engine) -> tuple[int, int]:
    """Return word errors and words of both channels of a demo call."""
    turns = next(script for script in scripts() if script.id == call).turns
    roles = read_sidecar(CALLS_DIR / f"{call}.json").channel_roles
    wrong = total = 0
    with tempfile.TemporaryDirectory() as folder:
        for channel, path in enumerate(decode(CALLS_DIR / f"{call}.opus", Path(folder)).channels):
            pcm = windows.open_pcm(path)
            clips = [windows.clip_of(pcm, window) for window in windows.plan_windows(pcm, channel=channel)]
            heard = " ".join(word.word for one in engine.transcribe(clips, language="en") for word in one.words)
            said = " ".join(turn.text for turn in turns if turn.speaker == roles[channel])
            errors, words = word_errors(said, heard)
            wrong, total = wrong + errors, total + words
    return wrong, total


def main() -> None:
    """Print one line a setting."""
    engine = load_engine("faster-whisper", model="base", cache_dir=Path.home() / ".cache" / "talktrack")
    shipped = {name: getattr(windows, name) for name in {name for changes in SETTINGS.values() for name in changes}}
    for title, changes in SETTINGS.items():
        for name, value in {**shipped, **changes}.items():
            setattr(windows, name, value)
        began = time.monotonic()
        found = [errors_on(call, engine) for call in sys.argv[1:] or CALLS]
        wrong, total = sum(errors for errors, _ in found), sum(words for _, words in found)
        print(f"{title}: {wrong / total:.2%} of {total} words wrong, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
