"""The parent's side of the speech process: starts it, asks it, limits it, and starts it again after an accident."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

from calls.errors import (
    EngineFailed,
    EngineMissing,
    InvalidInput,
    TalktrackError,
    UnreadableAudio,
    WeightsError,
    WrongLanguage,
)
from calls.formats import provenance_from_dict
from calls.provenance import Provenance
from calls.transcript import Word, word_to_list
from transcribe.engine import EngineOptions, Heard
from transcribe.registry import default_engine, require_engine
from transcribe.speakers.separated import Separated, Voice
from transcribe.vocabulary.names import Name
from transcribe.weights import is_fetched
from transcribe.windows import Window

# All the child may know of our environment: nothing here is a secret.
PASSED_ON = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
    "NUMBA_CACHE_DIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "SSL_CERT_FILE", "SYSTEMROOT",
)  # fmt: skip
# A proxy's address may hold a password, so it is passed on only to fetch a model.
PASSED_ON_TO_FETCH = ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")

LOAD_TIMEOUT_S = 120.0  # to start, verify weights and, once, convert them
FETCH_TIMEOUT_S = 3600.0
PLAN_TIMEOUT_PER_AUDIO_S = 0.2
VOICES_TIMEOUT_PER_AUDIO_S = 2.0
_LOOK_EVERY_S = 0.25

_ERRORS: Mapping[str, type[TalktrackError]] = {
    error.code: error
    for error in (EngineFailed, EngineMissing, InvalidInput, UnreadableAudio, WeightsError, WrongLanguage)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchHeard:
    """What was heard in the windows of one batch, in their order, and what heard it."""

    heard: tuple[Heard, ...]
    provenance: Provenance

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `from_dict` reads it back unchanged."""
        return {"heard": [one.as_dict() for one in self.heard], "provenance": self.provenance.as_dict()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "BatchHeard":
        """Read the JSON shape that `as_dict` gives."""
        heard = tuple(Heard.from_dict(one) for one in data["heard"])
        return cls(heard=heard, provenance=provenance_from_dict(data["provenance"]))


class SpeechHost:
    """Keeps one speech process and passes it work, one request at a time; safe to share between threads.

    The process starts with the first request and starts anew after a crash. A request that hangs (longer than
    `timeout_s_per_audio_s` for each second of sound, beside the time to load) or needs more than `memory_limit_mb` of
    memory ends the process. Each accident is calls.errors.EngineFailed, which is retryable and tells the reason.
    """

    def __init__(
        self,
        *,
        engine: str | None = None,
        model: str = "base",
        cache_dir: Path,
        options: EngineOptions | None = None,
        timeout_s_per_audio_s: float = 5.0,
        memory_limit_mb: int = 8192,
        load_timeout_s: float | None = None,
    ) -> None:
        """Raise calls.errors.EngineMissing for an engine that is unknown or not installed; None takes the fastest."""
        self.engine = engine or default_engine()
        require_engine(self.engine)
        self.model = model
        self._cache_dir = cache_dir
        self._options = options or EngineOptions()
        self._timeout_s_per_audio_s = timeout_s_per_audio_s
        self._memory_limit_mb = memory_limit_mb
        self._load_timeout_s = load_timeout_s or (FETCH_TIMEOUT_S if is_fetched(model) else LOAD_TIMEOUT_S)
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the speech process, None while there is none."""
        process = self._process
        return process.pid if process and process.is_alive else None

    def plan(self, pcm_path: Path, *, channel: int) -> tuple[Window, ...]:
        """Return the windows of one channel's PCM file (raw s16le, 16 kHz, mono); see transcribe.windows."""
        audio_s = _duration_s(pcm_path)
        request = {"do": "plan", "pcm": str(pcm_path.absolute()), "channel": channel}
        answer = self._ask(request, timeout_s=self._load_timeout_s + audio_s * PLAN_TIMEOUT_PER_AUDIO_S)
        return tuple(Window.from_list(numbers) for numbers in answer)

    def transcribe(
        self,
        pcm_paths: Sequence[Path],
        windows: Sequence[Window],
        *,
        language: str | None = None,
        names: Sequence[Name] = (),
    ) -> BatchHeard:
        """Return what is said in windows of a recording, one PCM file a channel (raw s16le, 16 kHz, mono).

        Windows may be of several channels. `language` None asks the engine to find it; `names` are put right where they
        were misheard. Raises
        calls.errors.EngineFailed (retryable), WeightsError, EngineMissing, InvalidInput (a language the model does not
        know) and UnreadableAudio.
        """
        audio_s = sum(window.duration_s for window in windows)
        request = {
            "do": "transcribe",
            "pcm": [str(path.absolute()) for path in pcm_paths],
            "windows": [window.as_list() for window in windows],
            "language": language,
            "names": [name.as_dict() for name in names],
        }
        timeout_s = self._load_timeout_s + audio_s * self._timeout_s_per_audio_s
        return BatchHeard.from_dict(self._ask(request, timeout_s=timeout_s))

    def separate(self, pcm_path: Path, words: Sequence[Word]) -> Separated:
        """Return who says each word on one channel that holds all voices (raw s16le, 16 kHz, mono).

        `words` are in order, with times from the start of the file. Raises calls.errors.EngineFailed (retryable),
        EngineMissing and WeightsError for the models that tell voices apart, and UnreadableAudio.
        """
        request = {
            "do": "separate",
            "pcm": str(pcm_path.absolute()),
            "words": [word_to_list(word) for word in words],
        }
        return Separated.from_dict(self._ask(request, timeout_s=self._voices_timeout_s(pcm_path)))

    def voice(self, pcm_path: Path, spans: Sequence[tuple[float, float]]) -> Voice:
        """Return what one person sounds like, from the times in seconds in which only they speak on a channel.

        Spans shorter than 0.8 s are left out; a voice of 0 seconds is none. Raises what `separate` raises.
        """
        request = {"do": "voice", "pcm": str(pcm_path.absolute()), "spans": [list(span) for span in spans]}
        return Voice.from_dict(self._ask(request, timeout_s=self._voices_timeout_s(pcm_path)))

    def _voices_timeout_s(self, pcm_path: Path) -> float:
        return self._load_timeout_s + _duration_s(pcm_path) * VOICES_TIMEOUT_PER_AUDIO_S

    def close(self) -> None:
        """End the speech process, also in the middle of a request, which then fails; the host is of no more use."""
        self._closed = True
        process = self._process
        if process:
            process.kill()

    def __enter__(self) -> "SpeechHost":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: Mapping[str, Any], *, timeout_s: float) -> Any:
        with self._lock, self._running() as process:
            answer = process.ask(request, timeout_s=timeout_s, memory_limit_mb=self._memory_limit_mb)
        if "error" in answer:
            raise _ERRORS.get(answer["error"], EngineFailed)(answer["message"])
        return answer["ok"]

    @contextmanager
    def _running(self) -> "Iterator[_Process]":
        if self._process is None or not self._process.is_alive:
            self._process = _Process(self._command(), environment=child_environment(self.model))
        if self._closed:
            # Looked at after starting, so that a close at any moment finds a process to end or is found here.
            self._process.kill()
            raise EngineFailed("The speech process was closed.")
        try:
            yield self._process
        except EngineFailed:
            self._process.kill()
            raise

    def _command(self) -> list[str]:
        # -P keeps the current folder, which may hold anything, out of the child's imports.
        return [
            sys.executable, "-P", "-m", "transcribe.child",
            "--parent", str(os.getpid()), "--engine", self.engine, "--model", self.model,
            "--cache-dir", str(self._cache_dir.absolute()), "--options", json.dumps(asdict(self._options)),
        ]  # fmt: skip


