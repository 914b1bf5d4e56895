"""Which calls and themes were counted anew, and in what order: so that whoever keeps counts reads only what changed.

Whoever counts holds a lock until its transaction ends (see `store.rollups`), so numbers are given in the order in which
they come to be seen.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.theme_tables import CountChangeRow

# Stands for all calls and themes of all analyses.
EVERYTHING = "*"
_OF_ALL = 0


def note_changes(session: Session, subjects: Collection[str], *, analyses: Iterable[int]) -> None:
    """Note that these calls or themes were counted anew in some analyses."""
    number = last_change(session) + 1
    rows = [
        {"analysis": analysis, "subject": subject, "number": number}
        for analysis in analyses
        for subject in sorted(subjects)
    ]
    if not rows:
        return
    table: Any = CountChangeRow.__table__
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    noted = dialect.insert(table)
    noted = noted.on_conflict_do_update(index_elements=["analysis", "subject"], set_={"number": noted.excluded.number})
    session.connection().execute(noted, rows)


def note_everything(session: Session) -> None:
    """Note that all was counted anew."""
    number = last_change(session)
    session.execute(delete(CountChangeRow))
    session.add(CountChangeRow(analysis=_OF_ALL, subject=EVERYTHING, number=number + 1))
    session.flush()


def last_change(session: Session) -> int:
    """Return the number of the newest change that a session sees, 0 where there is none."""
    return session.scalar(select(func.max(CountChangeRow.number))) or 0


def changed_since(session: Session, number: int, *, analysis: int) -> frozenset[str]:
    """Return which calls and themes of an analysis were counted anew after a change; `EVERYTHING` where all were."""
    newer = select(CountChangeRow.subject).where(
        CountChangeRow.number > number, CountChangeRow.analysis.in_((_OF_ALL, analysis))
    )
    return frozenset(session.scalars(newer))
