"""Who sees personal data, and the same answers without it for everybody else.

Holders of a key that may send calls in or correct them (`calls:write`, `admin`) see what was said in full; whoever only
reads sees it masked. With TALKTRACK_REDACT=off nothing is masked.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from api.access import Caller, caller
from calls.redaction import Mask
from calls.transcript import Transcript
from store.calls import CallView
from store.judgements import JudgementView
from store.keys import Scope
from store.moments import Evidence
from store.redaction import masks
from store.session import Session
from store.topics import StretchEvidence

HEADER = "Talktrack-Redacted"


def redacts(request: Request) -> bool:
    """Whether personal data is hidden from those who only read."""
    return bool(request.app.state.settings.redact == "on")


def sees_all(request: Request, who: Annotated[Caller, Depends(caller)]) -> bool:
    """Whether the caller sees personal data."""
    return not redacts(request) or who.may(Scope.CALLS_WRITE)


SeesAll = Annotated[bool, Depends(sees_all)]


def shown_evidence(session: Session, found: Sequence[Evidence], *, in_full: bool) -> tuple[Evidence, ...]:
    """Return moments as the reader may see them: as many as were given, each at its place."""
    if in_full or not found:
        return tuple(found)
    texts: dict[str, list[str]] = {}
    for item in found:
        texts.setdefault(item.moment.call_id, []).extend(
            (item.moment.quote, item.call_title, *([item.rep_answer] if item.rep_answer else ()))
        )
    known = masks(session, texts)
    return tuple(_masked_evidence(item, known[item.moment.call_id]) for item in found)


def _masked_evidence(item: Evidence, mask: Mask) -> Evidence:
    return replace(
        item,
        moment=replace(item.moment, quote=mask.text(item.moment.quote)),
        call_title=mask.text(item.call_title),
        rep_answer=mask.text(item.rep_answer) if item.rep_answer else item.rep_answer,
    )


def shown_judgements(session: Session, found: Sequence[JudgementView], *, in_full: bool) -> tuple[JudgementView, ...]:
    """Return what people said of moments as the reader may see it: with their words masked."""
    if in_full or not found:
        return tuple(found)
    texts: dict[str, list[str]] = {}
    for view in found:
        texts.setdefault(view.judgement.call_id, []).extend((view.judgement.anchor.quote, view.call_title))
    known = masks(session, texts)
    return tuple(_masked_judgement(view, known[view.judgement.call_id]) for view in found)


def _masked_judgement(view: JudgementView, mask: Mask) -> JudgementView:
    anchor = replace(view.judgement.anchor, quote=mask.text(view.judgement.anchor.quote))
    return replace(view, judgement=replace(view.judgement, anchor=anchor), call_title=mask.text(view.call_title))


def shown_calls(session: Session, found: Sequence[CallView], *, in_full: bool) -> tuple[CallView, ...]:
    """Return calls as the reader may see them: without names of who took part."""
    if in_full or not found:
        return tuple(found)
    known = masks(session, {call.id: (call.title, call.filename) for call in found})
    return tuple(_masked_call(call, known[call.id]) for call in found)


def _masked_call(call: CallView, mask: Mask) -> CallView:
    return replace(
        call,
        title=mask.text(call.title),
        filename=mask.text(call.filename),
        # A message names the file that it is about.
        error_message=call.error_message and call.error_message.replace(call.filename, mask.text(call.filename)),
        warnings=tuple(mask.notice(warning) for warning in call.warnings),
        parties=tuple(replace(party, name="[name]", email=None) for party in call.parties),
    )


def shown_stretches(
    session: Session, found: Sequence[StretchEvidence], *, in_full: bool
) -> tuple[StretchEvidence, ...]:
    """Return stretches of calls as the reader may see them: with their calls' titles masked."""
    if in_full or not found:
        return tuple(found)
    known = masks(session, {item.topic.call_id: (item.call_title,) for item in found})
    return tuple(replace(item, call_title=known[item.topic.call_id].text(item.call_title)) for item in found)


def shown_transcript(session: Session, transcript: Transcript, *, in_full: bool) -> Transcript:
    """Return a transcript as the reader may see it: turns, words, speakers and warnings."""
    if in_full:
        return transcript
    texts = [turn.text for turn in transcript.turns]
    return masks(session, {transcript.call_id: texts})[transcript.call_id].transcript(transcript)
