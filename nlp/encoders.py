"""The encoders there are, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from calls.errors import InvalidInput
from calls.provenance import Provenance
from nlp.encoder import MINILM_PROVENANCE, Encoder, HashingEncoder, MiniLmEncoder

ENCODERS: Mapping[str, Callable[[], Encoder]] = MappingProxyType({"minilm": MiniLmEncoder, "hashing": HashingEncoder})


def build_encoder(name: str) -> Encoder:
    """Return a new encoder of that name. Raises InvalidInput for a name that is not in ENCODERS."""
    if name not in ENCODERS:
        raise InvalidInput(f"There is no encoder {name!r}: choose one of {', '.join(ENCODERS)}.")
    return ENCODERS[name]()


def encoder_provenance(name: str) -> Provenance:
    """Return what an encoder of that name says of itself, without loading it. Raises InvalidInput as build_encoder."""
    if name == "minilm":
        return MINILM_PROVENANCE
    return build_encoder(name).provenance
