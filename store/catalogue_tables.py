"""Rows of topics and trackers: what people list, and where calls hold it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, UtcDateTime


class TopicRow(Base):
    """A topic that a person added, or what they changed of one that ships."""

    __tablename__ = "topics"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    label: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)
    phrases: Mapped[list[str]] = mapped_column(JSON)
    enabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class TopicAnalysisRow(Base):
    """That a version of a call's transcript was cut into topics, by what, and with which catalogue."""

    __tablename__ = "topic_analyses"
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    catalogue: Mapped[str] = mapped_column(String(20))
    maker: Mapped[str] = mapped_column(String(60))
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "version"], ["transcripts.call_id", "transcripts.version"], ondelete="CASCADE"
        ),
    )


class StretchRow(Base):
    """One stretch of a version of a call's transcript and what it is about; no topic where nothing listed fits."""

    __tablename__ = "stretches"
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(40))
    topic_id: Mapped[str | None] = mapped_column(String(60), index=True)
    label: Mapped[str] = mapped_column(String(300))
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    first_turn: Mapped[int] = mapped_column(Integer)
    last_turn: Mapped[int] = mapped_column(Integer)
    talk_share: Mapped[float] = mapped_column(Float)
    raised_by: Mapped[str] = mapped_column(String(20))
    sentiment: Mapped[float | None] = mapped_column(Float)
    sentiment_n: Mapped[int] = mapped_column(Integer)
    keyphrases: Mapped[list[str]] = mapped_column(JSON)
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "version"], ["topic_analyses.call_id", "topic_analyses.version"], ondelete="CASCADE"
        ),
    )


class TrackerRow(Base):
    """A phrase list. `revision` goes up when it comes to find something else; `applied_revision` is found everywhere.

    Of the calls there were when finding began (`total_calls`), `applied_calls` are done.
    """

    __tablename__ = "trackers"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    phrases: Mapped[list[str]] = mapped_column(JSON)
    said_by: Mapped[str] = mapped_column(String(20))
    in_question: Mapped[bool] = mapped_column(Boolean)
    exact: Mapped[bool] = mapped_column(Boolean)
    revision: Mapped[int] = mapped_column(Integer)
    applied_revision: Mapped[int] = mapped_column(Integer)
    applied_calls: Mapped[int] = mapped_column(Integer)
    total_calls: Mapped[int] = mapped_column(Integer)
    error_message: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class MentionRow(Base):
    """One place where a tracker's phrase is said, in the current transcript of its call with its corrections."""

    __tablename__ = "mentions"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tracker_id: Mapped[str] = mapped_column(ForeignKey("trackers.id", ondelete="CASCADE"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    turn_index: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20))
    quote: Mapped[str] = mapped_column(Text)
    quote_begin: Mapped[int] = mapped_column(Integer)
    quote_end: Mapped[int] = mapped_column(Integer)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    transcript_version: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index(None, "tracker_id", "call_id"),)
