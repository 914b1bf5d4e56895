"""Addresses of sockets in a folder, however long its name is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What the kernel takes, with its closing zero.
_LONGEST = 107


@contextmanager
def unix_address(path: Path) -> Iterator[str]:
    """Yield an address to bind or connect a Unix socket at a path to. Raises FileNotFoundError without its folder."""
    if len(os.fsencode(path)) <= _LONGEST:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
