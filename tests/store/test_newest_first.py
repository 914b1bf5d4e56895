"""Moments a page at a time, the newest calls first: the same whichever way they are found."""

import random

import pytest

from calls.moment import Kind
from store import newest_first
from store.moments import MomentFilter, list_moments
from store.session import Database, Session
from store.windows import Window
from tests.store.counting import fill

SEED = 11
WANTED = [
    MomentFilter(),
    MomentFilter(kind=Kind.OBJECTION),
    MomentFilter(kind=Kind.PRAISE),
    MomentFilter(competitor="Vertex"),
    MomentFilter(window=Window(rep="Ann")),
    MomentFilter(window=Window(rep="Bob", segment="smb")),
    MomentFilter(theme_id="th_a"),
    MomentFilter(theme_id="th_part", window=Window(segment="smb")),
    MomentFilter(theme_id="th_c", competitor="Vertex"),
    MomentFilter(theme_id="th_never"),
]


def paged(session: Session, wanted: MomentFilter, *, limit: int) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = list_moments(session, wanted, limit=limit, cursor=cursor)
        assert len(page.items) <= limit
        found += [item.moment.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("chunks", [0, 1, 4])
def test_pages_hold_what_all_at_once_holds(database: Database, monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    print(f"seed {SEED}")
    with database.transaction() as session:
        fill(session, seed=SEED)
    limits = random.Random(SEED)
    with database.reading() as session:
        for wanted in WANTED:
            # Without any walk along calls, all that fits is asked for at once.
            monkeypatch.setattr(newest_first, "_CHUNKS", 0)
            whole = paged(session, wanted, limit=1_000)
            monkeypatch.setattr(newest_first, "_CHUNKS", chunks)
            assert paged(session, wanted, limit=limits.randint(1, 7)) == whole, wanted
        assert len(paged(session, MomentFilter(), limit=100)) > 50
