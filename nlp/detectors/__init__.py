"""The detectors, one file each, and the table that names them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from calls.errors import InvalidInput
from nlp.chat import Endpoint
from nlp.detector import Detector


def _tuned() -> Detector:
    from nlp.detectors.tuned import TunedDetector

    return TunedDetector()


def _heads() -> Detector:
    from nlp.detectors.heads import HeadsDetector

    return HeadsDetector()


def _rules() -> Detector:
    from nlp.detectors.rules import RulesDetector

    return RulesDetector()


DETECTORS: Mapping[str, Callable[[], Detector]] = MappingProxyType(
    {
        "tuned": _tuned,
        "heads": _heads,
        "rules": _rules,
    }
)
DEFAULT = "tuned"


def _llm(endpoint: Endpoint) -> Detector:
    from nlp.chat import Chat
    from nlp.detectors.llm import LlmDetector

    return LlmDetector(Chat(endpoint), builtin=build_detector())


def _seconded(endpoint: Endpoint) -> Detector:
    from nlp.chat import Chat
    from nlp.detectors.llm import SecondedDetector

    return SecondedDetector(Chat(endpoint), builtin=build_detector())


# These send what the buyer says to a language model; both fall back on the default.
ASKING: Mapping[str, Callable[[Endpoint], Detector]] = MappingProxyType({"llm": _llm, "tuned+llm": _seconded})


def build_detector(name: str = DEFAULT, *, endpoint: Callable[[], Endpoint] | None = None) -> Detector:
    """Return a new detector of that name; `endpoint` gives the language model for those in ASKING.

    Raises InvalidInput for a name that is in neither table, and where the endpoint is missing or wrong.
    """
    if name in ASKING:
        if endpoint is None:
            raise InvalidInput(f"The detector {name!r} asks a language model, and none is given here.")
        return ASKING[name](endpoint())
    if name not in DETECTORS:
        raise InvalidInput(f"There is no detector {name!r}: choose one of {', '.join((*DETECTORS, *ASKING))}.")
    return DETECTORS[name]()
