"""A watched folder: what is put into it is taken in, each file once, as soon as it has come to rest.

Files stay where they are; what was taken is remembered beside the data. What could not be taken is told in a text file
in the folder itself, for whoever put it there.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from watchfiles import watch

from calls.call import CallState
from calls.errors import Conflict, NotFound, TalktrackError
from calls.transcript import Role
from ingest.receive import Door
from ingest.sources.folder import Found, find
from ingest.sources.taking import Stamp, StillChanging, stamp_of, take
from store.calls import CallView

PROBLEMS_FILE = "talktrack-problems.txt"
_QUIET_S = 3.0
_LOOK_EVERY_S = 30.0
_FOLLOW_EVERY_S = 5.0
_AGAIN_S = 60.0
_SHARE_OF_TIME = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A file that was dealt with. `problem` says why it is of no use; `over` that its call is finished."""

    stamp: Stamp
    call_id: str | None = None
    problem: str | None = None
    over: bool = False


class Watcher:
    """Watches one folder. `call` looks a call up; `say` hears one line for each file."""

    def __init__(
        self,
        folder: Path,
        *,
        door: Door,
        call: Callable[[str], CallView],
        memory: "WatchMemory",
        say: Callable[[str], None],
        roles: tuple[Role, ...] = (),
        quiet_s: float = _QUIET_S,
    ) -> None:
        self._folder, self._door, self._call, self._memory, self._say = folder, door, call, memory, say
        self._roles, self._quiet_s = roles, quiet_s
        self._resting: dict[str, tuple[Stamp, float]] = {}
        self._held_back: dict[str, tuple[str, float]] = {}
        self._there: set[str] = set()
        self._followed = self._looked = self._took_s = 0.0

    def run(self, stop: threading.Event) -> None:
        """Watch until told to stop. A folder that is away for a while is waited for."""
        missing = False
        while not stop.is_set():
            if not self._folder.is_dir():
                if not missing:
                    self._say(f"{self._folder} is not there; waiting for it")
                missing = True
                stop.wait(1.0)
                continue
            missing = False
            try:
                self._run(stop)
            except OSError as error:
                self._say(f"{self._folder} cannot be watched: {error}; trying again")
                stop.wait(5.0)

    def _run(self, stop: threading.Event) -> None:
        self.look()
        # Folders over a network tell of no change, so they are looked through now and then too.
        told = watch(
            self._folder, stop_event=stop, rust_timeout=500, yield_on_timeout=True, debounce=400, raise_interrupt=False
        )
        for changed in told:
            since = time.monotonic() - self._looked
            due = bool(changed) or bool(self._resting) or since >= _LOOK_EVERY_S
            if due and since >= self._took_s / _SHARE_OF_TIME:
                self.look()
            elif time.monotonic() - self._followed >= _FOLLOW_EVERY_S:
                self._follow()
            if not self._folder.is_dir():
                return

    def look(self) -> None:
        """Go through the folder once: take what has come to rest, and tell what is of no use."""
        began = time.monotonic()
        there = set()
        for found in find([self._folder]):
            name = str(found.path.relative_to(self._folder))
            if any(part.startswith(".") for part in Path(name).parts):
                continue
            there.add(name)
            with contextlib.suppress(FileNotFoundError):
                self._meet(name, found)
        for gone in set(self._resting) - there:
            del self._resting[gone]
        self._held_back = {name: why for name, why in self._held_back.items() if name in there}
        self._there = there
        self._follow()
        self._tell()
        self._looked = time.monotonic()
        self._took_s = self._looked - began

    def _meet(self, name: str, found: Found) -> None:
        stamp, now = stamp_of(found), time.monotonic()
        known = self._memory.known.get(name)
        if known is not None and known.stamp == stamp:
            return
        seen = self._resting.get(name)
        if seen is None or seen[0] != stamp:
            self._resting[name] = (stamp, now)
        elif now - seen[1] >= self._quiet_s and now >= self._held_back.get(name, ("", 0.0))[1]:
            self._take(name, found, stamp)

    def _take(self, name: str, found: Found, stamp: Stamp) -> None:
        try:
            receipt = take(self._door, found, roles=self._roles)
        except StillChanging:
            return
        except (TalktrackError, OSError) as error:
            self._refuse(name, stamp, error)
            return
        self._settle(name, Known(stamp=stamp, call_id=receipt.call.id))
        note = "is already here as" if receipt.duplicate else "taken in as"
        self._say(f"{found.path}: {note} {receipt.call.id}")

    def _refuse(self, name: str, stamp: Stamp, error: TalktrackError | OSError) -> None:
        reason = error.message if isinstance(error, TalktrackError) else str(error)
        self._say(f"{self._folder / name}: refused: {reason}")
        if isinstance(error, OSError) or error.retryable:
            self._held_back[name] = (f"{reason} It is tried again by itself.", time.monotonic() + _AGAIN_S)
        else:
            self._settle(name, Known(stamp=stamp, problem=reason, over=True))

    def _settle(self, name: str, known: Known) -> None:
        self._memory.keep(name, known)
        self._resting.pop(name, None)
        self._held_back.pop(name, None)

    def _follow(self) -> None:
        """See what became of the calls that were made: a recording of no use is told in its folder too."""
        self._followed = time.monotonic()
        for name, known in list(self._memory.known.items()):
            if known.over or known.call_id is None:
                continue
            try:
                call = self._call(known.call_id)
            except NotFound:
                self._memory.keep(name, Known(stamp=known.stamp, call_id=known.call_id, over=True))
                continue
            if call.state in (CallState.READY, CallState.FAILED):
                problem = call.error_message if call.state is CallState.FAILED else None
                self._memory.keep(name, Known(stamp=known.stamp, call_id=known.call_id, problem=problem, over=True))
                self._tell()

    def _tell(self) -> None:
        problems = {name: known.problem for name, known in self._memory.known.items() if known.problem}
        problems |= {name: reason for name, (reason, _) in self._held_back.items()}
        lines = [f"{name}: {problem}" for name, problem in sorted(problems.items()) if name in self._there]
        place = self._folder / PROBLEMS_FILE
        text = "\n".join(["Talktrack could not use these files:", "", *lines, ""]) if lines else None
        # A folder that may only be read is no reason to stop: everything is told on the way, too.
        with contextlib.suppress(OSError):
            if text is None:
                place.unlink(missing_ok=True)
            elif not place.exists() or place.read_text() != text:
                place.write_text(text)


