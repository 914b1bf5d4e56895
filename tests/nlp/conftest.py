"""What the tests of this room share: the real pipeline and models, loaded once, and short ways to write a call."""

from collections.abc import Callable
from typing import Any

import pytest

from calls.formats import READY_MADE
from calls.transcript import Role, Transcript, Turn
from nlp.detector import Detector
from nlp.detectors import build_detector
from nlp.encoder import MiniLmEncoder
from nlp.language import default_language

Call = Callable[..., Transcript]


@pytest.fixture(scope="session")
def language() -> Any:
    return default_language()


@pytest.fixture(scope="session")
def minilm() -> MiniLmEncoder:
    return MiniLmEncoder()


@pytest.fixture(scope="session")
def rules() -> Detector:
    return build_detector("rules")


@pytest.fixture(scope="session")
def heads() -> Detector:
    return build_detector("heads")


@pytest.fixture
def call() -> Call:
    """Make a transcript of `("rep" | "buyer" | "unknown", text)` turns without times."""

    def make(*turns: tuple[str, str], call_id: str = "call-1") -> Transcript:
        return Transcript(
            call_id=call_id,
            language="en",
            duration_s=None,
            turns=tuple(Turn(index=i, speaker=who, role=Role(who), text=text) for i, (who, text) in enumerate(turns)),
            provenance=READY_MADE,
        )

    return make
