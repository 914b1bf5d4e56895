"""The code with which whoever runs Talktrack makes the first admin: in a file that only they can read."""

import contextlib
import os
import secrets
from pathlib import Path

_NAME = "setup-code"


def setup_code(data_dir: Path) -> str:
    """Return the code, made where there is none yet. Several processes at once get the same one."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / _NAME
    with contextlib.suppress(FileExistsError):
        # Whole before it has its name: a reader finds all of it or nothing.
        partial = data_dir / f"{_NAME}.{secrets.token_hex(4)}"
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(24))
        try:
            os.link(partial, path)
        finally:
            partial.unlink()
    return path.read_text().strip()


def is_setup_code(data_dir: Path, code: str) -> bool:
    """Whether this is the code that is in the data folder."""
    path = data_dir / _NAME
    return path.is_file() and secrets.compare_digest(path.read_text().strip().encode(), code.encode())


def drop_setup_code(data_dir: Path) -> None:
    """Remove the code: there is an admin now."""
    (data_dir / _NAME).unlink(missing_ok=True)
