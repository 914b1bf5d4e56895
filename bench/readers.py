"""Many readers of one HTTP server at once, light enough to share two cores with it: plain sockets, kept open.

Every reader asks as soon as it has its last answer, or has thought about it. The questions are drawn with a seed, so
two runs ask the same.
"""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np

# The server closes a connection that is idle for five seconds.
_LONGEST_THOUGHT_S = 4.0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to ask for: paths with their queries by the name they are reported under, and the key to show."""

    base: str
    key: str
    paths: Mapping[str, Sequence[str]]


@dataclass
class Measured:
    """Seconds each answer took by name, how long all of it took, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wall_s: float = 0.0
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, dict[str, float]]:
        """Return answers a second, and the middle and the slowest of a hundred answers in milliseconds, by name."""
        everything = {**self.seconds, "all": [s for each in self.seconds.values() for s in each]}
        return {
            name: {
                "per_s": round(len(taken) / self.wall_s, 1),
                "p50_ms": round(float(np.percentile(taken, 50)) * 1000, 1),
                "p99_ms": round(float(np.percentile(taken, 99)) * 1000, 1),
                "max_ms": round(max(taken) * 1000, 1),
            }
            for name, taken in everything.items()
            if taken
        }


def read_together(asked: Asked, *, readers: int, seconds: float, think_s: float = 0.0, seed: int = 5) -> Measured:
    """Have many readers ask for so many seconds, each pausing for `think_s` on average after an answer."""
    return asyncio.run(_read_together(asked, readers=readers, seconds=seconds, think_s=think_s, seed=seed))


def read_each_once(asked: Asked) -> Measured:
    """Ask for everything once, one after the other."""
    return asyncio.run(_each_once(asked))


async def _read_together(asked: Asked, *, readers: int, seconds: float, think_s: float, seed: int) -> Measured:
    measured = Measured({name: [] for name in asked.paths})
    began = time.perf_counter()
    questions = [(name, path) for name, paths in asked.paths.items() for path in paths]

    async def read(number: int) -> None:
        drawn = random.Random(seed * 1000 + number)
        connection = await _Connection.to(asked)
        try:
            while time.perf_counter() - began < seconds:
                if think_s:
                    await asyncio.sleep(min(drawn.expovariate(1 / think_s), _LONGEST_THOUGHT_S))
                name, path = drawn.choice(questions)
                await _timed(connection, measured, name, path)
        finally:
            connection.close()

    await asyncio.gather(*(read(number) for number in range(readers)))
    measured.wall_s = time.perf_counter() - began
    return measured


async def _each_once(asked: Asked) -> Measured:
    measured = Measured({name: [] for name in asked.paths})
    began = time.perf_counter()
    connection = await _Connection.to(asked)
    for name, paths in asked.paths.items():
        for path in paths:
            await _timed(connection, measured, name, path)
    connection.close()
    measured.wall_s = time.perf_counter() - began
    return measured


async def _timed(connection: "_Connection", measured: Measured, name: str, path: str) -> None:
    began = time.perf_counter()
    status = await connection.get(path)
    measured.seconds[name].append(time.perf_counter() - began)
    if status != 200:
        measured.errors.append(f"{status} {path}")


class _Connection:
    """One connection that is kept open; answers must say how long they are."""

    def __init__(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        host = urlsplit(asked.base).netloc
        self._rest = f" HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {asked.key}\r\n\r\n".encode()

    @classmethod
    async def to(cls, asked: Asked) -> "_Connection":
        """Return an open connection."""
        where = urlsplit(asked.base)
        return cls(asked, *await asyncio.open_connection(where.hostname, where.port))

    async def get(self, path: str) -> int:
        """Ask for a path, read the answer whole and return its status."""
        self._writer.write(b"GET " + path.encode() + self._rest)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        at = head.index(b"content-length:") + 15
        await self._reader.readexactly(int(head[at : head.index(b"\r", at)]))
        return int(head[9:12])

    def close(self) -> None:
        """End it."""
        self._writer.close()
