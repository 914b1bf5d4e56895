"""Files and folders on this machine: recordings, ready transcripts, and the sidecars beside them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.ready_transcript import is_transcript

RECORDING_SUFFIXES = frozenset(
    {".wav", ".mp3", ".m4a", ".mp4", ".mov", ".ogg", ".oga", ".opus", ".flac", ".webm", ".mkv", ".aac"}
)
_LARGEST_JSON = 50_000_000
CHANNELS_FILE = "channels.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to take in, with the sidecar that belongs to it and the channel map of the folder it comes from.

    Vendors differ in who is on which channel; `channels.txt` in a folder, such as `rep,buyer`, says it for all
    recordings in it and below that have no map of their own.
    """

    path: Path
    sidecar: Path | None
    channels: str | None = None


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """Yield every file named, and every recording and transcript in every folder named, in a stable order.

    `call.json` beside `call.wav` is its sidecar, not a call. A file named outright is always yielded: if it cannot be
    used, its status says why.
    """
    seen: set[Path] = set()
    for path in paths:
        inside = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
        for item in inside:
            if item.resolve() in seen or (path.is_dir() and not _worth_taking(item)) or _is_sidecar(item):
                continue
            seen.add(item.resolve())
            top = path if path.is_dir() else path.parent
            yield Found(path=item, sidecar=_sidecar_of(item), channels=_channels_of(item, top=top))


def _channels_of(item: Path, *, top: Path) -> str | None:
    """Return what the nearest `channels.txt` says, from the file's folder up to the one that was named."""
    folder = item.parent
    while True:
        said = folder / CHANNELS_FILE
        if said.is_file():
            return said.read_text(encoding="utf-8", errors="replace").strip()
        if folder == top or top not in folder.parents:
            return None
        folder = folder.parent


def _worth_taking(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in RECORDING_SUFFIXES or suffix == ".vtt":
        return True
    return suffix == ".json" and _holds_turns(path)


def _holds_turns(path: Path) -> bool:
    if path.stat().st_size > _LARGEST_JSON:
        return True
    try:
        return is_transcript(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return False


def _is_sidecar(path: Path) -> bool:
    if path.suffix.lower() != ".json":
        return False
    beside = (path.with_suffix(suffix) for suffix in (*RECORDING_SUFFIXES, ".vtt"))
    return any(candidate.is_file() for candidate in beside)


def _sidecar_of(path: Path) -> Path | None:
    candidate = path.with_suffix(".json")
    return candidate if path.suffix.lower() != ".json" and candidate.is_file() else None