def child_environment(model: str) -> Mapping[str, str]:
    """Return the whole environment of the speech process: a fixed list of names, and no hub for local models."""
    fetch = is_fetched(model)
    names = (*PASSED_ON, *PASSED_ON_TO_FETCH) if fetch else PASSED_ON
    environment = {name: os.environ[name] for name in names if name in os.environ}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
    environment["TOKENIZERS_PARALLELISM"] = "false"
    environment["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if not fetch:
        environment["HF_HUB_OFFLINE"] = "1"
    return MappingProxyType(environment)


class _Process:
    """One run of the speech process, with the threads that listen to it."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._complaints: deque[str] = deque(maxlen=20)
        started: queue.Queue[subprocess.Popen[str] | OSError] = queue.Queue()
        # Linux ends the child when the thread that started it ends, so that thread has to stay as long as the child.
        self._keeper = threading.Thread(target=self._keep, args=(command, environment, started), daemon=True)
        self._keeper.start()
        outcome = started.get()
        if isinstance(outcome, OSError):
            raise EngineFailed(f"The speech process could not be started: {outcome}.")
        self._popen = outcome

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def kill(self) -> None:
        """End the process and wait until it is gone."""
        self._popen.kill()
        self._keeper.join(timeout=10)

    def ask(self, request: Mapping[str, Any], *, timeout_s: float, memory_limit_mb: int) -> dict[str, Any]:
        """Return the answer to a request. Raises calls.errors.EngineFailed when none comes."""
        deadline = time.monotonic() + timeout_s
        try:
            assert self._popen.stdin is not None
            self._popen.stdin.write(json.dumps(request) + "\n")
            self._popen.stdin.flush()
        except OSError as error:
            raise EngineFailed(self._death()) from error
        while True:
            with suppress(queue.Empty):
                line = self._answers.get(timeout=_LOOK_EVERY_S)
                if line is None:
                    raise EngineFailed(self._death())
                answer: dict[str, Any] = json.loads(line)
                return answer
            if time.monotonic() > deadline:
                raise EngineFailed(f"The speech process gave no answer within {timeout_s:.0f} s and was ended.")
            used_mb = _taken_mb(self.pid)
            if used_mb > memory_limit_mb:
                raise EngineFailed(
                    f"The speech process took {used_mb} MB of memory, over its limit of {memory_limit_mb} MB, "
                    "and was ended."
                )

    def _keep(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        started: "queue.Queue[subprocess.Popen[str] | OSError]",
    ) -> None:
        try:
            popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environment),
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            started.put(error)
            return
        listener = threading.Thread(target=self._listen, args=(popen,), daemon=True)
        listener.start()
        started.put(popen)
        if popen.stderr:
            with popen.stderr:
                self._complaints.extend(line.strip() for line in popen.stderr)
        popen.wait()
        listener.join()
        with suppress(OSError):
            if popen.stdin:
                popen.stdin.close()
        # Last, so that the reason of a death is complete when it is asked for.
        self._answers.put(None)

    def _listen(self, popen: "subprocess.Popen[str]") -> None:
        if popen.stdout:
            with popen.stdout:
                for line in popen.stdout:
                    self._answers.put(line)

    def _death(self) -> str:
        self._keeper.join(timeout=5)
        code = self._popen.poll()
        how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        last = next((line for line in reversed(self._complaints) if line), "")
        return f"The speech process {how}" + (f": {last}" if last else ".")


def _duration_s(pcm_path: Path) -> float:
    return pcm_path.stat().st_size / 32_000 if pcm_path.is_file() else 0.0


def _taken_mb(pid: int) -> int:
    """Return the memory in MB that a process has taken for itself, 0 where the system does not tell (no /proc).

    Pages of files it reads are not counted: the kernel takes them back as it likes.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) >> 10
    except (OSError, StopIteration, IndexError, ValueError):
        return 0
