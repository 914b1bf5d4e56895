"""What a call is answered with where `include` asks for it: what was said on it, what of it matters, and by whom so."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.access import Caller
from api.call_topics import StretchOut
from api.comments import CommentOut, comments_out
from api.including import including
from api.moments import MomentOut
from api.redacting import shown_evidence, shown_transcript
from api.transcripts import TranscriptOut
from calls.formats import transcript_to_dict
from store.calls import CallView
from store.comments import list_comments
from store.corrections import corrected_transcript, corrections_of
from store.moments import moments_of_call
from store.session import Session
from store.topics import topics_of_call

_FIRST = 100
# A page of transcripts would be a book.
CallParts = Annotated[frozenset[str], including("moments", "topics", "comments", "transcript")]
CallsParts = Annotated[frozenset[str], including("moments", "topics", "comments")]


class CallPartsOut(BaseModel):
    """What was asked for with `include`; null: it was not, or (of a transcript) there is none yet."""

    moments: list[MomentOut] | None = Field(
        default=None, description="All of its moments, in the order they were said."
    )
    topics: list[StretchOut] | None = Field(default=None, description="What its stretches are about.")
    comments: list[CommentOut] | None = Field(default=None, description="Its first 100 comments.")
    transcript: TranscriptOut | None = Field(default=None, description="The current one, with corrections.")


def call_parts(
    session: Session, call: CallView, include: frozenset[str], who: Caller, *, in_full: bool
) -> CallPartsOut | None:
    """Return the parts of a call that were asked for, as the reader may see them; None where none were."""
    if not include:
        return None
    found = CallPartsOut()
    if "moments" in include:
        shown = shown_evidence(session, moments_of_call(session, call.id), in_full=in_full)
        found.moments = [MomentOut.of(each, redacted=not in_full) for each in shown]
    if "topics" in include:
        found.topics = [StretchOut.of(each) for each in topics_of_call(session, call.id)]
    if "comments" in include:
        page = list_comments(session, call.id, limit=_FIRST)
        found.comments = comments_out(session, page.items, who, in_full=in_full)
    if "transcript" in include and call.transcript_version is not None:
        found.transcript = _transcript(session, call.id, in_full=in_full)
    return found


def _transcript(session: Session, call_id: str, *, in_full: bool) -> TranscriptOut:
    transcript = shown_transcript(session, corrected_transcript(session, call_id), in_full=in_full)
    made = len(corrections_of(session, call_id))
    return TranscriptOut.model_validate(transcript_to_dict(transcript) | {"corrections": made, "redacted": not in_full})
