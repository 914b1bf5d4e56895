"""Quotes of trackers as those who only read may see them."""

from collections.abc import Sequence
from dataclasses import replace

from calls.redaction import NOT_YET, Mask, Span, masked_text, spans_within, text_digest
from calls.tracker import Mention
from store.corrections import corrected_transcript
from store.redaction import masks
from store.session import Session
from store.trackers import SaidMention


def shown_mentions(session: Session, found: Sequence[SaidMention], *, in_full: bool) -> tuple[SaidMention, ...]:
    """Return mentions as the reader may see them: as many as were given, each at its place, with its hit still marked.

    A quote is a part of a turn, and it is turns that were looked through.
    """
    if in_full or not found:
        return tuple(found)
    turns = {
        (call_id, turn.index): turn.text
        for call_id in {said.mention.call_id for said in found}
        for turn in corrected_transcript(session, call_id).turns
    }
    texts: dict[str, list[str]] = {}
    for said in found:
        own = turns.get((said.mention.call_id, said.mention.turn_index), "")
        texts.setdefault(said.mention.call_id, []).extend((said.call_title, own))
    known = masks(session, texts)
    return tuple(
        replace(
            said,
            call_title=known[said.mention.call_id].text(said.call_title),
            mention=_masked(
                said.mention,
                turn=turns.get((said.mention.call_id, said.mention.turn_index), ""),
                mask=known[said.mention.call_id],
            ),
        )
        for said in found
    )


def _masked(mention: Mention, *, turn: str, mask: Mask) -> Mention:
    spans, at = mask.spans.get(text_digest(turn)), turn.find(mention.quote)
    if spans is None or at < 0:
        return replace(mention, quote=NOT_YET, begin=0, end=0)
    before = _part(mention.quote[: mention.begin], spans, at)
    hit = _part(mention.quote[mention.begin : mention.end], spans, at + mention.begin)
    after = _part(mention.quote[mention.end :], spans, at + mention.end)
    return replace(mention, quote=before + hit + after, begin=len(before), end=len(before) + len(hit))


def _part(text: str, spans: Sequence[Span], at: int) -> str:
    return masked_text(text, spans_within(spans, begin=at, end=at + len(text)))
