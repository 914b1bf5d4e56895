"""The detectors, one file each, and the table that names them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from calls.errors import InvalidInput
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


def build_detector(name: str = DEFAULT) -> Detector:
    """Return a new detector of that name. Raises InvalidInput for a name that is not in DETECTORS."""
    if name not in DETECTORS:
        raise InvalidInput(f"There is no detector {name!r}: choose one of {', '.join(DETECTORS)}.")
    return DETECTORS[name]()
