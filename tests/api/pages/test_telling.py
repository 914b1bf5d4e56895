"""A form that is refused: its page says what is wrong with which field, and holds all that was typed."""

import re

import pytest
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.access import COOKIE
from api.pages.telling import told
from calls.errors import Conflict, InvalidInput
from store.keys import Scope

HOSTILE = '<b>"x"</b>'
ESCAPED = "&lt;b&gt;&#34;x&#34;&lt;/b&gt;"


@pytest.fixture
def admin(locked, make_key):
    locked.cookies.set(COOKIE, make_key(Scope.ADMIN))
    return locked


def the_tag(html, name):
    return re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html).group(0)


def is_marked(html, name):
    tag = the_tag(html, name)
    assert 'id="problem"' in html
    return 'aria-invalid="true"' in tag and bool(re.search(r'aria-describedby="[^"]*\bproblem"', tag))


class Form(BaseModel):
    label: str = Field(max_length=3)
    phrases: list[str]


@pytest.mark.parametrize(
    ("given", "problem", "wrong"),
    [
        ({"label": "long", "phrases": []}, "Name: string should have at most 3 characters.", "label"),
        ({"label": "x", "phrases": ["a", 1]}, "Phrases: input should be a valid string.", "phrases"),
    ],
)
def test_the_schemas_words_are_told_with_the_field_as_the_form_calls_it(given, problem, wrong):
    heard = {}
    told(lambda: Form(**given) and Response(), lambda **said: heard.update(said) or Response())
    assert heard == {"problem": problem, "wrong": wrong}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Conflict("Taken."), {"problem": "Taken.", "wrong": "email"}),
        (InvalidInput("No."), {"problem": "No."}),
        (ValueError("What?"), {"problem": "What?"}),
    ],
)
def test_other_errors_are_told_in_their_own_words(error, said):
    def fail():
        raise error

    heard = {}
    told(fail, lambda **got: heard.update(got) or Response(), taken="email")
    assert heard == said


def test_a_topic_that_is_refused_keeps_what_was_typed(admin):
    form = {"label": "x" * 900, "phrases": f"fleet policy\n{HOSTILE}", "description": HOSTILE}
    page = admin.post("/settings/topics", data=form)
    assert page.status_code == 422
    assert f"fleet policy\n{ESCAPED}</textarea>" in page.text
    assert f'value="{ESCAPED}"' in the_tag(page.text, "description")
    assert "<p>Name: string should have at most" in page.text
    assert is_marked(page.text, "label")
    assert "aria-invalid" not in the_tag(page.text, "phrases")


def test_a_name_that_is_refused_keeps_what_was_typed(admin):
    form = {"term": "Gravity", "kind": "competitor", "sounds_like": f"gravy, {HOSTILE}"}
    admin.post("/settings/vocabulary", data=form)
    page = admin.post("/settings/vocabulary", data=form)
    assert page.status_code == 422
    assert f'value="gravy, {ESCAPED}"' in the_tag(page.text, "sounds_like")
    assert 'value="competitor" checked' in page.text
    assert 'value="name" checked' not in page.text
    assert is_marked(page.text, "term")


def test_a_channel_map_that_is_refused_keeps_its_order(admin):
    page = admin.post("/settings/channels", data={"pattern": "x" * 900, "roles": "buyer,rep"})
    assert page.status_code == 422
    assert 'value="buyer,rep" checked' in page.text
    assert 'value="rep,buyer" checked' not in page.text
    assert is_marked(page.text, "pattern")
    assert 'aria-describedby="pattern-note problem"' in page.text


def test_a_person_who_is_refused_keeps_their_role(admin):
    form = {"email": "bo@example.com", "name": "Bo", "role": "content"}
    admin.post("/settings/people", data=form)
    page = admin.post("/settings/people", data=form)
    assert 'name="role" value="content" checked' in page.text
    assert 'name="role" value="rep" checked' not in page.text
    assert is_marked(page.text, "email")


def test_a_team_whose_new_name_is_refused_keeps_it_in_its_own_form(admin):
    page = admin.post("/settings/team", data={"name": "x" * 900})
    assert page.status_code == 422
    person, team = re.findall(r'<input[^>]*name="name"[^>]*>', page.text)
    assert 'value=""' in person
    assert "aria-invalid" not in person
    assert "x" * 900 in team
    assert 'aria-invalid="true"' in team


def test_a_key_that_is_refused_keeps_its_scopes_and_days(admin):
    form = {"name": "x" * 900, "scope": ["themes:write"], "days": "365"}
    page = admin.post("/settings/keys", data=form)
    assert page.status_code == 422
    assert re.findall(r'name="scope" value="([\w:]+)" checked', page.text) == ["themes:write"]
    assert '<option value="365" selected>' in page.text
    assert is_marked(page.text, "name")
    none = admin.post("/settings/keys", data={"name": "Notebook", "days": ""})
    assert "checked" not in none.text
    assert '<option value="" selected>' in none.text
    assert '<fieldset class="choices" aria-describedby="problem">' in none.text


def test_before_anything_is_wrong_no_field_is_marked(admin):
    for name in ("people", "keys", "vocabulary", "channels", "topics"):
        page = admin.get(f"/settings/{name}").text
        assert "aria-invalid" not in page
        assert 'id="problem"' not in page
    assert 'value="rep" checked' in admin.get("/settings/people").text
    assert 'value="90" selected' in admin.get("/settings/keys").text
    assert 'aria-describedby="pattern-note"' in admin.get("/settings/channels").text
