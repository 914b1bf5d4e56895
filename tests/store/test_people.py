"""People, their passwords, invitations and sessions; teams with databases of their own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calls.errors import Conflict, InvalidInput, NotFound, Unauthorized
from calls.person import PersonRole
from store.audit import Actor, list_audit, note_action
from store.identity_tables import PersonRow, SessionRow
from store.keys import FIRST_TEAM
from store.people import (
    Person,
    accept_invitation,
    add_person,
    change_person,
    check_password,
    get_person,
    invite_again,
    list_people,
    person_by_subject,
)
from store.session import Database, Session
from store.settings import StoreSettings
from store.signed_in import begin_session, check_session, end_session
from store.teams import Teams, create_team, rename_team, team_folder

PASSWORD = "four words that rhyme"


def anna(session: Session, *, email: str = "anna@example.com", role: PersonRole = PersonRole.ADMIN) -> Person:
    _, secret = add_person(session, team_id=FIRST_TEAM, email=email, name="Anna Ito", role=role)
    return accept_invitation(session, secret, password=PASSWORD)


def test_an_invited_person_signs_in_with_what_they_chose(database: Database) -> None:
    with database.transaction() as session:
        invited, secret = add_person(
            session, team_id=FIRST_TEAM, email=" Anna@Example.com ", name="Anna", role=PersonRole.ADMIN
        )
        assert invited.invited
        with pytest.raises(Unauthorized):
            check_password(session, "anna@example.com", "")
        accept_invitation(session, secret, password=PASSWORD)
        assert check_password(session, "ANNA@example.com", PASSWORD).name == "Anna"
        with pytest.raises(Unauthorized, match="used or has ended"):
            accept_invitation(session, secret, password=PASSWORD)
    with database.reading() as session:
        kept = session.get(PersonRow, invited.id)
        assert kept is not None
        assert (kept.password_hash or "").startswith("$argon2id$")
        assert PASSWORD not in (kept.password_hash or "")


def test_a_wrong_password_and_an_unknown_person_are_told_the_same(database: Database) -> None:
    with database.transaction() as session:
        anna(session)
        said = []
        for email, password in (("anna@example.com", "x" * 20), ("nobody@example.com", PASSWORD)):
            with pytest.raises(Unauthorized) as raised:
                check_password(session, email, password)
            said.append(raised.value.message)
        assert said[0] == said[1]


def test_a_short_password_is_refused_and_the_link_stays_good(database: Database) -> None:
    with database.transaction() as session:
        _, secret = add_person(session, team_id=FIRST_TEAM, email="a@b.example", name="A", role=PersonRole.REP)
        with pytest.raises(InvalidInput, match="12 characters"):
            accept_invitation(session, secret, password="short")
        assert not accept_invitation(session, secret, password=PASSWORD).invited


def test_a_link_ends_after_a_week(database: Database) -> None:
    with database.transaction() as session:
        person, secret = add_person(session, team_id=FIRST_TEAM, email="a@b.example", name="A", role=PersonRole.REP)
        row = session.get(PersonRow, person.id)
        assert row is not None
        row.invite_expires_at = datetime.now(UTC) - timedelta(seconds=1)
        session.flush()
        with pytest.raises(Unauthorized):
            accept_invitation(session, secret, password=PASSWORD)
        _, again = invite_again(session, person.id, team_id=FIRST_TEAM)
        session.flush()
        assert accept_invitation(session, again, password=PASSWORD).id == person.id


def test_sessions_begin_end_and_expire(database: Database) -> None:
    with database.transaction() as session:
        person = anna(session)
        first, second = begin_session(session, person), begin_session(session, person)
        session.flush()
        assert check_session(session, first)[0].id == person.id
        end_session(session, first)
        with pytest.raises(Unauthorized):
            check_session(session, first)
        for row in session.query(SessionRow):
            row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
        session.flush()
        with pytest.raises(Unauthorized):
            check_session(session, second)


def test_whose_role_changes_or_who_is_disabled_is_signed_out(database: Database) -> None:
    with database.transaction() as session:
        anna(session, email="boss@example.com")
        for change in ({"role": PersonRole.REP}, {"disabled": True}):
            person = anna(session, email=f"{next(iter(change))}@example.com", role=PersonRole.MARKETER)
            secret = begin_session(session, person)
            session.flush()
            change_person(session, person.id, team_id=FIRST_TEAM, **change)  # type: ignore[arg-type]
            with pytest.raises(Unauthorized):
                check_session(session, secret)
        with pytest.raises(Unauthorized):
            check_password(session, "disabled@example.com", PASSWORD)


def test_a_team_keeps_an_admin_and_an_address_is_one_persons(database: Database) -> None:
    with database.transaction() as session:
        only = anna(session)
    with pytest.raises(Conflict, match="at least one admin"), database.transaction() as session:
        change_person(session, only.id, team_id=FIRST_TEAM, role=PersonRole.REP)
    with pytest.raises(Conflict, match="already"), database.transaction() as session:
        add_person(session, team_id=FIRST_TEAM, email="ANNA@example.com", name="B", role=PersonRole.REP)
    with database.reading() as session:
        assert get_person(session, only.id, team_id=FIRST_TEAM).role is PersonRole.ADMIN
        with pytest.raises(NotFound):
            get_person(session, only.id, team_id="te_other")


def test_an_admin_who_never_joined_does_not_stand_in_for_one_who_did(database: Database) -> None:
    with database.transaction() as session:
        only = anna(session)
        invited, _ = add_person(session, team_id=FIRST_TEAM, email="bo@example.com", name="Bo", role=PersonRole.ADMIN)
    for change in ({"role": PersonRole.REP}, {"disabled": True}):
        with pytest.raises(Conflict, match="can sign in"), database.transaction() as session:
            change_person(session, only.id, team_id=FIRST_TEAM, **change)  # type: ignore[arg-type]
    with database.transaction() as session:
        # An invited admin may go, and whoever signs in through the issuer has joined too.
        change_person(session, invited.id, team_id=FIRST_TEAM, role=PersonRole.REP)
        change_person(session, invited.id, team_id=FIRST_TEAM, role=PersonRole.ADMIN)
        person_by_subject(session, "https://id.example 7", email="bo@example.com")
        session.flush()
        assert change_person(session, only.id, team_id=FIRST_TEAM, role=PersonRole.REP).role is PersonRole.REP


def test_before_an_admin_has_joined_people_change_and_one_invited_admin_replaces_another(database: Database) -> None:
    with database.transaction() as session:
        rep, _ = add_person(session, team_id=FIRST_TEAM, email="a@b.example", name="A", role=PersonRole.REP)
        change_person(session, rep.id, team_id=FIRST_TEAM, role=PersonRole.CONTENT)
        first, _ = add_person(session, team_id=FIRST_TEAM, email="b@b.example", name="B", role=PersonRole.ADMIN)
        change_person(session, rep.id, team_id=FIRST_TEAM, role=PersonRole.ADMIN)
        change_person(session, first.id, team_id=FIRST_TEAM, disabled=True)
        with pytest.raises(Conflict, match="at least one admin"):
            change_person(session, rep.id, team_id=FIRST_TEAM, role=PersonRole.REP)


def test_whoever_is_locked_out_gets_no_link(database: Database) -> None:
    with database.transaction() as session:
        anna(session)
        bo = anna(session, email="bo@example.com", role=PersonRole.REP)
        change_person(session, bo.id, team_id=FIRST_TEAM, disabled=True)
        with pytest.raises(Conflict, match="Let them in again first"):
            invite_again(session, bo.id, team_id=FIRST_TEAM)
        change_person(session, bo.id, team_id=FIRST_TEAM, disabled=False)
        assert invite_again(session, bo.id, team_id=FIRST_TEAM)[0].id == bo.id


def test_people_are_listed_page_by_page(database: Database) -> None:
    with database.transaction() as session:
        for name in ("c", "a", "b"):
            anna(session, email=f"{name}@example.com")
    with database.reading() as session:
        first = list_people(session, FIRST_TEAM, limit=2)
        rest = list_people(session, FIRST_TEAM, limit=2, cursor=first.next_cursor)
    assert [person.email[0] for person in (*first.items, *rest.items)] == ["a", "b", "c"]
    assert rest.next_cursor is None


def test_an_issuers_subject_is_bound_to_whom_an_admin_added(database: Database) -> None:
    with database.transaction() as session:
        added = anna(session)
        with pytest.raises(Unauthorized, match="Ask an admin"):
            person_by_subject(session, "https://id.example 7", email="stranger@example.com")
        with pytest.raises(Unauthorized):
            person_by_subject(session, "https://id.example 7", email="")
        assert person_by_subject(session, "https://id.example 7", email="anna@example.com").id == added.id
        # Another subject with her address is not her; she herself needs no address any more.
        with pytest.raises(Unauthorized):
            person_by_subject(session, "https://id.example 8", email="anna@example.com")
        assert person_by_subject(session, "https://id.example 7", email="").id == added.id


def test_what_was_done_is_listed_newest_first_and_by_team(database: Database) -> None:
    with database.transaction() as session:
        for number in range(3):
            note_action(session, Actor(team_id=FIRST_TEAM, name="Anna"), "key.created", subject=f"ke_{number}")
        note_action(session, Actor(team_id="te_other", name="Bo"), "key.created", subject="ke_9")
    with database.reading() as session:
        first = list_audit(session, FIRST_TEAM, limit=2)
        rest = list_audit(session, FIRST_TEAM, limit=2, cursor=first.next_cursor)
    assert {entry.subject for entry in (*first.items, *rest.items)} == {"ke_0", "ke_1", "ke_2"}


def test_each_team_has_a_database_and_a_folder_of_its_own(tmp_path: Path, database: Database) -> None:
    url = database.url.replace("+psycopg", "") if database.url.startswith("postgresql") else None
    settings = StoreSettings(data_dir=tmp_path, database_url=url)
    teams = Teams(settings)
    try:
        with teams.home.transaction() as session:
            other = create_team(session, "North")
        with pytest.raises(Conflict), teams.home.transaction() as session:
            rename_team(session, FIRST_TEAM, "North")
        with teams.database(FIRST_TEAM).transaction() as session:
            anna(session)
        with teams.database(other.id).reading() as session:
            assert not list_people(session, FIRST_TEAM, limit=10).items
        assert teams.ids() == (FIRST_TEAM, other.id)
        assert teams.blobs(FIRST_TEAM).folder == settings.audio_dir
        assert teams.blobs(other.id).folder == tmp_path / "teams" / other.id / "audio"
        with pytest.raises(NotFound):
            teams.database("te_none")
        with pytest.raises(NotFound):
            team_folder(tmp_path, "te_../../etc")
    finally:
        teams.close()
