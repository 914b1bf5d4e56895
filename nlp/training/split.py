"""Which parts of the concern bank teach, which set thresholds, and which are only measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.training.snippets import Snippet

# Whole industries: thresholds and calibration come from the first, generalisation is measured on the second.
CALIBRATION_INDUSTRIES = frozenset(("hr-software", "automotive", "construction", "nonprofit-public"))
TEST_INDUSTRIES = frozenset(("finance-software", "education", "energy-solar", "events-media"))
# Whole concerns that no detector is taught.
UNSEEN_CONCERNS = frozenset(
    (
        "mid-contract", "legal-has-to-look", "another-tool-covers-it", "moving-data-fear", "guarantee-doubts",
        "minimum-volume", "friend-or-family-does-it", "surprise-bills",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Four parts of the bank, none sharing a buyer's turn with another."""

    teach: tuple[Snippet, ...]
    calibrate: tuple[Snippet, ...]
    test: tuple[Snippet, ...]
    unseen_concerns: tuple[Snippet, ...]


def split(snippets: Sequence[Snippet]) -> Split:
    """Divide the bank: a turn that voices an unseen concern is apart whatever its industry."""
    parts: dict[str, list[Snippet]] = {"teach": [], "calibrate": [], "test": [], "unseen": []}
    for snippet in snippets:
        parts[_part(snippet)].append(snippet)
    return Split(
        teach=tuple(parts["teach"]),
        calibrate=tuple(parts["calibrate"]),
        test=tuple(parts["test"]),
        unseen_concerns=tuple(parts["unseen"]),
    )


def _part(snippet: Snippet) -> str:
    if snippet.source in UNSEEN_CONCERNS or any(s.concern in UNSEEN_CONCERNS for s in snippet.spoken):
        return "unseen"
    if snippet.industry in CALIBRATION_INDUSTRIES:
        return "calibrate"
    return "test" if snippet.industry in TEST_INDUSTRIES else "teach"
