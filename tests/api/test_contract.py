"""The OpenAPI document and the Python client: kept, the same as the routes, and of use against the real application."""

import filecmp
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.document import KEPT, text

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "clients" / "python"
AGAIN = "The API changed: run `make openapi` and commit docs/openapi.json and clients/python with it."


def operations() -> list[dict[str, Any]]:
    paths = create_app().openapi()["paths"]
    return [{"path": path, "method": method, **each} for path, ways in paths.items() for method, each in ways.items()]


def test_the_kept_document_is_that_of_the_routes() -> None:
    assert KEPT.read_text(encoding="utf-8") == text(), AGAIN


def test_the_kept_client_is_that_of_the_kept_document(tmp_path: Path) -> None:
    subprocess.run([sys.executable, CLIENT.parent / "generate.py", tmp_path / "v1"], check=True)
    made = {path.relative_to(tmp_path / "v1") for path in (tmp_path / "v1").rglob("*.py")}
    kept = CLIENT / "talktrack_client" / "v1"
    assert {path.relative_to(kept) for path in kept.rglob("*.py")} == made, AGAIN
    differing = [name for name in made if not filecmp.cmp(kept / name, tmp_path / "v1" / name, shallow=False)]
    assert differing == [], AGAIN


def test_every_operation_says_what_others_build_on() -> None:
    ids = [each["operationId"] for each in operations()]
    assert sorted(set(ids)) == sorted(ids)
    for each in operations():
        name = f"{each['method']} {each['path']}"
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", each["operationId"]), name
        assert each["tags"], name
        assert each["summary"], name
        for status, answer in each["responses"].items():
            if status.startswith(("4", "5")):
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
        if "x-scope" in each:
            assert all(scopes == [each["x-scope"]] for way in each["security"] for scopes in way.values()), name
            assert {"401", "403", "422"} <= set(each["responses"]), name


def test_schemas_have_names_a_person_can_read() -> None:
    names = create_app().openapi()["components"]["schemas"]
    assert [name for name in names if not re.fullmatch(r"([A-Z][a-z0-9]*)+", name)] == []


@pytest.fixture(name="talktrack_client")
def the_client(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(CLIENT)
    import talktrack_client

    return talktrack_client


def test_the_client_goes_from_a_theme_to_its_sound(talktrack_client: Any, laid_service: Any) -> None:
    from talktrack_client.v1.api.calls import create_call, read_audio
    from talktrack_client.v1.api.themes import read_evidence, read_theme, read_themes
    from talktrack_client.v1.models import CreateCallBody
    from talktrack_client.v1.types import File

    every, ok = talktrack_client.every, talktrack_client.ok
    key = laid_service.key("calls:read", "calls:write", "themes:read")
    with talktrack_client.connect(laid_service.url, key=key) as talktrack:
        themes = list(every(read_themes.sync_detailed, client=talktrack, kind="objection", limit=2))
        assert len(themes) > 2
        assert len({theme.id for theme in themes}) == len(themes)
        first = ok(read_theme.sync_detailed(themes[0].id, client=talktrack))
        quotes = list(every(read_evidence.sync_detailed, first.id, client=talktrack, limit=3))
        assert len(quotes) == first.mentions
        assert {quote.kind for quote in quotes} == {"objection"}

        sound = bytes(range(256)) * 8
        body = CreateCallBody(file=File(payload=sound, file_name="a.wav"), client_unique_id="crm-1")
        call = ok(create_call.sync_detailed(client=talktrack, body=body))
        assert ok(create_call.sync_detailed(client=talktrack, body=body)).duplicate is True
        assert talktrack_client.listen(talktrack, f"/v1/calls/{call.id}/audio", first_byte=2, last_byte=5) == sound[2:6]
        assert ok(read_audio.sync_detailed(call.id, client=talktrack)).payload.read() == sound


def test_the_client_raises_what_the_service_says(talktrack_client: Any, laid_service: Any) -> None:
    from talktrack_client.v1.api.themes import read_theme, read_themes

    with talktrack_client.connect(laid_service.url, key=laid_service.key("calls:read")) as talktrack:
        with pytest.raises(talktrack_client.ProblemError) as lacking:
            list(talktrack_client.every(read_themes.sync_detailed, client=talktrack))
        assert (lacking.value.status, lacking.value.code) == (403, "forbidden")
        assert "themes:read" in lacking.value.detail
    with talktrack_client.connect(laid_service.url, key=laid_service.key()) as talktrack:
        with pytest.raises(talktrack_client.ProblemError) as missing:
            talktrack_client.ok(read_theme.sync_detailed("th_none", client=talktrack))
        assert missing.value.code == "not_found"
        with pytest.raises(talktrack_client.ProblemError) as silent:
            talktrack_client.listen(talktrack, "/v1/calls/ca_none/audio", last_byte=1)
        assert silent.value.status == 404
    with talktrack_client.connect(laid_service.url) as nobody, pytest.raises(talktrack_client.ProblemError) as unknown:
        talktrack_client.ok(read_theme.sync_detailed("th_none", client=nobody))
    assert unknown.value.status == 401


def test_what_the_document_says_of_headers_is_so(talktrack_client: Any, laid_service: Any) -> None:
    from talktrack_client.v1.api.themes import read_themes
    from talktrack_client.v1.api.views import create_view
    from talktrack_client.v1.models import ViewIn

    document = create_app().openapi()

    def told(path: str, method: str, status: int) -> set[str]:
        return {name.lower() for name in document["paths"][path][method]["responses"][str(status)]["headers"]}

    with talktrack_client.connect(
        laid_service.url, key=laid_service.key("calls:read", "themes:read", "themes:write")
    ) as talktrack:
        listed = read_themes.sync_detailed(client=talktrack, limit=1)
        assert told("/v1/themes", "get", 200) == {"etag", "x-request-id", "ratelimit", "ratelimit-policy"}
        assert told("/v1/themes", "get", 200) <= {*listed.headers}
        body = ViewIn(name="Ours", path="/themes")
        first, again = (
            create_view.sync_detailed(client=talktrack, body=body, idempotency_key="once") for _ in range(2)
        )
        assert told("/v1/views", "post", 201) <= {*again.headers}
        assert (first.status_code, first.content) == (again.status_code, again.content)
        other = ViewIn(name="Others", path="/themes")
        refused = create_view.sync_detailed(client=talktrack, body=other, idempotency_key="once")
        assert (refused.status_code, refused.parsed.code) == (422, "idempotency_key_reused")
