"""The review queue: which moment of a theme is put before a person next, and what the answers say of the theme."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from calls.errors import InvalidInput, NotFound
from calls.review import SAMPLE, Answer, Review
from calls.transcript import Transcript, Turn
from insight.precision import Corrected, corrected_by_precision, precision
from insight.rates import Rate
from insight.sampling import review_sample
from store.analyses import current_number
from store.corrections import corrected_transcript
from store.moments import Evidence, get_moment
from store.reviews import Reviewed, drawn_from, find_review, keep_review, reviewed, said_of, to_review
from store.session import Session
from store.themes import ThemeView, get_theme

# Turns before the one that is asked about.
_BEFORE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A moment that was drawn from a theme, with the turns around it; `answered` of `wanted` answers are there."""

    theme: ThemeView
    evidence: Evidence
    context: tuple[Turn, ...]
    answered: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How right a theme is by what people said of moments that were drawn from it: `rate` is right of answered."""

    reviewed: Reviewed
    rate: Rate

    def corrected(self, apparent: Rate) -> Corrected:
        """Return a rate of the theme corrected for its wrong finds; assumes that nothing was missed."""
        return corrected_by_precision(apparent, right=self.reviewed.right, reviewed=self.reviewed.answered)


def theme_precision(session: Session, theme_ids: Collection[str]) -> dict[str, Precision]:
    """Return, for those of the themes of which moments were reviewed, how right they are."""
    found = reviewed(session, frozenset(theme_ids))
    return {theme_id: precision_of(each) for theme_id, each in found.items()}


def precision_of(found: Reviewed) -> Precision:
    """Return the precision that answers give, with Wilson's interval; under ten answers it is too few to say."""
    return Precision(reviewed=found, rate=precision(found.right, found.answered))


def next_question(session: Session, theme_id: str | None = None) -> Question | None:
    """Return the next moment to ask about, of a theme or of whichever waits; None where enough is answered."""
    for candidate in (theme_id,) if theme_id else to_review(session, sample=SAMPLE):
        said = said_of(session, candidate)
        moment_id = next((each for each in _sample(session, candidate, said) if each not in said), None)
        if moment_id is not None:
            return _question(session, candidate, moment_id, said=said)
    return None


def answer(session: Session, theme_id: str, moment_id: str, *, said: Answer, made_by: str) -> Review:
    """Keep what a person says of a moment that was drawn from a theme.

    Raises NotFound where the theme does not hold it and InvalidInput where it was not drawn: answers about what people
    come across would not speak of the whole theme.
    """
    before = find_review(session, theme_id, moment_id)
    members = drawn_from(session, theme_id)
    number = current_number(session)
    if number is None or (before is None and moment_id not in members):
        raise NotFound(f"Theme {theme_id} has no moment {moment_id}.")
    if before is None and moment_id not in _sample(session, theme_id, said_of(session, theme_id)):
        raise InvalidInput(
            "This moment was not drawn for review, and only drawn ones measure a theme. Ask `GET /v1/reviews/next` "
            "for one that is; confirm or reject this one with `POST /v1/moments/{moment_id}/corrections`."
        )
    review = Review(
        # Said again, it stays with the theme that it was drawn from, which another may have taken up.
        theme_id=before.theme_id if before else theme_id,
        analysis=number,
        call_id=before.call_id if before else members[moment_id],
        moment_id=moment_id,
        answer=said,
        made_by=made_by,
        created_at=datetime.now(UTC),
    )
    keep_review(session, review)
    return review


def _sample(session: Session, theme_id: str, said: dict[str, Answer]) -> tuple[str, ...]:
    """Return the moments that are to be asked about, in their order; for each skipped one, one more is drawn.

    Those that somebody answered for count, also where they are in the theme no more: a wrong one that was put aside
    must not make the theme look right.
    """
    members = drawn_from(session, theme_id)
    skipped = sum(each is Answer.SKIPPED for each in said.values())
    return review_sample({theme_id: {*members, *said}}, each=SAMPLE + skipped)[theme_id]


def _question(session: Session, theme_id: str, moment_id: str, *, said: dict[str, Answer]) -> Question:
    theme, evidence = get_theme(session, theme_id), get_moment(session, moment_id)
    transcript = corrected_transcript(session, evidence.moment.call_id, version=evidence.transcript_version)
    answered = sum(each is not Answer.SKIPPED for each in said.values())
    return Question(
        theme=theme,
        evidence=evidence,
        context=_context(transcript, evidence.moment.turn_index),
        answered=answered,
        wanted=max(answered + 1, min(SAMPLE, theme.mentions)),
    )


def _context(transcript: Transcript, turn_index: int) -> tuple[Turn, ...]:
    """Return the turn, those before it and the one after it."""
    at = next((place for place, turn in enumerate(transcript.turns) if turn.index == turn_index), None)
    return transcript.turns[max(at - _BEFORE, 0) : at + 2] if at is not None else ()
