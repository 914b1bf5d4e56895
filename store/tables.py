"""Rows at rest. Kinds, roles and states are text, so a new one needs no migration."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, UtcDateTime


class AccountRow(Base):
    """A buyer's company, by its name as the source gave it."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), unique=True)


class CallRow(Base):
    """One call: what came in, how far it is, and its CRM context.

    `analysed` says that it was mined and a buyer speaks in it: such calls are what rates are counted over.
    `transcript_version` is the current one. `rework` is the stage that a finished call is going through again, while
    everything of it stays as it is. The revisions say whether the call was mined with all its corrections.
    """

    __tablename__ = "calls"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    client_unique_id: Mapped[str | None] = mapped_column(String(300), unique=True)
    filename: Mapped[str] = mapped_column(String(300))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    medium: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    direction: Mapped[str | None] = mapped_column(String(300))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    parties: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    channel_roles: Mapped[list[str]] = mapped_column(JSON)
    stage: Mapped[str | None] = mapped_column(String(300))
    outcome: Mapped[str | None] = mapped_column(String(300))
    segment: Mapped[str | None] = mapped_column(String(300))
    lead_source: Mapped[str | None] = mapped_column(String(300))
    amount: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(20), index=True)
    progress: Mapped[float] = mapped_column(Float)
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_message: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[list[str]] = mapped_column(JSON)
    duration_s: Mapped[float | None] = mapped_column(Float)
    run: Mapped[int] = mapped_column(Integer)
    analysed: Mapped[bool] = mapped_column(Boolean)
    transcript_version: Mapped[int | None] = mapped_column(Integer)
    rework: Mapped[str | None] = mapped_column(String(20), index=True)
    rework_progress: Mapped[float] = mapped_column(Float, server_default="0")
    rework_error_code: Mapped[str | None] = mapped_column(String(60))
    rework_error_message: Mapped[str | None] = mapped_column(Text)
    corrections_revision: Mapped[int] = mapped_column(Integer, server_default="0")
    mined_revision: Mapped[int] = mapped_column(Integer, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    __table_args__ = (Index(None, "started_at", "id"),)


class PlanRow(Base):
    """How the sound of a running call was cut into batches of windows; gone when the call is finished."""

    __tablename__ = "plans"
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    run: Mapped[int] = mapped_column(Integer, primary_key=True)
    batches: Mapped[list[Any]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class PartRow(Base):
    """What was heard in one batch of a running call; gone when the call is finished."""

    __tablename__ = "parts"
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    run: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch: Mapped[int] = mapped_column(Integer, primary_key=True)
    heard: Mapped[dict[str, Any]] = mapped_column(JSON)


class TranscriptRow(Base):
    """One version of a call's transcript, made by one run. It is seen once it is `published`, and kept from then on."""

    __tablename__ = "transcripts"
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    run: Mapped[int] = mapped_column(Integer)
    published: Mapped[bool] = mapped_column(Boolean)
    language: Mapped[str] = mapped_column(String(20))
    duration_s: Mapped[float | None] = mapped_column(Float)
    speakers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    warnings: Mapped[list[str]] = mapped_column(JSON)
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class TurnRow(Base):
    """One turn of a transcript, with its words as `[word, start_s, end_s, probability]` (and `suspect, overlap`)."""

    __tablename__ = "turns"
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    turn_index: Mapped[int] = mapped_column(Integer, primary_key=True)
    speaker: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[list[Any]] = mapped_column(JSON)
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "version"], ["transcripts.call_id", "transcripts.version"], ondelete="CASCADE"
        ),
    )


class CorrectionRow(Base):
    """What a person put right; `change` is in the shape of calls.correction, `version` is what they looked at."""

    __tablename__ = "corrections"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    change: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class RedactionRow(Base):
    """What looked for personal data in one version of a transcript, and when."""

    __tablename__ = "redactions"
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "version"], ["transcripts.call_id", "transcripts.version"], ondelete="CASCADE"
        ),
    )


