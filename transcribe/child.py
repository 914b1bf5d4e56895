"""The process that holds the speech model: `python -m transcribe.child`, started by transcribe.host.

It speaks JSON lines: requests on standard input, answers on standard output, one each. It sees PCM files only, knows no
secret, and ends at once when its parent does.

Requests, one object each: `plan` (pcm, channel); `transcribe` (pcm: the path of each channel, windows: [[channel,
[[start_s, end_s], …]], …], language: code or null, names: [{written, heard_as}, …]); `separate` (pcm, words: [[word,
start_s, end_s, probability], …]); `voice` (pcm, spans: [[start_s, end_s], …]). The verb is `do`. Answers: `{"ok": …}`
or `{"error": code, "message": text}`.
"""

import argparse
import ctypes
import hashlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from calls.errors import TalktrackError, UnreadableAudio
from calls.transcript import word_from_list
from transcribe.engine import SAMPLE_RATE, Clip, Engine, EngineOptions
from transcribe.registry import load_engine
from transcribe.vocabulary.names import Name
from transcribe.vocabulary.repair import with_names
from transcribe.windows import Window, open_pcm, plan_windows

if TYPE_CHECKING:
    from transcribe.speakers.separate import Models

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Child:
    """Answers requests; loads the engine when the first one needs it, once."""

    def __init__(self, *, engine: str, model: str, cache_dir: Path, options: EngineOptions) -> None:
        self._name = engine
        self._model = model
        self._cache_dir = cache_dir
        self._options = options
        self._engine: Engine | None = None
        self._models: Models | None = None

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to one request; an error that a person can be told about is an answer too."""
        try:
            does = {
                "plan": self._plan,
                "transcribe": self._transcribe,
                "separate": self._separate,
                "voice": self._voice,
            }
            return {"ok": does[request["do"]](request)}
        except TalktrackError as error:
            return {"error": error.code, "message": error.message}
        except MemoryError:
            raise
        except Exception as error:
            return {"error": "engine_failed", "message": f"{type(error).__name__}: {error}"}

    def _plan(self, request: Mapping[str, Any]) -> list[list[float]]:
        pcm = open_pcm(Path(request["pcm"]))
        return [window.as_list() for window in plan_windows(pcm, channel=request["channel"])]

    def _transcribe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if self._engine is None:
            self._engine = load_engine(self._name, model=self._model, cache_dir=self._cache_dir, options=self._options)
        paths = [Path(path) for path in request["pcm"]]
        windows = [Window.from_list(window) for window in request["windows"]]
        clips = [_clip(paths[window.channel], window) for window in windows]
        heard = self._engine.transcribe(clips, language=request["language"])
        provenance = self._engine.provenance
        names = [Name.from_dict(name) for name in request.get("names", ())]
        if names and heard:
            found = with_names(clips, heard, names=names, engine=self._engine, language=heard[0].language)
            heard = list(found.heard)
            provenance = replace(provenance, options={**provenance.options, "names": _digest(request["names"])})
        return {"heard": [one.as_dict() for one in heard], "provenance": provenance.as_dict()}

    def _separate(self, request: Mapping[str, Any]) -> dict[str, Any]:
        from transcribe.speakers.separate import separate

        words = [word_from_list(word) for word in request["words"]]
        return separate(open_pcm(Path(request["pcm"])), words, models=self._speakers()).as_dict()

    def _voice(self, request: Mapping[str, Any]) -> dict[str, Any]:
        from transcribe.speakers.separate import voice_of

        spans = [(float(start), float(end)) for start, end in request["spans"]]
        return voice_of(open_pcm(Path(request["pcm"])), spans, models=self._speakers()).as_dict()

    def _speakers(self) -> "Models":
        if self._models is None:
            from transcribe.speakers.separate import load_models

            self._models = load_models(threads=self._options.threads)
        return self._models


def _digest(names: object) -> str:
    return hashlib.sha256(json.dumps(names, sort_keys=True).encode()).hexdigest()[:12]


def _clip(path: Path, window: Window) -> Clip:
    """Read a window's samples, nothing around them, so that a long file leaves nothing behind in memory."""
    edges = [(round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)) for start, end in window.spans]
    try:
        parts = [np.fromfile(path, dtype="<i2", count=last - first, offset=2 * first) for first, last in edges]
    except OSError as error:
        raise UnreadableAudio(f"The decoded sound {path} cannot be read: {error.strerror}.") from error
    return np.concatenate(parts).astype(np.float32) / np.float32(32768)


def _die_with_parent(parent: int) -> None:
    """Ask the kernel (Linux) to kill this process when its parent dies, even in the middle of a computation."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It died before the kernel was told.
        os._exit(0)


def _read_requests(requests: "queue.Queue[str]") -> None:
    """Pass on requests; end of input means that the parent is gone or done, so nothing here is worth finishing."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _private_stdout() -> IO[str]:
    """Keep standard output for answers: whatever a library prints goes to standard error instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def main() -> None:
    """Answer requests until the parent closes standard input."""
    parser = argparse.ArgumentParser(prog="python -m transcribe.child")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--cache-dir", type=Path, required=True)
    parser.add_argument("--options", type=json.loads, default={})
    arguments = parser.parse_args()
    _die_with_parent(arguments.parent)
    # Ctrl-C goes to the whole group; the parent decides what becomes of this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _private_stdout()
    known = {field.name for field in fields(EngineOptions)}
    options = EngineOptions(**{name: value for name, value in arguments.options.items() if name in known})
    child = Child(engine=arguments.engine, model=arguments.model, cache_dir=arguments.cache_dir, options=options)
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read_requests, args=(requests,), daemon=True).start()
    while True:
        answers.write(json.dumps(child.answer(json.loads(requests.get()))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
