"""/v1/calls/{call_id}/topics: what each stretch of a call is about."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import CanReadCalls, DatabaseDep
from api.transcripts import Version
from api.wire import CallId, ListOut, ProvenanceOut
from calls.topic import Sentiment, Topic
from calls.transcript import Role
from store.calls import get_call
from store.topics import topics_of_call

router = APIRouter(prefix="/v1/calls/{call_id}", tags=["topics"])


class StretchOut(BaseModel):
    """One stretch of a call. Together the stretches of a call cover every word of it, in order."""

    id: str = Field(examples=["to_0123456789abcdef0123"])
    call_id: str
    index: int
    topic_id: str | None = Field(description="A topic of the catalogue; null where none fits, see `keyphrases`.")
    label: str = Field(examples=["Price"])
    start_s: float | None
    end_s: float | None
    first_turn: int
    last_turn: int
    talk_share: float = Field(description="0 to 1 of the call's talk.")
    raised_by: Role
    sentiment: float | None = Field(description="-1 (only pushback and pain) to 1 (only praise); null without either.")
    sentiment_word: Sentiment | None
    sentiment_n: int = Field(description="How many moments of the buyer the sentiment rests on.")
    keyphrases: list[str]
    provenance: ProvenanceOut

    @classmethod
    def of(cls, topic: Topic) -> "StretchOut":
        """Return the wire shape of a stretch."""
        return cls(
            id=topic.id,
            call_id=topic.call_id,
            index=topic.index,
            topic_id=topic.topic_id,
            label=topic.label,
            start_s=topic.start_s,
            end_s=topic.end_s,
            first_turn=topic.first_turn,
            last_turn=topic.last_turn,
            talk_share=topic.talk_share,
            raised_by=topic.raised_by,
            sentiment=topic.sentiment,
            sentiment_word=topic.sentiment_word,
            sentiment_n=topic.sentiment_n,
            keyphrases=list(topic.keyphrases),
            provenance=ProvenanceOut.model_validate(topic.provenance.as_dict()),
        )


@router.get("/topics", dependencies=[CanReadCalls])
def read_call_topics(db: DatabaseDep, call_id: CallId, *, version: Version = None) -> ListOut[StretchOut]:
    """List what the stretches of a call are about, in order; of the current transcript where no version is named."""
    with db.reading() as session:
        get_call(session, call_id)
        topics = topics_of_call(session, call_id, version=version)
    return ListOut(items=[StretchOut.of(topic) for topic in topics])
