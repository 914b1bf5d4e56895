"""Memory on a long recording: `python bench/long_file.py [--hours 8] [--speech-minutes 60]`.

Puts demo calls one after the other with silence between them until the file is so long, writes it as the decoder does,
transcribes it as `talktrack transcribe` does and prints the most memory that the speech process and this one took for
themselves (RssAnon), beside what the speech process takes for two minutes.
"""

import argparse
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from demo.catalogue import CALLS_DIR
from ingest.decode import decode
from transcribe.engine import SAMPLE_RATE
from transcribe.host import SpeechHost
from transcribe.local import Listening, transcribe_channels

CALLS = ("demo-01", "demo-02", "demo-05", "demo-08", "demo-10", "demo-15")


def taken_mb(pid: int | str) -> float:
    """Return the memory a process has taken for itself, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


class Watch:
    """Looks at the memory of the speech process and this one until it is left."""

    def __init__(self, host: SpeechHost) -> None:
        self._host, self._over = host, threading.Event()
        self.child_mb = self.own_mb = 0.0
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.own_mb = max(self.own_mb, taken_mb("self"))
            if self._host.pid:
                self.child_mb = max(self.child_mb, taken_mb(self._host.pid))


def write_channels(folder: Path, *, seconds: float, speech_s: float) -> tuple[Path, ...]:
    """Write two PCM files of this length, in which demo calls of `speech_s` in all are spread out evenly."""
    decoded = []
    for call in CALLS:
        (folder / call).mkdir()
        paths = decode(CALLS_DIR / f"{call}.opus", folder / call).channels
        decoded.append([np.fromfile(path, dtype="<i2") for path in paths])
    rounds = max(1, round(speech_s / sum(call[0].size / SAMPLE_RATE for call in decoded)))
    calls = decoded * rounds
    gap = max(0, round(seconds * SAMPLE_RATE) - sum(call[0].size for call in calls)) // len(calls)
    paths = tuple(folder / f"channel-{number}.pcm" for number in range(2))
    for number, path in enumerate(paths):
        with path.open("wb") as file:
            for call in calls:
                call[number].tofile(file)
                np.zeros(gap, dtype="<i2").tofile(file)
    return paths


def measure(paths: tuple[Path, ...]) -> tuple[Watch, float, int]:
    """Transcribe in a fresh speech process; return its memory, the seconds taken and the words heard."""
    began = time.monotonic()
    with SpeechHost(cache_dir=Path.home() / ".cache" / "talktrack") as host, Watch(host) as watch:
        transcript = transcribe_channels(paths, call_id="long", host=host, listening=Listening(language="en"))
    words = sum(len(turn.words) for turn in transcript.turns)
    return watch, time.monotonic() - began, words


def main() -> None:
    """Print the figures of a short and the long file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--speech-minutes", type=float, default=60.0)
    chosen = parser.parse_args()
    for title, seconds, speech_s in (
        ("short", 600.0, 600.0),
        ("long", chosen.hours * 3600, chosen.speech_minutes * 60),
    ):
        with tempfile.TemporaryDirectory() as folder:
            paths = write_channels(Path(folder), seconds=seconds, speech_s=speech_s)
            length_s = paths[0].stat().st_size / 2 / SAMPLE_RATE
            watch, took_s, words = measure(paths)
        print(
            f"{title}: {length_s / 3600:.2f} h, {words} words in {took_s:.0f} s; speech process at most "
            f"{watch.child_mb:.0f} MB, this one {watch.own_mb:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