class WatchMemory:
    """What was dealt with in a folder: one line a file in the data folder, the last one counts."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.known: dict[str, Known] = {}
        for line in file:
            # The last line may be torn where the process was killed: that file is met again, and is here already.
            with contextlib.suppress(ValueError, KeyError, TypeError):
                data = json.loads(line)
                name = data.pop("name")
                self.known[name] = Known(**data | {"stamp": _stamp(data["stamp"])})

    def keep(self, name: str, known: Known) -> None:
        """Remember that a file was dealt with."""
        self.known[name] = known
        self._file.write(json.dumps({"name": name, **asdict(known)}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def _stamp(data: dict[str, object]) -> Stamp:
    sidecar = data.get("sidecar")
    return Stamp(**data | {"sidecar": tuple(sidecar) if isinstance(sidecar, list) else None})  # type: ignore[arg-type]


@contextlib.contextmanager
def remembered(data_dir: Path, folder: Path) -> Iterator[WatchMemory]:
    """Open what is remembered of a folder. Raises Conflict where another process watches it already."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    path = data_dir / "watched" / f"{name}.ndjson"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"{folder} is already being watched by another process; end that one first.") from error
        file.seek(0)
        text = file.read()
        if text and not text.endswith("\n"):
            file.write("\n")
        file.seek(0)
        yield WatchMemory(file)
