"""A call's moments as people judged them: their verdicts laid over what a detector found, whichever detector it was.

A verdict says what words are (a label) or are not. It applies to the very moment it was given on; where another
detector or another transcription found other moments, to the one of that kind that shares most of its words at the same
place. Of two verdicts on the same words the newer counts. What a person says is a moment stays one, whether it is found
again or not, as long as a buyer says the words. All functions are pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from calls.anchoring import SAME_WORDS, Quoted, apart, likeness, place, times_of
from calls.judgement import PERSON, Judged, Judgement, Label, Verdict
from calls.moment import Kind, Moment
from calls.transcript import Role, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedMoment:
    """A moment with what a person said of it. `found` is it as it was found, None where a person alone says so."""

    moment: Moment
    found: Moment | None
    judged: Judged | None = None
    judgement_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The moments of a call that count (`shown`), and those that were found and that a person put aside."""

    shown: tuple[JudgedMoment, ...]
    aside: tuple[JudgedMoment, ...]


def judged(found: Sequence[Moment], judgements: Iterable[Judgement], *, transcript: Transcript | None) -> Laid:
    """Return the moments of a call with all verdicts on them; `transcript` is the one they were found in."""
    newest = sorted(judgements, key=lambda one: (one.created_at, one.id), reverse=True)
    laying = _Laying(found, newest)
    for number, judgement in enumerate(newest):
        laying.apply(judgement, newer=newest[:number])
    laying.keep_own(transcript)
    return laying.result()


def label_of(moment: Moment) -> Label:
    """Return a moment's label."""
    return Label(kind=moment.kind, category=moment.category)


class _Laying:
    """Verdicts being laid over moments, one after the other, the newest first."""

    def __init__(self, found: Sequence[Moment], judgements: Sequence[Judgement]) -> None:
        self._found = found
        self._by_id = {moment.id: moment for moment in found}
        self._reserved = {judgement.moment_id for judgement in judgements}
        self._shown: dict[str, JudgedMoment] = {}
        self._aside: dict[str, JudgedMoment] = {}
        self._unfound: list[tuple[Judgement, Label]] = []
        self._own: list[JudgedMoment] = []

    def apply(self, judgement: Judgement, *, newer: Sequence[Judgement]) -> None:
        """Lay one verdict over the moments."""
        exact = self._by_id.get(judgement.moment_id)
        denied, label = _says(judgement) if exact else _still_says(judgement, newer)
        same = exact or (self._most_like(judgement, judgement.found.kind) if judgement.found else None)
        if label is None:
            if same and denied:
                self._put_aside(same, judgement)
            return
        if judgement.found and judgement.found.kind is label.kind:
            self._take(same, judgement, label)
            return
        twin = self._twin(judgement, label.kind)
        if same and denied and twin:
            self._put_aside(same, judgement)
        if twin and twin.id not in self._reserved:
            self._take(twin, judgement, label)
        elif not twin:
            self._take(same if denied else None, judgement, label)

    def keep_own(self, transcript: Transcript | None) -> None:
        """Keep what people say is a moment though no detector found it, where a buyer still says the words."""
        for judgement, label in self._unfound:
            placed = place(judgement.anchor, transcript) if transcript else None
            if placed is None:
                continue
            start_s, end_s = times_of(placed)
            moment = Moment(
                id=judgement.moment_id,
                call_id=judgement.call_id,
                turn_index=placed.turn.index,
                kind=label.kind,
                category=label.category,
                quote=placed.quote,
                start_s=start_s,
                end_s=end_s,
                role=Role.BUYER,
                score=1.0,
                provenance=PERSON,
            )
            if any(_like(moment, other.moment, kind=label.kind) for other in self.result().shown):
                continue
            became = {Verdict.ADD: Judged.ADDED, Verdict.CONFIRM: Judged.CONFIRMED}
            word = became.get(judgement.verdict, Judged.RELABELLED)
            self._own.append(JudgedMoment(moment=moment, found=None, judged=word, judgement_id=judgement.id))

    def result(self) -> Laid:
        """Return what came of it, in the order the moments were found."""
        shown = tuple(
            self._shown.get(moment.id, JudgedMoment(moment=moment, found=moment))
            for moment in self._found
            if moment.id not in self._aside
        )
        return Laid(shown=(*shown, *self._own), aside=tuple(self._aside.values()))

    def _take(self, moment: Moment | None, judgement: Judgement, label: Label) -> None:
        if moment is None:
            self._unfound.append((judgement, label))
            return
        word = Judged.CONFIRMED if label_of(moment) == label else Judged.RELABELLED
        said = replace(moment, kind=label.kind, category=label.category)
        self._shown[moment.id] = JudgedMoment(moment=said, found=moment, judged=word, judgement_id=judgement.id)

    def _put_aside(self, moment: Moment, judgement: Judgement) -> None:
        word = Judged.REJECTED if judgement.verdict is Verdict.REJECT else Judged.RELABELLED
        self._aside[moment.id] = JudgedMoment(moment=moment, found=moment, judged=word, judgement_id=judgement.id)

    def _most_like(self, judgement: Judgement, kind: Kind, *, reserved: bool = False) -> Moment | None:
        """Return the moment of a kind that is most like what was judged and that no other verdict is on."""
        anchor = judgement.anchor
        free = [
            moment
            for moment in self._found
            if moment.id not in self._shown
            and moment.id not in self._aside
            and (reserved or moment.id not in self._reserved)
            and _like(anchor, moment, kind=kind)
        ]
        return max(free, key=lambda moment: (likeness(anchor, moment), -apart(anchor, moment)), default=None)

    def _twin(self, judgement: Judgement, kind: Kind) -> Moment | None:
        """Return the moment that was found as what a person says the words are."""
        found = self._most_like(judgement, kind) or self._most_like(judgement, kind, reserved=True)
        return found if found is None or found.id != judgement.moment_id else None


def _like(one: Quoted, moment: Moment, *, kind: Kind) -> bool:
    return moment.kind is kind and likeness(one, moment) >= SAME_WORDS


def _says(judgement: Judgement) -> tuple[bool, Label | None]:
    """Return whether a verdict denies that the words are what they were found as, and what it says they are."""
    found, label = judgement.found, judgement.label
    return found is not None and (label is None or label.kind is not found.kind), label


def _still_says(judgement: Judgement, newer: Sequence[Judgement]) -> tuple[bool, Label | None]:
    """Return what a verdict says beside newer ones on the same words, given on what another detector found."""
    denied, label = _says(judgement)
    for other in newer:
        if other.found_by == judgement.found_by or likeness(judgement.anchor, other.anchor) < SAME_WORDS:
            continue
        if label and other.found and other.found.kind is label.kind:
            label = None
        if denied and other.label and judgement.found and other.label.kind is judgement.found.kind:
            denied = False
    return denied, label
