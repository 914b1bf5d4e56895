"""From a transcript to complete moments: found, with the competitors they name, and with what became of each."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from calls.moment import Moment
from calls.transcript import Transcript
from nlp.chat import Endpoint
from nlp.competitors import Vendor, competitors_of, name_competitors, read_competitors
from nlp.detector import ReportingDetector
from nlp.detectors import build_detector
from nlp.encoder import Encoder, HashingEncoder
from nlp.encoders import build_encoder
from nlp.followup import follow_up
from nlp.language import build_language, default_language
from nlp.mine import mine
from nlp.names import default_names

_WITHOUT_WEIGHTS = "rules"


class Miner:
    """Mines transcripts one after the other with what it loads once.

    `endpoint` gives the language model for detectors that ask one. `competitors` is a file as
    nlp.competitors.read_competitors reads it. The detector that needs no weights goes with an encoder that needs none.
    Raises InvalidInput for names and files that cannot be used.
    """

    def __init__(
        self,
        *,
        detector: str,
        encoder: str,
        competitors: Path | None = None,
        endpoint: Callable[[], Endpoint] | None = None,
    ) -> None:
        own = read_competitors(competitors) if competitors else ()
        self._detector = build_detector(detector, endpoint=endpoint)
        self._encoder_name = HashingEncoder.provenance.name if detector == _WITHOUT_WEIGHTS else encoder
        self._competitors = competitors_of(own)
        self._own = own
        self._language: Any = None
        self._encoder: Encoder | None = None

    def mine(self, transcript: Transcript) -> tuple[Moment, ...]:
        """Return the moments of a transcript, complete."""
        if self._language is None:
            self._language = language_with(self._own)
        found = mine(transcript, detector=self._detector, language=self._language)
        named = name_competitors(found, self._competitors, language=self._language)
        return follow_up(named, transcript, encode=self._encode)

    def report(self) -> Mapping[str, int | str] | None:
        """Return what mining the last transcript cost, None for a detector that asks nobody."""
        return self._detector.report() if isinstance(self._detector, ReportingDetector) else None

    def _encode(self, texts: Any) -> Any:
        if self._encoder is None:
            self._encoder = build_encoder(self._encoder_name)
        return self._encoder.encode(texts)


def language_with(own: tuple[Vendor, ...]) -> Any:
    """Return the pipeline that knows the names that ship and a person's own competitors."""
    if not own:
        return default_language()
    listed = [name for vendor in own for name in (vendor.name, *vendor.aliases)]
    return build_language(vendor_names=[*default_names(), *listed])
