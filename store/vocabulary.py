"""The team's vocabulary: names to listen for, and competitors."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from calls.errors import Conflict, InvalidInput, NotFound
from calls.vocabulary import Term, TermKind
from store.cursor import Page, decode_cursor, encode_cursor
from store.desk_tables import VocabularyRow

LONGEST = 60
_MOST_SOUNDS = 20
_MOST_TERMS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTerm:
    """A term as it is listed."""

    id: str
    term: Term
    made_by: str
    created_at: datetime
    updated_at: datetime


def list_terms(
    session: Session, *, kind: TermKind | None = None, limit: int, cursor: str | None = None
) -> Page[KeptTerm]:
    """Return the vocabulary in the order of the alphabet."""
    query = select(VocabularyRow)
    if kind is not None:
        query = query.where(VocabularyRow.kind == kind.value)
    if cursor is not None:
        term, last = decode_cursor(cursor, types=(str, str))
        after = or_(VocabularyRow.term > term, and_(VocabularyRow.term == term, VocabularyRow.id > last))
        query = query.where(after)
    rows = list(session.scalars(query.order_by(VocabularyRow.term, VocabularyRow.id).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_view(row) for row in rows[:limit]),
        next_cursor=encode_cursor([end.term, end.id]) if end else None,
    )


def all_terms(session: Session) -> tuple[Term, ...]:
    """Return the whole vocabulary, for a worker."""
    rows = session.scalars(select(VocabularyRow).order_by(VocabularyRow.term, VocabularyRow.id))
    return tuple(_view(row).term for row in rows)


def add_term(session: Session, term: Term, *, made_by: str) -> KeptTerm:
    """Add a name. Raises InvalidInput for what cannot be one, Conflict where it is listed already."""
    now = datetime.now(UTC)
    if len(all_terms(session)) >= _MOST_TERMS:
        raise InvalidInput(f"A vocabulary has {_MOST_TERMS} names at most. Remove some first.")
    row = VocabularyRow(
        id=f"vo_{secrets.token_hex(6)}",
        term=_clean(term.term),
        kind=term.kind.value,
        sounds_like=_sounds(term.sounds_like),
        made_by=made_by,
        created_at=now,
        updated_at=now,
    )
    _keep(session, row)
    return _view(row)


def change_term(
    session: Session, term_id: str, *, term: str | None = None, sounds_like: Sequence[str] | None = None
) -> KeptTerm:
    """Change what is given of a name. Raises NotFound, InvalidInput and Conflict."""
    row = _row(session, term_id)
    if term is not None:
        row.term = _clean(term)
    if sounds_like is not None:
        row.sounds_like = _sounds(sounds_like)
    row.updated_at = datetime.now(UTC)
    _keep(session, row)
    return _view(row)


def get_term(session: Session, term_id: str) -> KeptTerm:
    """Return one name. Raises NotFound."""
    return _view(_row(session, term_id))


def remove_term(session: Session, term_id: str) -> KeptTerm:
    """Remove a name; transcripts that were made with it stay as they are. Raises NotFound."""
    row = _row(session, term_id)
    session.delete(row)
    return _view(row)


def _keep(session: Session, row: VocabularyRow) -> None:
    session.add(row)
    term = row.term
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"{term} is listed already.") from error


def _clean(text: str) -> str:
    name = " ".join(text.split())
    if not any(character.isalpha() for character in name) or len(name) > LONGEST or name.startswith("#"):
        raise InvalidInput(f"A name has 1 to {LONGEST} characters, at least one of them a letter.")
    return name


def _sounds(texts: Sequence[str]) -> list[str]:
    if len(texts) > _MOST_SOUNDS:
        raise InvalidInput(f"A name has {_MOST_SOUNDS} other spellings at most.")
    return list(dict.fromkeys(_clean(text) for text in texts))


def _row(session: Session, term_id: str) -> VocabularyRow:
    row = session.get(VocabularyRow, term_id)
    if row is None:
        raise NotFound(f"There is no name {term_id} in the vocabulary.")
    return row


def _view(row: VocabularyRow) -> KeptTerm:
    return KeptTerm(
        id=row.id,
        term=Term(term=row.term, kind=TermKind(row.kind), sounds_like=tuple(row.sounds_like)),
        made_by=row.made_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
