"""The audit log in words: whom and what it was done to, and what of them changed."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from api.access import COOKIE
from api.pages.audit_said import change_of, subject_of
from store.audit import AuditEntry
from store.keys import Scope


@pytest.fixture
def admin(locked, make_key):
    locked.cookies.set(COOKIE, make_key(Scope.ADMIN))
    return locked


def entry(**detail):
    return AuditEntry(
        id="au_1",
        actor="Anna",
        actor_id=None,
        action="person.changed",
        subject="pe_1",
        detail=detail,
        created_at=datetime(2026, 6, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("detail", "subject", "change"),
    [
        ({}, "pe_1", ""),
        ({"name": None, "role": "admin", "disabled": None}, "pe_1", "Role: admin."),
        ({"name": "Bo", "role": "admin", "was_role": "rep"}, "Bo", "Role: rep to admin."),
        ({"name": "Bo", "disabled": True}, "Bo", "Locked out."),
        ({"name": "Bo", "was_name": "Bob", "disabled": False}, "Bo", "Was called Bob. Let in again."),
        ({"label": "Vans", "enabled": False}, "Vans", "Switched off."),
        ({"label": "Vans", "was_label": "Cars", "enabled": True}, "Vans", "Was called Cars. Switched on."),
        ({"label": "Vans", "texts": ["description", "phrases"]}, "Vans", "Other description and phrases."),
    ],
)
def test_an_entry_is_said_in_words(detail, subject, change):
    assert (subject_of(entry(**detail)), change_of(entry(**detail))) == (subject, change)


def test_the_page_says_who_was_changed_and_how(admin):
    page = admin.post("/settings/people", data={"email": "bo@example.com", "name": "Bo <b>", "role": "rep"}).text
    person = re.search(r'/settings/people/pe_\w+"', page).group(0)[:-1]
    for change in ({"role": "marketer"}, {"disabled": "yes"}, {"disabled": "no"}):
        admin.post(person, data=change)
    admin.post(f"{person}/invitation")
    page = admin.get("/settings/audit").text
    rows = re.findall(r'<td>([^<]*)</td><td class="break">([^<]*)(?:<span class="sub">([^<]*)</span>)?</td>', page)
    assert sorted(rows) == sorted(
        (action, "Bo &lt;b&gt;", change)
        for action, change in [
            ("person invited", ""),
            ("person changed", "Let in again."),
            ("person changed", "Locked out."),
            ("person changed", "Role: rep to marketer."),
            ("person added", "Role: rep."),
        ]
    )


def test_topics_are_kept_in_the_audit(admin):
    admin.app.state.queue = SimpleNamespace(enqueue_topics=lambda _: None)
    admin.post("/settings/topics", data={"label": "Electric vans", "phrases": "charge the vans"})
    admin.post("/settings/topics/pricing", data={"enabled": "no"})
    page = admin.get("/settings/audit").text
    assert re.search(r'<td>topic added</td><td class="break">Electric vans</td>', page)
    assert re.search(r'<td>topic changed</td><td class="break">Price<span class="sub">Switched off\.</span>', page)
