"""Voice profiles: the mean of what was heard, weighed by how much it was; forgotten when asked."""

import numpy as np
import pytest

from calls.errors import InvalidInput
from store.session import Database
from store.voices import forget_voice, learn_voice, voice_profiles


def test_a_profile_is_a_weighed_mean_of_directions(database: Database) -> None:
    with database.transaction() as session:
        learn_voice(session, person="Ana", vector=np.array([2.0, 0.0], dtype=np.float32), seconds=30.0)
        learn_voice(session, person="Ana", vector=np.array([0.0, 9.0], dtype=np.float32), seconds=10.0)
        learn_voice(session, person="Bo", vector=np.array([0.0, 1.0], dtype=np.float32), seconds=5.0)
    with database.reading() as session:
        ana, bo = voice_profiles(session)
    assert (ana.person, ana.seconds, ana.calls, bo.person) == ("Ana", 40.0, 2, "Bo")
    assert ana.vector == pytest.approx(np.array([3.0, 1.0]) / np.sqrt(10.0), abs=1e-6)
    with database.transaction() as session:
        assert forget_voice(session, "Ana")
        assert not forget_voice(session, "Ana")
    with database.reading() as session:
        assert [profile.person for profile in voice_profiles(session)] == ["Bo"]


def test_what_is_no_voice_is_refused(database: Database) -> None:
    with database.transaction() as session:
        learn_voice(session, person="Ana", vector=np.ones(2, dtype=np.float32), seconds=1.0)
        for vector, seconds in ((np.zeros(2), 1.0), (np.ones(2), 0.0), (np.ones(3), 1.0), (np.full(2, np.nan), 1.0)):
            with pytest.raises(InvalidInput):
                learn_voice(session, person="Ana", vector=vector.astype(np.float32), seconds=seconds)
