"""Keys: shown once, kept as a hash, ended by time or by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from calls.errors import Unauthorized
from store.keys import Scope, check_key, create_key, every_key, revoke_key, touch_key
from store.session import Database

READ = frozenset({Scope.CALLS_READ})


def test_a_key_opens_what_its_scopes_say_and_is_not_stored(database: Database) -> None:
    with database.transaction() as session:
        made, secret = create_key(session, "notebook", scopes=READ)
        touch_key(session, made.id)
    with database.reading() as session:
        assert check_key(session, secret).scopes == READ
        assert every_key(session)[0].last_used_at is not None
        rows = str(session.execute(text("SELECT * FROM keys")).all())
    assert secret.startswith("tt_")
    assert secret not in rows


def test_wrong_expired_and_ended_keys_are_refused(database: Database) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    with database.transaction() as session:
        _, expired = create_key(session, "old", scopes=READ, expires_at=past)
        ended, ended_secret = create_key(session, "ended", scopes=READ)
        revoke_key(session, ended.id)
    for secret in (expired, ended_secret, "tt_made-up"):
        with pytest.raises(Unauthorized), database.reading() as session:
            check_key(session, secret)
