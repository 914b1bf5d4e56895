"""/v1/exports: lists as whole files, with the same ids, numbers and masks, and never half a file for a whole one."""

import csv
import io
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
import uvicorn
from fastapi.testclient import TestClient

from api import exporting, streamed
from api.app import create_app
from api.export_formats import Format
from api.export_themes import THEME_COLUMNS
from api.exporting import EVIDENCE_COLUMNS, Export
from api.settings import ApiSettings
from calls.formats import READY_MADE
from calls.redaction import Entity, RedactedText, Redaction, Span, text_digest
from calls.transcript import Role, Transcript, Turn
from store.exports_calls import CALL_COLUMNS
from store.keys import FIRST_TEAM, Scope, create_key
from store.moments import MomentFilter, list_moments
from store.redaction import save_redaction
from store.session import Database
from store.teams import create_team
from store.transcripts import save_transcript
from tests.store.theme_world import KINDS, World

WHATS = ("calls", "moments", "evidence", "themes")
MakeKey = Callable[..., str]


@pytest.fixture
def world(client: TestClient) -> World:
    made = World(client.app.state.database)  # type: ignore[attr-defined]
    alone = [["money alpha"], ["money beta"], [], ["time beta", "time alpha"]]
    for quotes in (["money alpha", "time beta"], ["money beta", (KINDS[1], "time gamma")], *alone):
        made.add(*quotes)
    made.rerun()
    return made


def read(data: bytes, written_as: str) -> list[dict[str, Any]]:
    """Return the rows of a file, with every cell as text and nothing as the empty text."""
    if written_as == "csv":
        return list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    if written_as == "ndjson":
        rows = [json.loads(line) for line in data.decode().splitlines()]
    else:
        rows = pq.read_table(io.BytesIO(data)).to_pylist()
    return [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]


def ids(client: TestClient, path: str, **query: str) -> list[str]:
    found, cursor = [], None
    while True:
        page = client.get(path, params={**query, "limit": "3", **({"cursor": cursor} if cursor else {})}).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("written_as", ["csv", "ndjson", "parquet"])
def test_a_file_has_the_ids_of_its_list(client: TestClient, world: World, written_as: str) -> None:
    theme = world.theme("money")
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("calls", "/v1/calls", {}),
        ("calls", "/v1/calls", {"analysed": "true", "segment": "smb", "theme_id": theme}),
        ("calls", "/v1/calls", {"rep": "Rep 1", "from": "2026-08-04T00:00:00Z"}),
        ("calls", "/v1/calls", {"title": "C.WAV", "segment": "smb"}),
        ("calls", "/v1/calls", {"title": "no such title"}),
        ("calls", "/v1/calls", {"sha256": "0" * 64}),
        ("calls", "/v1/calls", {"cut_into_topics": "false"}),
        ("calls", "/v1/calls", {"cut_into_topics": "true"}),
        ("calls", "/v1/calls", {"contact_id": "cn_0123456789abcdef"}),
        ("moments", "/v1/moments", {}),
        ("moments", "/v1/moments", {"kind": "objection", "segment": "enterprise", "to": "2026-08-06T00:00:00Z"}),
        ("moments", "/v1/moments", {"theme_id": theme}),
        ("moments", "/v1/moments", {"updated_since": "2026-08-01T00:00:00Z"}),
        ("moments", "/v1/moments", {"answered": "false"}),
        ("moments", "/v1/moments", {"role": "buyer"}),
        ("moments", "/v1/moments", {"role": "rep"}),
        ("evidence", f"/v1/themes/{theme}/evidence", {"theme_id": theme}),
        ("themes", "/v1/themes", {}),
        ("themes", "/v1/themes", {"kind": "objection", "parent": "none", "outcome": "won"}),
        ("themes", "/v1/themes", {"voiced": "true", "segment": "nobody"}),
        ("themes", "/v1/themes", {"updated_since": "2100-01-01T00:00:00Z"}),
    ]
    for what, path, query in asked:
        answer = client.get(f"/v1/exports/{what}.{written_as}", params=query)
        assert answer.status_code == 200, answer.text
        own = {name: value for name, value in query.items() if what != "evidence" or name != "theme_id"}
        assert [row["id"] for row in read(answer.content, written_as)] == ids(client, path, **own), (what, query)
    assert len(ids(client, "/v1/moments")) == len(ids(client, "/v1/moments", role="buyer")) == 8
    assert ids(client, "/v1/moments", role="rep") == []


