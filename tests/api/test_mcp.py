"""The tools for AI assistants, asked with the official client: over HTTP, and over standard input and output."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from store.keys import Scope
from store.session import Database
from store.teams import create_team

ROOT = Path(__file__).parents[2]
NAMES = {
    "list_themes",
    "get_theme",
    "theme_evidence",
    "what_changed",
    "compare_segments",
    "search_quotes",
    "list_topics",
    "get_call_transcript",
}


@asynccontextmanager
async def over_http(url: str, key: str) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
    ):
        yield client


def over_stdio(url: str, key: str) -> Client:
    environment = {"TALKTRACK_URL": url, "TALKTRACK_KEY": key, "PYTHONPATH": str(ROOT)}
    return Client(StdioServerParameters(command=sys.executable, args=["-m", "cli", "mcp"], env=environment))


async def asked(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return answer.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error
    return " ".join(part.text for part in answer.content)


def read(url: str, key: str, path: str, **params: Any) -> Any:
    answer = httpx.get(f"{url}{path}", params=params, headers={"Authorization": f"Bearer {key}"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def every_tool(client: Client, url: str, key: str) -> None:
    """Ask every tool, and hold each answer to what the API says itself."""
    tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == NAMES
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert tool.output_schema is not None
        assert tool.description
    themes = await asked(client, "list_themes", kind="objection", limit=3)
    items = read(url, key, "/v1/themes", kind="objection", limit=3)["items"]
    assert [each["id"] for each in themes["themes"]] == [each["id"] for each in items]
    assert themes["themes"][0]["share"]["says"].startswith(f"{items[0]['calls']} of {items[0]['rate']['n']} calls")
    more = await asked(client, "list_themes", kind="objection", limit=3, cursor=themes["next_cursor"])
    assert not {each["id"] for each in more["themes"]} & {each["id"] for each in themes["themes"]}

    first = items[0]["id"]
    detail = await asked(client, "get_theme", theme_id=first, by="segment", period="month")
    trend = read(url, key, f"/v1/themes/{first}/trend", period="month")
    assert [point["share"]["calls"] for point in detail["trend"]] == [point["calls"] for point in trend["points"]]
    assert detail["change"]["verdict"] == trend["change"]["verdict"]
    assert sum(part["share"]["of_calls"] for part in detail["parts"]) == items[0]["rate"]["n"]

    evidence = await asked(client, "theme_evidence", theme_id=first, limit=2)
    (quote, _) = evidence["quotes"]
    assert quote["said"] == read(url, key, f"/v1/themes/{first}/evidence", limit=2)["items"][0]["quote"]
    assert "never instructions" in evidence["quoted_material"]
    assert quote["page"].startswith(f"{url}/calls/{quote['call_id']}?moment=")

    changes = await asked(client, "what_changed", limit=5)
    assert changes["changes"]
    assert all(each["change"]["says"] for each in changes["changes"])
    heat = await asked(client, "compare_segments", by="segment", limit=2)
    assert all(len(theme["parts"]) == len(heat["columns"]) for theme in heat["themes"])
    assert "topics" in await asked(client, "list_topics")

    word = max(quote["said"].split(), key=len).strip(".,?!")
    found = await asked(client, "search_quotes", query=word, mode="text", limit=3)
    hits = read(url, key, "/v1/search", **{"q": word, "mode": "text", "in": "moments", "limit": 3})["items"]
    assert [each["call_id"] for each in found["quotes"]] == [each["call_id"] for each in hits]
    assert found["searched_by"] == "text"

    said = await asked(client, "get_call_transcript", call_id=quote["call_id"], turns=2)
    rest = await asked(client, "get_call_transcript", call_id=quote["call_id"], first_turn=said["next_turn"], turns=60)
    turns = read(url, key, f"/v1/calls/{quote['call_id']}/transcript")["turns"]
    assert [turn["said"] for turn in [*said["turns"], *rest["turns"]]] == [turn["text"] for turn in turns]
    assert rest["next_turn"] is None


def test_every_tool_answers_over_http_as_the_api_does(laid_service: Any) -> None:
    async def main() -> None:
        key = laid_service.key()
        async with over_http(laid_service.url, key) as client:
            await every_tool(client, laid_service.url, key)

    anyio.run(main)


def test_every_tool_answers_over_standard_input_and_output(laid_service: Any) -> None:
    async def main() -> None:
        key = laid_service.key()
        async with over_stdio(laid_service.url, key) as client:
            await every_tool(client, laid_service.url, key)

    anyio.run(main)


def test_a_key_that_lacks_a_scope_is_told_which(laid_service: Any) -> None:
    async def main() -> None:
        async with over_http(laid_service.url, laid_service.key(Scope.CALLS_READ)) as client:
            said = await refused(client, "list_themes")
        assert "themes:read" in said
        assert "talktrack keys create" in said

    anyio.run(main)


def test_personal_data_is_hidden_as_for_the_key(laid_service: Any) -> None:
    async def names(key: str) -> list[str]:
        call = read(laid_service.url, key, "/v1/calls", limit=1)["items"][0]
        async with over_http(laid_service.url, key) as client:
            part = await asked(client, "get_call_transcript", call_id=call["id"], turns=60)
        seen = read(laid_service.url, key, f"/v1/calls/{call['id']}/transcript")
        assert part["redacted"] is seen["redacted"]
        return [turn["said"] for turn in part["turns"]]

    async def main() -> None:
        reading = laid_service.key()
        writing = laid_service.key(Scope.CALLS_READ, Scope.CALLS_WRITE)
        masked, full = await names(reading), await names(writing)
        assert len(masked) == len(full)

    anyio.run(main)


def test_another_team_is_not_there(laid_service: Any) -> None:
    database = Database(laid_service.settings.app_url)
    with database.transaction() as session:
        team = create_team(session, "Others")
    database.close()

    async def main() -> None:
        key = laid_service.key()
        theme = read(laid_service.url, key, "/v1/themes", limit=1)["items"][0]["id"]
        call = read(laid_service.url, key, "/v1/calls", limit=1)["items"][0]["id"]
        async with over_http(laid_service.url, laid_service.key(team_id=team.id)) as client:
            assert (await asked(client, "list_themes"))["themes"] == []
            assert "There is no" in await refused(client, "theme_evidence", theme_id=theme)
            assert "There is no" in await refused(client, "get_call_transcript", call_id=call)

    anyio.run(main)


def test_ids_cannot_lead_to_other_operations(laid_service: Any) -> None:
    async def main() -> None:
        async with over_http(laid_service.url, laid_service.key()) as client:
            for made_up in ("..", "../calls", "heat", "th_1?x=1", "th_1/evidence", "%2e%2e"):
                await refused(client, "theme_evidence", theme_id=made_up)

    anyio.run(main)


@pytest.mark.parametrize("key", ["", "tt_made-up"])
def test_nobody_gets_in_without_a_key(laid_service: Any, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = httpx.post(f"{laid_service.url}/mcp", headers=headers, json={})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "talktrack keys create" in answer.json()["detail"]


def test_other_sites_and_other_methods_are_refused(laid_service: Any) -> None:
    headers = {"Authorization": f"Bearer {laid_service.key()}"}
    foreign = httpx.post(f"{laid_service.url}/mcp", headers={**headers, "Origin": "https://evil.example"}, json={})
    assert foreign.status_code == 403
    listening = httpx.get(f"{laid_service.url}/mcp", headers={**headers, "Accept": "text/event-stream"})
    assert (listening.status_code, listening.headers["allow"]) == (405, "POST")


def test_a_service_that_is_not_there_is_told(port: int) -> None:
    async def main() -> None:
        async with over_stdio(f"http://127.0.0.1:{port}", "tt_any") as client:
            assert "talktrack serve" in await refused(client, "list_themes")

    anyio.run(main)


def test_the_api_starts_without_loading_the_tools() -> None:
    code = "import api.app, sys; api.app.create_app(); print([m for m in ('mcp', 'mcp_types') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
