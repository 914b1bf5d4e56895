"""What speakers deny and where they hold back, marked in the text: negations and hedges."""

from collections.abc import Iterable, Sequence
from typing import Any

NEGATIONS = ("no", "not", "never", "nothing", "nobody", "dont", "cant")
HEDGES = (
    "probably", "maybe", "perhaps", "not sure", "i guess", "i suppose", "kind of", "sort of", "a bit", "a little",
    "honestly", "to be honest", "frankly", "i mean", "the thing is", "i don't know", "i dont know", "not really",
    "i'm afraid", "im afraid", "unfortunately", "worried", "concern", "concerned", "concerns", "hesitant", "reluctant",
    "skeptical",
)  # fmt: skip


class Stance:
    """The component `negations_and_hedges`: fills `doc.spans["negations"]` and `doc.spans["hedges"]`.

    A negation is a word that denies, by its grammar or because it is listed; a hedge is a listed phrase in any letter
    case, with either apostrophe, within one sentence. `span._.negated` and `span._.hedged` ask any span for them.
    """

    def __init__(self, language: Any, *, negations: Iterable[str], hedges: Sequence[str]) -> None:
        from spacy.matcher import PhraseMatcher

        self._negations = frozenset(negations)
        self._matcher = PhraseMatcher(language.vocab, attr="LOWER")
        spelled = dict.fromkeys(spelling for hedge in hedges for spelling in (hedge, hedge.replace("'", "’")))
        self._matcher.add("hedge", [language.make_doc(spelling) for spelling in spelled])

    def __call__(self, doc: Any) -> Any:
        """Mark one document. Runs after the parser."""
        doc.spans["negations"] = [doc[t.i : t.i + 1] for t in doc if t.dep_ == "neg" or t.lower_ in self._negations]
        found = [doc[begin:end] for _, begin, end in self._matcher(doc)]
        doc.spans["hedges"] = [hedge for hedge in found if not any(token.is_sent_start for token in hedge[1:])]
        return doc


def is_negated(span: Any) -> bool:
    """Return whether something is denied within a span; the getter of `span._.negated`."""
    return holds(span, "negations")


def is_hedged(span: Any) -> bool:
    """Return whether a hedge lies within a span; the getter of `span._.hedged`."""
    return holds(span, "hedges")


def holds(span: Any, group: str) -> bool:
    """Return whether a span of `doc.spans[group]` lies wholly within a span."""
    return any(span.start <= marked.start and marked.end <= span.end for marked in span.doc.spans.get(group, ()))
