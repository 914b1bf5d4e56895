"""Full re-clustering of synthetic vectors by the product's own `nlp.themes.form`: its time and its memory.

`python -m bench.clusters [--moments 1000000]`, in a process of its own. Vectors lie in a memory map, as a worker that
reads them from the store would lay them down; the peak is what the process itself held, the map's pages apart.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.growing import moment_of
from bench.synthetic import WIDTH, Size, around, centres, parts
from calls.moment import Moment
from nlp.language import default_language
from nlp.themes import form


def recluster(size: Size, folder: Path) -> dict[str, float]:
    """Form themes from all moments of a size anew; return what it took and how true they are."""
    vectors, themes, moments = _laid_down(size, folder)
    language = default_language()
    with _Watched() as watched:
        began = time.perf_counter()
        found = form(moments, vectors, language=language)
        seconds = time.perf_counter() - began
    true = {moment.id: int(theme) for moment, theme in zip(moments, themes, strict=True)}
    right = sum(max(Counter(true[each] for each in theme.moment_ids).values()) for theme in found)
    placed = sum(len(theme.moment_ids) for theme in found)
    return {
        "moments": len(moments),
        "seconds": round(seconds, 1),
        "peak_gb": round(watched.peak_kb / 1e6, 2),
        "themes": len(found),
        "placed": round(placed / len(moments), 3),
        "in_a_theme_mostly_of_their_own": round(right / placed, 3) if placed else 0.0,
    }


def _laid_down(size: Size, folder: Path) -> tuple[NDArray[np.float32], NDArray[np.int64], list[Moment]]:
    middles, themes, moments, done = centres(size), [], list[Moment](), 0
    shape = (size.calls * size.moments_a_call, WIDTH)
    laid = np.memmap(folder / "vectors", dtype=np.float32, mode="w+", shape=shape)
    for part in parts(size):
        laid[done : done + len(part.themes)] = around(part.themes, middles, seed=[size.seed, part.first_call, 1])
        for i, theme in enumerate(part.themes.tolist()):
            call, turn = divmod(i, size.moments_a_call)
            # Every other turn is the rep's, and a turn apart is a voice apart.
            moments.append(moment_of(f"ca_{part.first_call + call:016x}", 4 * turn, kind=size.kind(theme), theme=theme))
        themes.append(part.themes)
        done += len(part.themes)
    laid.flush()
    del laid
    return np.memmap(folder / "vectors", dtype=np.float32, mode="r", shape=shape), np.concatenate(themes), moments


class _Watched:
    """Looks several times a second at how much memory of its own the process holds (RssAnon)."""

    def __init__(self) -> None:
        self.peak_kb = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watched":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            status = Path("/proc/self/status").read_text()
            held = next(line for line in status.splitlines() if line.startswith("RssAnon"))
            self.peak_kb = max(self.peak_kb, int(held.split()[1]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="talktrack-bench-") as folder:
        figures = recluster(Size(moments=options.moments), Path(folder))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
