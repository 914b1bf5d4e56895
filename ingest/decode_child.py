"""The child that turns one untrusted recording into plain sound: started fresh for every file, with limits, no secrets.

Usage: python -I -m ingest.decode_child FILE FOLDER MAX_SECONDS
Writes `channel-0.pcm` (and `channel-1.pcm`) into FOLDER, 16-bit little-endian mono at 16 kHz, and prints one JSON line:
`{"duration_s", "channels", "peak", "warnings"}` or `{"error", "message"}`.
"""

import errno
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

SAMPLE_RATE = 16_000
# Demuxers by the names FFmpeg gives them: what is not listed here is never tried on a file.
CONTAINERS = "wav,w64,mp3,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,flac,aac"
_MEMORY_BYTES = 3 * 1024**3
_CPU_SECONDS = 3_600
_MOST_DAMAGED_PACKETS = 200
# A header may round; less than this share of what it promises means that something is missing.
_COMPLETE = 0.97


def main() -> None:
    """Decode the file named on the command line and print what came out."""
    source, folder, max_seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    _limit(folder, max_seconds)
    try:
        found = _decode(source, folder, max_seconds)
    except _Unusable as error:
        found = {"error": error.code, "message": error.message}
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        found = {"error": "storage_full", "message": "The data folder cannot take the decoded sound: free some space."}
    print(json.dumps(found), flush=True)


def _limit(folder: Path, max_seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    largest = int(max_seconds * SAMPLE_RATE * 2 * 1.1) + 10_000_000
    for kind, limit in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, largest),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if hard < 0 else min(limit, hard), hard))


class _Unusable(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def _decode(source: Path, folder: Path, max_seconds: float) -> dict[str, Any]:
    import av

    try:
        container = av.open(
            str(source),
            mode="r",
            metadata_errors="replace",
            options={"format_whitelist": CONTAINERS, "protocol_whitelist": "file"},
        )
    except (av.error.FFmpegError, ValueError, UnicodeError) as error:
        raise _Unusable(
            "unreadable_audio",
            "This is not a recording Talktrack can read. It reads wav, mp3, m4a, mp4, ogg/opus, flac and webm.",
        ) from error
    with container:
        if not container.streams.audio:
            raise _Unusable("no_audio_track", "This file has no sound in it, only other tracks.")
        stream = container.streams.audio[0]
        promised = _promised_seconds(container, stream)
        return _Writer(folder, max_seconds).write(container, stream, promised)


def _promised_seconds(container: Any, stream: Any) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


class _Writer:
    """Decodes one stream into one file a channel, and keeps count of what it sees."""

    def __init__(self, folder: Path, max_seconds: float) -> None:
        self.folder = folder
        self.most_samples = int(max_seconds * SAMPLE_RATE)
        self.samples = 0
        self.peak = 0
        self.damaged_at: float | None = None

    def write(self, container: Any, stream: Any, promised: float | None) -> dict[str, Any]:
        """Decode everything and return the facts."""
        import av

        source_channels = stream.codec_context.channels or 1
        channels = source_channels if source_channels in (1, 2) else 1
        resampler = av.AudioResampler(format="s16p", layout="stereo" if channels == 2 else "mono", rate=SAMPLE_RATE)
        with ExitStack() as stack:
            files = [stack.enter_context((self.folder / f"channel-{i}.pcm").open("wb")) for i in range(channels)]
            for frame in self._frames(container, stream):
                self._append(resampler.resample(frame), files)
            if self.samples:
                self._append(resampler.resample(None), files)
        if self.samples == 0:
            raise _Unusable("unreadable_audio", "No sound could be decoded from this file; it seems to be damaged.")
        warnings = self._warnings(promised)
        if source_channels > 2:
            warnings.append(f"The recording has {source_channels} channels; they were mixed into one.")
        return {
            "duration_s": self.samples / SAMPLE_RATE,
            "channels": channels,
            "peak": self.peak / 32768.0,
            "warnings": warnings,
        }

    def _frames(self, container: Any, stream: Any) -> Iterator[Any]:
        """Yield decoded frames, passing over damaged packets as long as there are few."""
        import av

        damaged = 0
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.error.FFmpegError:
                # The container itself is broken from here on: what came before is kept.
                self._note_damage()
                return
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                damaged += 1
                self._note_damage()
                if damaged > _MOST_DAMAGED_PACKETS:
                    return

    def _note_damage(self) -> None:
        if self.damaged_at is None:
            self.damaged_at = self.samples / SAMPLE_RATE

    def _append(self, frames: Any, files: list[Any]) -> None:
        import numpy as np

        for frame in frames:
            planes = frame.to_ndarray()
            for channel, file in enumerate(files):
                file.write(planes[channel].astype("<i2").tobytes())
            self.samples += planes.shape[1]
            self.peak = max(self.peak, int(np.abs(planes.astype(np.int32)).max(initial=0)))
            if self.samples > self.most_samples:
                hours = self.most_samples / SAMPLE_RATE / 3600
                raise _Unusable("too_long", f"The recording is longer than {hours:g} hours, the most that is taken.")

    def _warnings(self, promised: float | None) -> list[str]:
        heard = self.samples / SAMPLE_RATE
        if self.damaged_at is not None:
            return [f"The file is damaged from {_clock(self.damaged_at)} on; what could be read was kept."]
        if promised and promised < 1_000_000 and heard < promised * _COMPLETE - 0.5:
            return [f"The file ends early: it says it lasts {_clock(promised)}, but {_clock(heard)} could be read."]
        return []


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


if __name__ == "__main__":
    main()
