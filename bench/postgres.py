"""A PostgreSQL of a bench's own: on a free loopback port, with its data in a folder that is taken away afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Settings of a small server; all else, `fsync` among it, is as it comes.
_OPTIONS = "-c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c work_mem=32MB -c max_wal_size=4GB"


@contextmanager
def own_server() -> Iterator[str]:
    """Yield the address of an empty database. initdb refuses root, so another user runs it where root asks."""
    folder = Path(tempfile.mkdtemp(prefix="talktrack-bench-pg-"))
    user = _unprivileged()
    if user:
        shutil.chown(folder, user, user)
    data, port = folder / "data", _free_port()
    quiet: dict[str, Any] = {"check": True, "user": user, "cwd": folder, "stdout": subprocess.DEVNULL}
    start = [_program("initdb"), "-D", data, "-U", "talktrack", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    control = [_program("pg_ctl"), "-D", data, "-w"]
    try:
        subprocess.run(start, **quiet)
        options = f"-p {port} -k {folder} {_OPTIONS}"
        subprocess.run([*control, "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql://talktrack@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    if os.getuid() != 0:
        return None
    return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise SystemExit(f"{name} is not installed; install PostgreSQL, or give --database sqlite")
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
