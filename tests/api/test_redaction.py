"""Who may send calls in sees them in full by the API; who only reads sees them masked, and as many of them."""

from datetime import UTC, datetime

import numpy as np
import pytest
from fastapi.testclient import TestClient

from calls.call import CallDetails, Medium, Party
from calls.formats import READY_MADE
from calls.moment import Kind, Moment, moment_id
from calls.redaction import Entity, RedactedText, Redaction, Span, spans_within, text_digest
from calls.theme import Theme
from calls.transcript import Role, Transcript, Turn, Word
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.moments import replace_moments
from store.placing import save_suggestions
from store.progress import set_ready
from store.redaction import save_redaction
from store.transcripts import save_transcript

SAID = "Honestly, Marek Novak told us it is too dear."
QUOTE = "Marek Novak told us it is too dear."
TITLE = "Call with Marek"


@pytest.fixture
def call_id(client: TestClient) -> str:
    details = CallDetails(
        title=TITLE, started_at=datetime(2026, 8, 1, tzinfo=UTC), parties=(Party(name="Marek Novak", role=Role.BUYER),)
    )
    arrival = Arrival(sha256="a" * 64, size_bytes=9, filename="novak.wav", medium=Medium.AUDIO, details=details)
    words = tuple(Word(word=word, start_s=float(at), end_s=at + 0.5) for at, word in enumerate(SAID.split()))
    turn = Turn(index=0, speaker="Marek", role=Role.BUYER, text=SAID, start_s=0.0, end_s=9.0, words=words)
    marek = Span(turn_index=0, begin=10, end=21, entity=Entity.PERSON)
    begin = SAID.index(QUOTE)
    texts = {
        SAID: (marek,),
        QUOTE: spans_within((marek,), begin=begin, end=len(SAID)),
        TITLE: (Span(turn_index=-1, begin=10, end=15, entity=Entity.PERSON),),
        "novak.wav": (Span(turn_index=-1, begin=0, end=5, entity=Entity.PERSON),),
    }
    with client.app.state.database.transaction() as session:
        call_id, _ = insert_call(session, arrival)
        save_transcript(
            session,
            Transcript(call_id=call_id, language="en", duration_s=9.0, turns=(turn,), provenance=READY_MADE),
        )
        identity = moment_id(call_id=call_id, turn_index=0, kind=Kind.OBJECTION, quote=QUOTE, provenance=READY_MADE)
        moment = Moment(
            id=identity,
            call_id=call_id,
            turn_index=0,
            kind=Kind.OBJECTION,
            category=None,
            quote=QUOTE,
            start_s=1.0,
            end_s=2.0,
            role=Role.BUYER,
            score=1.0,
            provenance=READY_MADE,
        )
        replace_moments(
            session, call_id, [moment], vectors=np.zeros((1, 4), np.float32), analysis=analysis_for(session, ())
        )
        set_call_analysed(session, call_id, analysis=1, analysed=True)
        theme = Theme(id="th_1", kind=Kind.OBJECTION, label="Too dear", moment_ids=(identity,))
        save_suggestions(session, [theme], successors={}, provenance=READY_MADE, analysis=analysis_for(session, ()))
        found = tuple(RedactedText(digest=text_digest(text), spans=spans) for text, spans in texts.items())
        save_redaction(session, Redaction(call_id=call_id, version=1, texts=found, provenance=READY_MADE))
        set_ready(session, call_id)
    return call_id


@pytest.fixture
def reader(client: TestClient, make_key) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_key(client, Scope.CALLS_READ, Scope.THEMES_READ)}"}


def addresses(call_id: str) -> list[str]:
    of_call = f"/v1/calls/{call_id}"
    formats = [f"{of_call}/transcript?format={name}" for name in ("json", "txt", "vtt", "srt")]
    return ["/v1/calls", of_call, f"{of_call}/status", *formats, "/v1/moments", "/v1/themes/th_1/evidence"] + [
        f"/v1/exports/{what}.{name}" for name in ("csv", "ndjson") for what in ("calls", "moments")
    ]


def test_who_only_reads_meets_no_name_anywhere(client: TestClient, call_id: str, reader: dict[str, str]) -> None:
    for address in addresses(call_id):
        answer = client.get(address, headers=reader)
        assert answer.status_code == 200, address
        assert not [name for name in ("Marek", "Novak", "novak") if name in answer.text], address
        if "json" in answer.headers["content-type"]:
            assert '"redacted":true' in answer.text.replace(" ", ""), address
    for name in ("json", "txt", "vtt", "srt"):
        said = client.get(f"/v1/calls/{call_id}/transcript?format={name}", headers=reader).headers
        assert said["content-disposition"] == f'inline; filename="{call_id}-v1.{name}"'
    vtt = client.get(f"/v1/calls/{call_id}/transcript?format=vtt", headers=reader)
    assert vtt.headers["talktrack-redacted"] == "true"
    assert "[name] told us" in vtt.text


def test_who_may_write_sees_everything_in_full(client: TestClient, call_id: str) -> None:
    for address in addresses(call_id):
        answer = client.get(address)
        assert "Marek" in answer.text or address.endswith("status"), address
    assert client.get("/v1/moments").json()["items"][0]["quote"] == QUOTE
    assert client.get(f"/v1/calls/{call_id}/transcript").json()["redacted"] is False


def test_a_theme_has_as_many_quotes_as_it_counts_for_both(client: TestClient, call_id: str, reader) -> None:
    for headers in ({}, reader):
        mentions = client.get("/v1/themes/th_1", headers=headers).json()["mentions"]
        assert len(client.get("/v1/themes/th_1/evidence", headers=headers).json()["items"]) == mentions == 1


def test_a_correction_is_hidden_from_who_only_reads_and_so_is_the_turn_until_it_is_looked_through(
    client: TestClient, call_id: str, reader
) -> None:
    wanted = {"kind": "text", "turn_index": 0, "text": "Honestly, Marek Nowak said so.", "was": SAID}
    assert client.post(f"/v1/calls/{call_id}/corrections", json=wanted).status_code == 201
    (made,) = client.get(f"/v1/calls/{call_id}/corrections", headers=reader).json()["items"]
    assert (made["text"], made["was"], made["turn_index"], made["redacted"]) == (None, None, 0, True)
    assert "Nowak" in client.get(f"/v1/calls/{call_id}/corrections").text
    transcript = client.get(f"/v1/calls/{call_id}/transcript", headers=reader).json()
    assert [turn["text"] for turn in transcript["turns"]] == ["[not redacted yet]"]
    assert transcript["turns"][0]["words"] == []
