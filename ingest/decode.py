"""Decode a recording in a fresh, limited child process, so that a hostile or broken file harms nothing but itself."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calls import errors
from calls.errors import DecoderFailed, RecordingError, SilentAudio, TalktrackError

# About -66 dBFS: below it there is nothing but the hiss of a converter.
_SILENCE_PEAK = 0.0005
_ERRORS: dict[str, type[TalktrackError]] = {
    kind.code: kind for kind in (errors.UnreadableAudio, errors.NoAudioTrack, errors.TooLong, errors.StorageFull)
}
_log = logging.getLogger("talktrack.decode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Plain sound on disk: one file a channel, 16-bit little-endian mono at 16 kHz."""

    channels: tuple[Path, ...]
    duration_s: float
    warnings: tuple[str, ...]


def decode(source: Path, folder: Path, *, max_hours: float = 12.0, timeout_s: float = 1800.0) -> Decoded:
    """Decode `source` into `folder` and return what is there. Raises a RecordingError that says what is wrong."""
    command = [sys.executable, "-I", "-m", "ingest.decode_child", str(source), str(folder), str(max_hours * 3600)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            env=_bare_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DecoderFailed("Decoding took too long and was ended; the file is probably broken.") from error
    answer = _answer(done.stdout)
    if answer is None:
        _log.error("decoding %s failed: %s", source, done.stderr.decode("utf-8", "replace")[-2000:])
        raise DecoderFailed(
            f"The decoder ended without an answer (status {done.returncode}); the file is probably broken."
        )
    if "error" in answer:
        raise _ERRORS.get(str(answer["error"]), RecordingError)(str(answer["message"]))
    if float(answer["peak"]) < _SILENCE_PEAK:
        raise SilentAudio("The recording is silent from beginning to end.")
    return Decoded(
        channels=tuple(folder / f"channel-{index}.pcm" for index in range(int(answer["channels"]))),
        duration_s=float(answer["duration_s"]),
        warnings=tuple(answer["warnings"]),
    )


def _bare_environment() -> dict[str, str]:
    # Nothing secret (keys, database addresses) is handed to code that reads untrusted bytes.
    return {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}


def _answer(output: bytes) -> dict[str, Any] | None:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