@pytest.mark.parametrize("what", ["calls", "moments", "themes"])
def test_a_file_takes_every_filter_of_its_list(client: TestClient, what: str) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]

    def filters(path: str) -> set[str]:
        return {each["name"] for each in paths[path]["get"]["parameters"] if each["in"] == "query"}

    # What only says how a page of the list looks; and what a person put aside is in no file.
    others = {"limit", "cursor", "include", "include_rejected"}
    assert filters(f"/v1/{what}") - others <= filters(f"/v1/exports/{what}.{{format}}")


@pytest.mark.parametrize("written_as", ["csv", "ndjson", "parquet"])
@pytest.mark.parametrize("what", ["calls", "moments", "themes"])
def test_a_file_of_nothing_is_a_file(client: TestClient, world: World, written_as: str, what: str) -> None:
    answer = client.get(f"/v1/exports/{what}.{written_as}", params={"segment": "nobody"})
    assert answer.status_code == 200
    listed = ids(client, f"/v1/{what}", segment="nobody")
    assert [row["id"] for row in read(answer.content, written_as)] == listed
    assert not listed or what == "themes"
    assert client.get(f"/v1/exports/{what}.xlsx", params={"segment": "nobody"}).status_code == 200


def test_themes_have_the_numbers_of_their_list(client: TestClient, world: World) -> None:
    listed = client.get("/v1/themes?segment=smb").json()["items"]
    rows = read(client.get("/v1/exports/themes.ndjson?segment=smb").content, "ndjson")
    assert len(listed) == len(rows) > 2
    for row, item in zip(rows, listed, strict=True):
        rate = item["rate"]
        numbers = (
            item["mentions"],
            item["calls"],
            item["accounts"],
            rate["value"],
            rate["low"],
            rate["high"],
            rate["n"],
        )
        names = ("mentions", "calls", "accounts", "rate", "rate_low", "rate_high", "rate_n")
        assert [row[name] for name in names] == ["" if number is None else str(number) for number in numbers]
        assert (row["label"], row["rate_method"]) == (item["label"], rate["method"])


def test_evidence_says_which_theme_it_is_of(client: TestClient, world: World) -> None:
    theme = world.theme("money")
    mentions = client.get(f"/v1/themes/{theme}").json()["mentions"]
    rows = read(client.get(f"/v1/exports/evidence.csv?theme_id={theme}").content, "csv")
    assert len(rows) == mentions > 1
    assert {(row["of_theme_id"], row["of_theme_label"]) for row in rows} == {(theme, "money")}
    assert {row["theme_label"] for row in rows} <= {"money", "money alpha", "money beta"}
    assert list(rows[0]) == [column.name for column in EVIDENCE_COLUMNS]


