"""Rows of themes: what they are, what is in them, what people did with them, and the counts kept of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
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


class AnalysisRow(Base):
    """One version of the analysis: everything that one make of the detector found, kept apart from all others.

    `fingerprint` is a digest of `provenance`. Of the states (see calls.analysis) one analysis is current: what people
    see is of it.
    """

    __tablename__ = "analyses"
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(String(40), unique=True)
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_current_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class CallAnalysisRow(Base):
    """That a call went through an analysis; `analysed` as in `calls`, where it is that of the current one."""

    __tablename__ = "call_analyses"
    analysis: Mapped[int] = mapped_column(ForeignKey("analyses.number", ondelete="CASCADE"), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    analysed: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ThemeRow(Base):
    """One theme. `successor_id` says where the theme's moments went when it was taken up by another.

    `parent_id` makes it a sub-theme; a parent has none itself. `label_by` says whether a person named it, so that the
    software leaves the name alone. What is pinned is listed first and never taken away by the software.
    """

    __tablename__ = "themes"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    label: Mapped[str] = mapped_column(String(300))
    keywords: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), index=True)
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("themes.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("themes.id"), index=True)
    pinned: Mapped[bool] = mapped_column(Boolean, server_default="0")
    label_by: Mapped[str] = mapped_column(String(20), server_default="software")
    central_quote: Mapped[str | None] = mapped_column(Text)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class AnchorRow(Base):
    """Where a theme lies among the vectors of one analysis: a unit vector (float32, little-endian) over `n` moments.

    New moments are measured against it alone, so that the cost of a call does not grow with what is stored.
    """

    __tablename__ = "theme_anchors"
    analysis: Mapped[int] = mapped_column(ForeignKey("analyses.number", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    n: Mapped[int] = mapped_column(Integer)


class PlacementRow(Base):
    """Which theme a moment of an analysis is in; a moment is in one theme at most, a sub-theme's in its parent too.

    `placed_by` is `person` or `software`, `maker` what the software was. No theme at all is a person's word, too.
    """

    __tablename__ = "placements"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    moment_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    theme_id: Mapped[str | None] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), index=True)
    placed_by: Mapped[str] = mapped_column(String(20), server_default="software")
    maker: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (
        ForeignKeyConstraint(["analysis", "moment_id"], ["moments.analysis", "moments.id"], ondelete="CASCADE"),
    )


class MoveRow(Base):
    """Where a person put the words of a moment: in a theme, or (`theme_id` None) in none.

    It refers to the words, not to a row, so that it holds for every analysis of the call. `moment_id` is the moment
    they looked at.
    """

    __tablename__ = "moves"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    moment_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    turn_index: Mapped[int] = mapped_column(Integer)
    quote: Mapped[str] = mapped_column(Text)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    theme_id: Mapped[str | None] = mapped_column(ForeignKey("themes.id"), index=True)
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ThemeEventRow(Base):
    """Something that was done with a theme: its history, and what undoing it needs.

    `other_id` is the second theme of a merge, split, move or nesting. An event that was undone names the event that
    undid it.
    """

    __tablename__ = "theme_events"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[str | None] = mapped_column(ForeignKey("themes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("theme_events.number"))
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class EventMomentRow(Base):
    """A moment that an event took from one theme (None: from none) to another, and who had placed it before."""

    __tablename__ = "theme_event_moments"
    event: Mapped[int] = mapped_column(ForeignKey("theme_events.number", ondelete="CASCADE"), primary_key=True)
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    moment_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    from_id: Mapped[str | None] = mapped_column(String(40))
    to_id: Mapped[str | None] = mapped_column(String(40))
    placed_by: Mapped[str] = mapped_column(String(20))


# From here on: counts. They refer to nothing by key, so that what is counted can be taken off again after it is gone.
class CallCutRow(Base):
    """What a counted call can be cut by: a row for each value it has in each cut, and one of the cut `all`."""

    __tablename__ = "call_cuts"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    cut: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(300), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    account_id: Mapped[str | None] = mapped_column(String(40))
    __table_args__ = (Index(None, "analysis", "cut", "value", "day"),)


class ThemeCallRow(Base):
    """That a theme is voiced in a call, and how often: what every count of calls and accounts rests on."""

    __tablename__ = "theme_calls"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    theme_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    mentions: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    account_id: Mapped[str | None] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    __table_args__ = (
        Index(None, "call_id", "analysis"),
        Index("ix_theme_calls_counted", "analysis", "theme_id", "day", "account_id", "started_at", "mentions"),
    )


class ThemeDayRow(Base):
    """How many calls of one day (UTC) and one value of a cut voice a theme, and how often in all."""

    __tablename__ = "theme_days"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    theme_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    cut: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(300), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    calls: Mapped[int] = mapped_column(Integer)
    mentions: Mapped[int] = mapped_column(Integer)
    __table_args__ = (
        # One scan of it counts every theme over a window.
        Index("ix_theme_days_counted", "analysis", "cut", "value", "day", "theme_id", "calls", "mentions"),
    )


class CallDayRow(Base):
    """How many calls of one day (UTC) and one value of a cut are analysed: what rates are counted over."""

    __tablename__ = "call_days"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    cut: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(300), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    calls: Mapped[int] = mapped_column(Integer)


class ReviewRow(Base):
    """What a person said of a moment that was drawn from a theme: whether it is about that theme.

    Kept apart from judgements, which are of what people come across: only these are of a random sample.
    """

    __tablename__ = "theme_reviews"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), index=True)
    analysis: Mapped[int] = mapped_column(ForeignKey("analyses.number", ondelete="CASCADE"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    moment_id: Mapped[str] = mapped_column(String(40))
    verdict: Mapped[str] = mapped_column(String(20))
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CountChangeRow(Base):
    """That a call or a theme (`subject`) was counted anew in an analysis, the last time as change `number` of all."""

    __tablename__ = "count_changes"
    analysis: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, index=True)
