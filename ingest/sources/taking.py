"""A file that was found on this machine goes through the door, with what its sidecar and its folder say of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from calls.call import CallDetails
from calls.errors import TalktrackError
from calls.transcript import Role
from ingest.receive import Door, Receipt
from ingest.sidecar import parse_channels, read_sidecar
from ingest.sources.folder import Found

_PIECE_BYTES = 1 << 20


class StillChanging(TalktrackError):
    """The file was written to while it was read; it is taken when it has come to rest."""

    retryable = True


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file looked like, with its sidecar and channel map: as long as this stays, nothing is to be done."""

    size: int
    mtime_ns: int
    sidecar: tuple[int, int] | None
    channels: str | None


def stamp_of(found: Found) -> Stamp:
    """Return what a file looks like now. Raises OSError where it is gone."""
    size, mtime_ns = _looks(found.path)
    return Stamp(size, mtime_ns, _looks(found.sidecar) if found.sidecar else None, found.channels)


def _looks(path: Path) -> tuple[int, int]:
    seen = path.stat()
    return seen.st_size, seen.st_mtime_ns


def take(door: Door, found: Found, *, roles: tuple[Role, ...] = ()) -> Receipt:
    """Take one file in; `roles` win over what is known of its channels.

    Raises what the door and the sidecar raise, OSError where it cannot be read, and StillChanging.
    """
    before = stamp_of(found)
    details = _details(found, roles)
    with door.writer() as writer:
        for piece in _pieces(found.path):
            writer.write(piece)
        if stamp_of(found) != before:
            raise StillChanging(f"{found.path.name} changed while it was read; it is taken when it has come to rest.")
        return door.admit(writer, filename=found.path.name, details=details)


def _details(found: Found, roles: tuple[Role, ...]) -> CallDetails:
    details = read_sidecar(found.sidecar) if found.sidecar else CallDetails()
    known = roles or details.channel_roles or (parse_channels(found.channels) if found.channels else ())
    return replace(details, channel_roles=known)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