def test_what_cannot_be_is_told_before_the_first_byte(client: TestClient, world: World) -> None:
    for path, status, code in (
        ("/v1/exports/evidence.csv?theme_id=th_none", 404, "not_found"),
        ("/v1/exports/moments.parquet?theme_id=th_none", 404, "not_found"),
        ("/v1/exports/calls.xlsx?without_theme_id=th_none", 404, "not_found"),
        ("/v1/exports/themes.csv?parent=th_none", 404, "not_found"),
        ("/v1/exports/evidence.csv", 422, "invalid_input"),
        ("/v1/exports/moments.csv?kind=gossip", 422, "invalid_input"),
        ("/v1/exports/calls.ndjson?from=yesterday", 422, "invalid_input"),
        ("/v1/exports/calls.pdf", 422, "invalid_input"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
        assert answer.headers["content-type"] == "application/problem+json"
        assert "content-disposition" not in answer.headers


def test_a_merged_theme_answers_for_its_id(client: TestClient, world: World) -> None:
    taken, into = world.theme("time"), world.theme("money")
    assert client.post(f"/v1/themes/{taken}/merge", json={"into": into}).status_code == 200
    rows = read(client.get(f"/v1/exports/evidence.ndjson?theme_id={taken}").content, "ndjson")
    assert {row["of_theme_id"] for row in rows} == {into}


def test_a_workbook_has_an_end_and_says_so(client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = world.theme("money")
    for most, status in ((8, 200), (7, 422)):
        monkeypatch.setattr(exporting, "MOST_IN_XLSX", most)
        answer = client.get("/v1/exports/moments.xlsx")
        assert answer.status_code == status
    problem = answer.json()
    assert problem["code"] == "too_many_rows"
    assert "csv" in problem["detail"]
    assert "`from`" in problem["detail"]
    monkeypatch.setattr(exporting, "MOST_IN_XLSX", 1)
    assert client.get("/v1/exports/calls.xlsx").status_code == 422
    assert client.get(f"/v1/exports/evidence.xlsx?theme_id={theme}").status_code == 422
    assert client.get("/v1/exports/calls.xlsx?segment=none").content.startswith(b"PK")
    assert client.get("/v1/exports/calls.csv").status_code == 200
    assert list((client.app.state.settings.data_dir / "exports").iterdir()) == []  # type: ignore[attr-defined]


def test_files_are_named_by_what_is_in_them(client: TestClient, world: World) -> None:
    theme = world.theme("money alpha")
    for path, name, media_type in (
        ("moments.csv?kind=objection&from=2026-08-01", "moments-objection-from-2026-08-01", "text/csv"),
        (f"evidence.ndjson?theme_id={theme}", "evidence-money-alpha", "application/x-ndjson"),
        ("calls.parquet?segment=mid/../market", "calls-mid-market", "application/vnd.apache.parquet"),
        ("themes.xlsx", "themes", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        answer = client.get(f"/v1/exports/{path}")
        assert answer.headers["content-type"].split(";")[0] == media_type
        said = answer.headers["content-disposition"]
        ending = re.escape(path.split("?")[0].split(".")[1])
        assert re.fullmatch(rf'attachment; filename="talktrack-{name}-made-\d{{4}}-\d\d-\d\d\.{ending}"', said), said
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_document_names_every_format(client: TestClient) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    for what in WHATS:
        operation = paths[f"/v1/exports/{what}.{{format}}"]["get"]
        assert len(operation["responses"]["200"]["content"]) == 4
        names = [parameter["name"] for parameter in operation["parameters"]]
        assert {"format", "from", "to", "segment", "rep"} <= set(names)
        assert len(names) == len(set(names))


def test_every_column_is_described() -> None:
    reference = (Path(__file__).parents[2] / "docs" / "reference.md").read_text()
    for column in (*EVIDENCE_COLUMNS, *CALL_COLUMNS, *THEME_COLUMNS):
        assert f"`{column.name}`" in reference, column.name


# Who sees what


@pytest.fixture
def named(client: TestClient) -> World:
    """A call in which a name is said, looked through, and one that nobody looked through."""
    world = World(client.app.state.database)  # type: ignore[attr-defined]
    for number in range(2):
        call_id = world.add("money alpha Novak")
        if number:
            continue
        turn = Turn(index=0, speaker="b", role=Role.BUYER, text="money alpha Novak", start_s=0.0, end_s=1.0)
        found = {"money alpha Novak": (Span(turn_index=0, begin=12, end=17, entity=Entity.PERSON),), "c.wav": ()}
        texts = tuple(RedactedText(digest=text_digest(text), spans=spans) for text, spans in found.items())
        with world.database.transaction() as session:
            save_transcript(
                session,
                Transcript(call_id=call_id, language="en", duration_s=1.0, turns=(turn,), provenance=READY_MADE),
            )
            save_redaction(session, Redaction(call_id=call_id, version=1, texts=texts, provenance=READY_MADE))
    world.rerun()
    return world


def test_who_only_reads_gets_as_many_rows_and_no_name(client: TestClient, named: World, make_key: MakeKey) -> None:
    reader = {"Authorization": f"Bearer {make_key(client, Scope.CALLS_READ, Scope.THEMES_READ)}"}
    theme = named.theme("money")
    for what, written_as in ((what, name) for what in WHATS for name in ("csv", "ndjson", "parquet")):
        path = f"/v1/exports/{what}.{written_as}?theme_id={theme}"
        masked, full = client.get(path, headers=reader), client.get(path)
        assert (masked.headers["talktrack-redacted"], full.headers["talktrack-redacted"]) == ("true", "false")
        rows = read(masked.content, written_as)
        assert len(rows) == len(read(full.content, written_as)) > 0
        if what == "themes":
            # A theme says nothing but what its list says to everybody.
            continue
        assert "Novak" not in str(rows), what
        assert "Rep 0" not in str(rows), what
        if what in ("moments", "evidence"):
            assert "Novak" in str(read(full.content, written_as))
            assert {row["quote"] for row in rows} == {"money alpha [name]", "[not redacted yet]"}
            assert {row["redacted"].lower() for row in rows} == {"true"}
        if what == "calls":
            assert "Rep 0" in str(read(full.content, written_as))
            assert {row["title"] for row in rows} == {"c.wav", "[not redacted yet]"}
    shown = client.get("/v1/moments", headers=reader).json()["items"]
    exported = read(client.get("/v1/exports/moments.csv", headers=reader).content, "csv")
    assert [row["quote"] for row in exported] == [item["quote"] for item in shown]


@pytest.mark.parametrize("written_as", ["csv", "ndjson", "parquet"])
def test_a_file_is_searched_by_titles_as_its_reader_sees_them(
    client: TestClient, named: World, make_key: MakeKey, monkeypatch: pytest.MonkeyPatch, written_as: str
) -> None:
    reader = {"Authorization": f"Bearer {make_key(client, Scope.CALLS_READ)}"}
    path = f"/v1/exports/calls.{written_as}?title=C.wav"
    assert len(read(client.get(path).content, written_as)) == 2
    # Nobody looked through the other call yet, so its title is hidden.
    rows = read(client.get(path, headers=reader).content, written_as)
    assert [row["title"] for row in rows] == ["c.wav"]
    monkeypatch.setattr(exporting, "MOST_IN_XLSX", 1)
    path = "/v1/exports/calls.xlsx?title=c.wav"
    assert client.get(path).status_code == 422
    assert client.get(path, headers=reader).status_code == 200, "how many are hidden is not told"


def test_scopes_open_what_they_name(client: TestClient, world: World, make_key: MakeKey) -> None:
    for scope, opens in ((Scope.CALLS_READ, {"calls", "moments"}), (Scope.THEMES_READ, {"themes", "evidence"})):
        headers = {"Authorization": f"Bearer {make_key(client, scope)}"}
        for what in WHATS:
            status = client.get(f"/v1/exports/{what}.csv?theme_id={world.theme('money')}", headers=headers).status_code
            assert status == (200 if what in opens else 403), (scope, what)


def test_another_teams_rows_are_not_there(client: TestClient, world: World) -> None:
    home: Database = client.app.state.database  # type: ignore[attr-defined]
    with home.transaction() as session:
        team = create_team(session, "Others")
        _, secret = create_key(session, "theirs", scopes=frozenset({Scope.ADMIN}), team_id=team.id)
    assert team.id != FIRST_TEAM
    theirs = {"Authorization": f"Bearer {secret}"}
    for what in ("calls", "moments", "themes"):
        assert read(client.get(f"/v1/exports/{what}.csv", headers=theirs).content, "csv") == []
    foreign = client.get(f"/v1/exports/evidence.csv?theme_id={world.theme('money')}", headers=theirs)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")


# What goes wrong on the way, against a real server


@contextmanager
def serving(client: TestClient) -> Iterator[httpx.Client]:
    """The same application behind a real server, which sends as it is made."""
    settings: ApiSettings = client.app.state.settings  # type: ignore[attr-defined]
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    headers = {"Authorization": client.headers["Authorization"]}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as real:
            yield real
    finally:
        server.should_exit = True
        thread.join(20)


def test_a_file_that_breaks_in_the_middle_is_no_whole_file(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Export.read

    def broken(self: Export) -> bytes | None:
        if self.rows:
            raise OSError("the disk went away")
        return reads(self)

    monkeypatch.setattr(Export, "read", broken)
    with serving(client) as real:
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            real.get("/v1/exports/moments.csv")
        # What breaks before the first byte is a problem like any other.
        monkeypatch.setattr(Export, "open", lambda self: broken(self) or 1 / 0)
        answer = real.get("/v1/exports/moments.ndjson")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal")


def _endless(self: Export) -> bytes:
    time.sleep(0.01)
    return b"x" * 100_000


def test_a_reader_who_goes_away_ends_the_query(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    close = Export.close

    def noticed(self: Export) -> None:
        close(self)
        closed.set()

    monkeypatch.setattr(Export, "read", _endless)
    monkeypatch.setattr(Export, "close", noticed)
    with serving(client) as real:
        with real.stream("GET", "/v1/exports/moments.csv") as answer:
            next(answer.iter_raw())
            assert not closed.is_set()
        assert closed.wait(10), "the query goes on for nobody"


def test_a_reader_who_does_not_read_on_is_let_go(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    monkeypatch.setattr(streamed, "STALLED_S", 0.5)
    monkeypatch.setattr(Export, "read", _endless)
    monkeypatch.setattr(Export, "close", lambda _self: closed.set())
    with serving(client) as real, real.stream("GET", "/v1/exports/moments.csv") as answer:
        next(answer.iter_raw())
        assert closed.wait(20), "a transaction is held for nobody"


@pytest.mark.parametrize("written_as", list(Format))
def test_every_format_comes_whole_through_a_real_server(client: TestClient, world: World, written_as: Format) -> None:
    with world.database.reading() as session:
        expected = [each.moment.id for each in list_moments(session, MomentFilter(), limit=100).items]
    with serving(client) as real:
        data = real.get(f"/v1/exports/moments.{written_as.value}").content
    if written_as is Format.XLSX:
        assert data.startswith(b"PK")
    else:
        assert [row["id"] for row in read(data, written_as.value)] == expected
