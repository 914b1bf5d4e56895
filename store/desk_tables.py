"""Rows of what people of a team keep: comments, saved views, names to listen for, and who is on which channel."""

from datetime import datetime

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, UtcDateTime


class CommentRow(Base):
    """What a person wrote beside a call, at one of its turns or of the whole."""

    __tablename__ = "comments"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    turn_index: Mapped[int | None] = mapped_column(Integer)
    at_s: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (Index(None, "call_id", "created_at", "id"),)


class SavedViewRow(Base):
    """A page with its filters under a name, for the whole team. `query` is what stands behind the `?`."""

    __tablename__ = "saved_views"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(200))
    query: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class VocabularyRow(Base):
    """A name to listen for, and how it may be misheard. `kind` is `name` or `competitor`."""

    __tablename__ = "vocabulary_terms"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    term: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    sounds_like: Mapped[list[str]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (Index(None, "kind", "term", unique=True),)


class ChannelMapRow(Base):
    """Who is on which channel in recordings whose file name fits a pattern; the first that fits, by place, counts."""

    __tablename__ = "channel_maps"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    pattern: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
