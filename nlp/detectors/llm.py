"""Detectors that ask a language model, in place of the built-in one or beside it; off unless chosen.

Only the buyer's passages with the rep's words around them are sent. Whatever the model does not answer within its
limits, or answers with nonsense, the built-in detector decides.
"""

import logging
from collections.abc import Mapping, Sequence

from calls.provenance import Provenance
from nlp.chat import Account, Chat, ChatFailed
from nlp.detector import Detector, Finding, Leaning, LeaningDetector, Passage
from nlp.llm_asking import WORDING, Asked, batches, believed, question

_log = logging.getLogger("talktrack.llm")

# A sentence is worth a second opinion from this share of what a finding takes.
NEARLY = 0.5
# An endpoint that failed so often in a row is not asked again for this call.
MOST_FAILURES_IN_A_ROW = 2


class LlmDetector:
    """The model alone: its findings stand, with its own confidence as score."""

    name = "llm"

    def __init__(self, chat: Chat, *, builtin: Detector) -> None:
        self._chat = chat
        self._builtin = builtin
        self._account = Account()

    @property
    def provenance(self) -> Provenance:
        """The model, the detector it falls back on, and the share of the last call's passages that it answered."""
        made_by = self._builtin.provenance
        return Provenance(
            name=self.name,
            version=f"{self._chat.endpoint.model} {WORDING}",
            options={
                "llm": self._chat.endpoint.model,
                "answered": self._account.share,
                "builtin": f"{made_by.name} {made_by.version}",
            },
        )

    def report(self) -> Mapping[str, int | str]:
        """See ReportingDetector."""
        return self._account.as_dict()

    def detect(self, passages: Sequence[Passage]) -> list[tuple[Finding, ...]]:
        """See Detector."""
        every = [Asked(number=i, passage=p, sentences=tuple(range(len(p.sentences)))) for i, p in enumerate(passages)]
        answers = self._answers([one for one in every if one.sentences])
        missing = [i for i in range(len(passages)) if i not in answers]
        own = self._builtin.detect([passages[i] for i in missing]) if missing else []
        answers.update(zip(missing, own, strict=True))
        return [answers[i] for i in range(len(passages))]

    def _answers(self, asked: Sequence[Asked]) -> dict[int, tuple[Finding, ...]]:
        """Return what the model found in each passage it answered, by number, and keep the account."""
        account = Account(asked=len(asked))
        answers: dict[int, tuple[Finding, ...]] = {}
        in_a_row = 0
        for group in batches(asked):
            messages, most_tokens = question(group)
            try:
                told = self._chat.ask(messages, most_tokens=most_tokens, account=account)
                found = believed(told, group, account=account)
                if not found:
                    account.failures += 1
                    raise ChatFailed("its answer made no sense")
                answers.update(found)
                in_a_row = 0
            except ChatFailed as failed:
                in_a_row += 1
                account.stopped = str(failed)
                if failed.for_good or in_a_row == MOST_FAILURES_IN_A_ROW:
                    break
        account.answered = len(answers)
        self._account = account
        _tell(account)
        return answers


class SecondedDetector(LlmDetector):
    """The built-in detector, seconded by the model, which is asked only about what it finds or nearly finds.

    Where both name a kind in a sentence, it is a finding, with the score half-way up to 1 and the model's category;
    where the model does not, it is none. What only the model names is left out. Unanswered passages keep the built-in
    findings as they are.
    """

    name = "tuned+llm"

    def detect(self, passages: Sequence[Passage]) -> list[tuple[Finding, ...]]:
        """See Detector."""
        leanings = leanings_of(self._builtin, passages)
        asked = [
            Asked(number=i, passage=passage, sentences=tuple(sorted({one.finding.sentence for one in leaning})))
            for i, (passage, leaning) in enumerate(zip(passages, leanings, strict=True))
            if leaning
        ]
        answers = self._answers(asked)
        return [
            _seconded(leaning, answers[i]) if i in answers else tuple(one.finding for one in leaning if one.firm)
            for i, leaning in enumerate(leanings)
        ]


def leanings_of(detector: Detector, passages: Sequence[Passage]) -> list[tuple[Leaning, ...]]:
    """Return what a detector finds or nearly finds; only what it finds where it cannot say the other."""
    if isinstance(detector, LeaningDetector):
        return detector.leanings(passages, ease=NEARLY)
    return [tuple(Leaning(finding=one, firm=True) for one in found) for found in detector.detect(passages)]


def _seconded(leanings: Sequence[Leaning], answer: Sequence[Finding]) -> tuple[Finding, ...]:
    said = {(one.sentence, one.kind): one for one in answer}
    agreed = [(one.finding, said.get((one.finding.sentence, one.finding.kind))) for one in leanings]
    return tuple(
        Finding(sentence=own.sentence, kind=own.kind, category=other.category, score=round((1.0 + own.score) / 2, 4))
        for own, other in agreed
        if other is not None
    )


def _tell(account: Account) -> None:
    """Log what a call came to, once; louder where the built-in detector had to step in."""
    told = ", ".join(f"{name} {value}" for name, value in account.as_dict().items() if value)
    level = logging.INFO if account.answered == account.asked else logging.WARNING
    _log.log(level, "language model: %s", told or "nothing to ask")