class RedactedTextRow(Base):
    """Where personal data stands in a text of a call, by its digest: `[turn_index, begin, end, entity]` each."""

    __tablename__ = "redacted_texts"
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    spans: Mapped[list[Any]] = mapped_column(JSON)
    __table_args__ = (
        ForeignKeyConstraint(["call_id", "version"], ["redactions.call_id", "redactions.version"], ondelete="CASCADE"),
    )


class VoiceProfileRow(Base):
    """What a rep's voice is like: a unit vector (float32, little-endian) over all speech it was learned from."""

    __tablename__ = "voice_profiles"
    person: Mapped[str] = mapped_column(String(300), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    seconds: Mapped[float] = mapped_column(Float)
    calls: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class MomentRow(Base):
    """One moment of an analysis with its quote's vector (float32, little-endian).

    Its quote is of the transcript `transcript_version` with the corrections there were, and so is what the rep said
    next (`rep_answer`, turn `answer_turn_index`). `came_back_id` is the moment in which the same comes back later.
    Only what counts is here: a moment that a person rejected is in `rejected_moments`. `judged` and `judgement_id` say
    what a person said of it, `found` how it was found where that differs. A moment that rests on a person's word has an
    empty vector until a worker made it.
    """

    __tablename__ = "moments"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    turn_index: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    quote: Mapped[str] = mapped_column(Text)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    role: Mapped[str] = mapped_column(String(20))
    score: Mapped[float] = mapped_column(Float)
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    transcript_version: Mapped[int] = mapped_column(Integer, server_default="1")
    rep_answer: Mapped[str | None] = mapped_column(Text)
    judged: Mapped[str | None] = mapped_column(String(20))
    judgement_id: Mapped[str | None] = mapped_column(String(40))
    found: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answer_turn_index: Mapped[int | None] = mapped_column(Integer)
    answer_start_s: Mapped[float | None] = mapped_column(Float)
    answered: Mapped[bool | None] = mapped_column(Boolean)
    came_back_id: Mapped[str | None] = mapped_column(String(40))
    competitor: Mapped[str | None] = mapped_column(String(200), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    # A call's moments in one analysis, in order: any less, and SQLite reads the whole analysis by the key instead.
    __table_args__ = (Index(None, "call_id", "analysis", "id"),)


class RejectedMomentRow(Base):
    """A moment that was found and that a person put aside: whole, so that it can be taken back.

    `found` is in the shape of calls.formats.moment_to_dict. It is in a table of its own so that nothing counts it.
    """

    __tablename__ = "rejected_moments"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    turn_index: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    category: Mapped[str | None] = mapped_column(String(40))
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    transcript_version: Mapped[int] = mapped_column(Integer)
    rep_answer: Mapped[str | None] = mapped_column(Text)
    judged: Mapped[str] = mapped_column(String(20))
    judgement_id: Mapped[str] = mapped_column(String(40))


class JudgementRow(Base):
    """What a person said of one moment. It refers to the words (anchor), not to a row: moments come and go.

    `kind` and `category` are as found (as given, for one that was added), `new_kind` and `new_category` what it was
    relabelled to; `theme_id` is the theme it was in then.
    """

    __tablename__ = "judgements"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    moment_id: Mapped[str] = mapped_column(String(40))
    verdict: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    category: Mapped[str | None] = mapped_column(String(40))
    new_kind: Mapped[str | None] = mapped_column(String(40))
    new_category: Mapped[str | None] = mapped_column(String(40))
    turn_index: Mapped[int] = mapped_column(Integer)
    quote: Mapped[str] = mapped_column(Text)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    detector: Mapped[str | None] = mapped_column(String(100))
    detector_version: Mapped[str | None] = mapped_column(String(100))
    found_by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    theme_id: Mapped[str | None] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (Index(None, "created_at", "id"),)


class MarkRow(Base):
    """A small fact that background work remembers, by name."""

    __tablename__ = "marks"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class KeyRow(Base):
    """A team's API key, kept as its hash; the key itself is shown once, and `prefix` is how it begins."""

    __tablename__ = "keys"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(40), server_default="te_home", index=True)
    prefix: Mapped[str] = mapped_column(String(20), server_default="")
    made_by: Mapped[str | None] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
