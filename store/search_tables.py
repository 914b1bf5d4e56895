"""Rows that are searched: every text of a call that can be found, as it may be shown to whom."""

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base


class SearchTextRow(Base):
    """One text that can be found: a turn of a call's current, corrected transcript, or a moment's quote.

    `analysis` is 0 for a turn; `key` is the turn's index or the moment's id. `audience` is `all` for a text without
    personal data; one with it is there twice: as said for those who see it in `full`, and `masked` for the others. A
    text that was not looked through yet is there in `full` only. What is changed gets a new id, and ids only grow.
    `vector` (float32, little-endian) is that of a masked quote, made by a worker; any other quote's is with its moment.
    """

    __tablename__ = "search_texts"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    analysis: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(10))
    turn_index: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20))
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (
        UniqueConstraint("call_id", "analysis", "key", "audience"),
        Index(None, "analysis", "id"),
        {"sqlite_autoincrement": True},
    )
