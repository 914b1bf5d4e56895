"""Voice profiles: what the reps' voices are like, learned from calls on which each speaks on a channel of their own."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from calls.errors import InvalidInput
from store.tables import VoiceProfileRow

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceProfile:
    """One person's voice: a unit vector (float32), and how much speech of how many calls it rests on."""

    person: str
    vector: Vector
    seconds: float
    calls: int
    updated_at: datetime


def voice_profiles(session: Session) -> tuple[VoiceProfile, ...]:
    """Return all profiles in the order of their names."""
    rows = session.scalars(select(VoiceProfileRow).order_by(VoiceProfileRow.person))
    return tuple(
        VoiceProfile(
            person=row.person,
            vector=np.frombuffer(row.vector, dtype="<f4").astype(np.float32),
            seconds=row.seconds,
            calls=row.calls,
            updated_at=row.updated_at,
        )
        for row in rows
    )


def learn_voice(session: Session, *, person: str, vector: Vector, seconds: float) -> None:
    """Add one call's speech to a person's profile: the mean of unit vectors, weighed by seconds of speech.

    `vector` is a speaker embedding of any length (float32). Raises InvalidInput where it is no direction, or has
    another size than the profile (it comes from another model; forget the voice first).
    """
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0.0 or seconds <= 0:
        raise InvalidInput("A voice is learned from a vector that is not zero and some seconds of speech.")
    fresh = np.asarray(vector, dtype=np.float64) / length
    row = session.get(VoiceProfileRow, person, with_for_update=True)
    if row is None:
        row = VoiceProfileRow(person=person, seconds=0.0, calls=0)
        session.add(row)
        known = np.zeros_like(fresh)
    else:
        known = np.frombuffer(row.vector, dtype="<f4").astype(np.float64)
        if known.shape != fresh.shape:
            raise InvalidInput(f"The profile of {person} has {known.size} numbers, the new vector {fresh.size}.")
    mean = known * row.seconds + fresh * seconds
    size = float(np.linalg.norm(mean))
    row.vector = (mean / size if size else fresh).astype("<f4").tobytes()
    row.seconds += seconds
    row.calls += 1
    row.updated_at = datetime.now(UTC)
    session.flush()


def forget_voice(session: Session, person: str) -> bool:
    """Delete a person's profile; return whether there was one."""
    gone = delete(VoiceProfileRow).where(VoiceProfileRow.person == person).returning(VoiceProfileRow.person)
    return session.scalar(gone) is not None
