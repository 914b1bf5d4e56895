"""The engines there are. Adding one is a file in `engines/` and a line here."""

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from calls.errors import EngineMissing
from transcribe.engine import Engine, EngineOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where an engine lives, the package it stands on (None for none) and the line that installs it."""

    module: str
    needs: str | None
    install: str


# Fastest first: the first that is installed is the default.
ENGINES: Mapping[str, Entry] = {
    "faster-whisper": Entry(
        module="transcribe.engines.faster_whisper", needs="faster_whisper", install="pip install faster-whisper==1.2.1"
    ),
    "openai-whisper": Entry(
        module="transcribe.engines.openai_whisper",
        needs="whisper",
        install="pip install openai-whisper==20250625",
    ),
    "scripted": Entry(module="transcribe.engines.scripted", needs=None, install=""),
}


def default_engine() -> str:
    """Return the name of the fastest engine that is installed. Raises calls.errors.EngineMissing if none is."""
    for name, entry in ENGINES.items():
        if entry.needs and _is_installed(entry.needs):
            return name
    installs = " or ".join(entry.install for entry in ENGINES.values() if entry.install)
    raise EngineMissing(f"No transcription engine is installed. Run: {installs}")


def require_engine(name: str) -> Entry:
    """Return the entry of an engine that is known and installed. Raises calls.errors.EngineMissing."""
    entry = ENGINES.get(name)
    if entry is None:
        raise EngineMissing(f"There is no transcription engine {name!r}. Choose one of: {', '.join(ENGINES)}.")
    if entry.needs and not _is_installed(entry.needs):
        raise EngineMissing(f"The transcription engine {name!r} is not installed. Run: {entry.install}")
    return entry


def load_engine(name: str, *, model: str, cache_dir: Path, options: EngineOptions | None = None) -> Engine:
    """Load an engine with a model, which takes seconds.

    `model` is a packaged or published name or a path (see transcribe.weights). Raises calls.errors.EngineMissing and
    calls.errors.WeightsError, both saying what to do.
    """
    entry = require_engine(name)
    load = cast("Callable[..., Engine]", importlib.import_module(entry.module).load)
    return load(model, cache_dir=cache_dir, options=options or EngineOptions())


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
