"""Finding personal data: with every call that is mined, and in what was there before the redactor was."""

from collections.abc import Sequence
from dataclasses import replace

from calls.moment import Moment
from calls.redaction import NOT_YET, SHOWN, Redaction
from calls.transcript import Transcript
from pipeline.models import Models
from store.calls import CallView, get_call
from store.corrections import corrected_transcript, corrections_of
from store.judgements import judgements_of
from store.marks import SUGGESTED_FROM, set_mark
from store.redaction import masks, save_late_redaction, unredacted
from store.session import Database, Session
from store.side_by_side import quotes_of_version
from store.transcripts import get_transcript, transcript_versions

_AT_ONCE = 20


class Redacting:
    """What the worker does about personal data; nothing where it is not wanted."""

    def __init__(self, *, database: Database, models: Models, wanted: bool) -> None:
        self._db = database
        self._models = models
        self._wanted = wanted

    def of_call(self, call: CallView, transcript: Transcript, *, moments: Sequence[Moment]) -> tuple[Redaction, ...]:
        """Return what there is in a call that was mined: in its transcript as heard and as corrected, in its moments.

        Corrections are laid over older versions too, so where there are any those are looked through again.
        """
        if not self._wanted:
            return ()
        with self._db.reading() as session:
            heard = get_transcript(session, call.id, version=transcript.version)
            corrected = bool(corrections_of(session, call.id))
            older = [each.version for each in transcript_versions(session, call.id)] if corrected else []
            # What other analyses found is shown after a switch; it must not go hidden meanwhile.
            others = quotes_of_version(session, call.id, transcript.version)
            judged = _judged_quotes(session, call.id)
        quotes = list(dict.fromkeys(_quotes(moments) + others + judged))
        found = [self._models.redact((heard, transcript), call, quotes=quotes)]
        found += [self._of_version(call, version) for version in older if version != transcript.version]
        return tuple(found)

    def _of_version(self, call: CallView, version: int) -> Redaction:
        with self._db.reading() as session:
            heard = get_transcript(session, call.id, version=version)
            corrected = corrected_transcript(session, call.id, version=version)
            quotes = quotes_of_version(session, call.id, version) + _judged_quotes(session, call.id)
        return self._models.redact((heard, corrected), call, quotes=list(dict.fromkeys(quotes)))

    def rest(self) -> int:
        """Look through published transcripts that the present redactor has not seen; return how many there were."""
        done = 0
        while self._wanted:
            with self._db.reading() as session:
                waiting = unredacted(session, self._models.redactor_provenance, limit=_AT_ONCE)
                calls = {item.call_id: get_call(session, item.call_id) for item in waiting}
            for item in waiting:
                redaction = self._of_version(calls[item.call_id], item.version)
                with self._db.transaction() as session:
                    done += save_late_redaction(session, redaction)
            if len(waiting) < _AT_ONCE:
                break
        if done:
            # Names of themes were made from quotes as they were said.
            with self._db.transaction() as session:
                set_mark(session, SUGGESTED_FROM, "")
        return done

    def masked(self, session: Session, moments: Sequence[Moment]) -> tuple[Moment, ...]:
        """Return moments with an ellipsis in the place of personal data."""
        if not self._wanted:
            return tuple(moments)
        texts: dict[str, list[str]] = {}
        for moment in moments:
            texts.setdefault(moment.call_id, []).append(moment.quote)
        known = masks(session, texts)
        return tuple(replace(each, quote=_left_out(known[each.call_id].text(each.quote))) for each in moments)


def _left_out(text: str) -> str:
    for word in (NOT_YET, *SHOWN.values()):
        text = text.replace(word, "…")
    return text


def _quotes(moments: Sequence[Moment]) -> list[tuple[int, str]]:
    return [(moment.turn_index, moment.quote) for moment in moments]


def _judged_quotes(session: Session, call_id: str) -> list[tuple[int, str]]:
    """Words that people judged or added are shown too, whether a detector finds them or not."""
    return [(judgement.anchor.turn_index, judgement.anchor.quote) for judgement in judgements_of(session, call_id)]
