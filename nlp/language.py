"""The spaCy pipeline for spoken sales calls: en_core_web_sm with components for what speech needs.

`speech_sentences`, the taught `clause_boundaries` and `long_sentences` stand before the parser; `vendor_names` (an
EntityRuler), `buyer_questions`, `competitor_names` and `negations_and_hedges` come last. Results are where spaCy keeps
them: `doc.sents`, `doc.ents`, `doc.spans["questions" | "competitors" | "negations" | "hedges"]`, `span._.negated` and
`span._.hedged`. The extension `doc._.sentence_offsets` fixes sentences that are known beforehand.

All of it is kept by `language.to_disk(folder)`; `load_language(folder)` (or `spacy.load` after `import nlp.components`)
reads it again.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from calls.errors import InvalidInput
from nlp import clauses, names
from nlp.without_torch import without_torch


def build_language(*, vendor_names: Iterable[str] | None = None) -> Any:
    """Return a new `spacy.Language` for speech. Raises WeightsError where the pipeline's package is missing.

    `vendor_names` are the competitors to recognise (those that ship with Talktrack by default), in any letter case and
    as recognizers split them. Their digest is kept in `language.meta["vendor_names"]`.
    """
    package = clauses.published()
    _register()
    listed = names.default_names() if vendor_names is None else tuple(vendor_names)
    language = package.load()
    language.add_pipe("speech_sentences", before="parser")
    taught = language.add_pipe("senter", name=clauses.NAME, before="parser", config=clauses.CONFIG)
    clauses.load_into(taught)
    language.add_pipe("long_sentences", before="parser")
    ruler = language.add_pipe(
        "entity_ruler",
        name="vendor_names",
        after="ner",
        config={"overwrite_ents": True, "phrase_matcher_attr": "LOWER"},
    )
    ruler.add_patterns(names.patterns(listed))
    for component in ("buyer_questions", "competitor_names", "negations_and_hedges"):
        language.add_pipe(component, last=True)
    language.meta["vendor_names"] = names.digest(listed)
    return language


def load_language(folder: Path) -> Any:
    """Return the pipeline that `language.to_disk(folder)` wrote. Raises InvalidInput where there is none."""
    with without_torch():
        import spacy

    _register()
    try:
        return spacy.load(folder)
    except OSError as error:
        raise InvalidInput(f"There is no pipeline in {folder}: write one there with language.to_disk.") from error


@cache
def default_language() -> Any:
    """Return the pipeline with the names that ship, loaded once a process. It is safe to read, not to change."""
    return build_language()


def _register() -> None:
    """Tell spaCy of our components and extensions; spaCy is imported only when a pipeline is built."""
    import nlp.components  # noqa: F401
