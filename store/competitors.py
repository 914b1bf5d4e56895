"""Competitors: whom buyers name, counted in calls, accounts and mentions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from calls.moment import Kind
from store.analyses import current_analysis
from store.cursor import Page, decode_cursor, encode_cursor
from store.tables import CallRow, MomentRow
from store.themes import Window, window_conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorView:
    """One competitor by its one name, with its counts in a window over analysed calls."""

    name: str
    mentions: int
    calls: int
    accounts: int
    first_at: datetime
    last_at: datetime


def list_competitors(
    session: Session, window: Window, *, limit: int, cursor: str | None = None
) -> Page[CompetitorView]:
    """Return competitors named in most calls first, from after the cursor. Raises InvalidInput on a foreign one."""
    calls, mentions = func.count(CallRow.id.distinct()), func.count(MomentRow.id)
    accounts = func.count(CallRow.account_id.distinct())
    query = (
        select(
            MomentRow.competitor, mentions, calls, accounts, func.min(CallRow.started_at), func.max(CallRow.started_at)
        )
        .join(CallRow, CallRow.id == MomentRow.call_id)
        .where(_is_named(), CallRow.analysed, *window_conditions(window))
        .group_by(MomentRow.competitor)
    )
    if cursor is not None:
        last_calls, last_mentions, last_name = decode_cursor(cursor, types=(int, int, str))
        query = query.having(
            (calls < last_calls)
            | and_(calls == last_calls, mentions < last_mentions)
            | and_(calls == last_calls, mentions == last_mentions, MomentRow.competitor > last_name)
        )
    ordered = query.order_by(calls.desc(), mentions.desc(), MomentRow.competitor).limit(limit + 1)
    views = [
        CompetitorView(name=name or "", mentions=said, calls=in_calls, accounts=by, first_at=first_at, last_at=last_at)
        for name, said, in_calls, by, first_at, last_at in session.execute(ordered)
    ]
    more = views[limit - 1] if len(views) > limit else None
    return Page(
        items=tuple(views[:limit]),
        next_cursor=encode_cursor([more.calls, more.mentions, more.name]) if more else None,
    )


def _is_named() -> Any:
    return and_(
        MomentRow.kind == Kind.COMPETITOR.value,
        MomentRow.competitor.is_not(None),
        MomentRow.analysis == current_analysis(),
    )
