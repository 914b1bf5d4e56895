"""What people correct over the API teaches the next model: exported, trained on, heard in words nobody corrected."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from calls.call import CallDetails, Medium
from calls.formats import READY_MADE
from calls.moment import Kind
from calls.transcript import Role, Transcript, Turn
from nlp import tuned
from nlp.detectors.tuned import TunedDetector
from nlp.language import default_language
from nlp.mine import mine
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope, create_key
from store.moments import replace_moments
from store.progress import set_ready
from store.session import Database
from store.transcripts import save_transcript

pytestmark = pytest.mark.model

# A worry no bank holds: to the model that ships these are plain facts.
HEARD = (
    ("And it comes with a yellow casing as standard.", "The yellow ones scare the geese."),
    ("The pump sits in the yellow housing by the gate.", "Our geese do not go near anything yellow."),
    ("It is the yellow model you saw in the brochure.", "Yellow upsets the geese."),
)
UNHEARD = ("Delivery of the yellow unit is included.", "Geese panic around yellow.")


def said(call_id: str, rep: str, buyer: str) -> Transcript:
    turns = tuple(
        Turn(index=index, speaker=role.value, role=role, text=text)
        for index, (role, text) in enumerate(((Role.REP, rep), (Role.BUYER, buyer)))
    )
    return Transcript(call_id=call_id, language="en", duration_s=None, turns=turns, provenance=READY_MADE)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(ApiSettings(data_dir=tmp_path / "data"))) as opened:
        database: Database = opened.app.state.database  # type: ignore[attr-defined]
        with database.transaction() as session:
            _, secret = create_key(session, "reviewer", scopes=frozenset((Scope.CALLS_WRITE, Scope.CALLS_READ)))
        opened.headers["Authorization"] = f"Bearer {secret}"
        yield opened


def correct(client: TestClient) -> None:
    """Mine the calls with what ships, and say on the API which sentences it missed."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    for number, (rep, buyer) in enumerate(HEARD):
        with database.transaction() as session:
            arrival = Arrival(
                sha256=f"{number:064d}", size_bytes=1, filename="c.json", medium=Medium.TEXT, details=CallDetails()
            )
            call_id, _ = insert_call(session, arrival)
            save_transcript(session, said(call_id, rep, buyer))
            replace_moments(
                session, call_id, [], vectors=np.zeros((0, 4), dtype=np.float32), analysis=analysis_for(session, ())
            )
            set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
            set_ready(session, call_id)
        body = {"turn_index": 1, "quote": buyer, "kind": "objection", "category": "fit"}
        answer = client.post(f"/v1/calls/{call_id}/moments", json=body)
        assert answer.status_code == 201, answer.text


def objections(folder: Path) -> list[str | None]:
    """Return the categories of the objections that a model finds in words that nobody corrected."""
    moments = mine(said("unheard", *UNHEARD), detector=TunedDetector(folder), language=default_language())
    return [moment.category for moment in moments if moment.kind is Kind.OBJECTION]


def test_corrections_through_the_api_change_the_next_models_answer(client: TestClient, tmp_path: Path) -> None:
    assert not objections(tuned.SHIPPED)
    correct(client)
    environment = {**os.environ, "TALKTRACK_DATA_DIR": str(tmp_path / "data")}
    corrections = tmp_path / "corrections.talk"
    subprocess.run(
        [sys.executable, "-m", "cli", "export", "corrections", "--output", str(corrections)],
        env=environment, check=True, timeout=120,
    )  # fmt: skip
    assert corrections.read_text().count("## o:fit") == len(HEARD)
    # The bank itself is hours of talk; a little of it beside the corrections shows the way within seconds.
    bank, weights = tmp_path / "bank", tmp_path / "weights"
    bank.mkdir()
    weights.mkdir()
    (bank / "few.talk").write_text("> education/x | plain\nR: Anything else?\nB: No, that was all.\n" * 3)
    for name in ("tuned.safetensors", "tuned.json"):
        (weights / name).write_bytes((tuned.SHIPPED / name).read_bytes())
    command = [sys.executable, "-m", "nlp.training.train", "--only", "tuned", "--continue", "--passes", "12"]
    subprocess.run(
        [*command, "--bank", str(bank), "--out", str(weights), "--corrections", str(corrections)],
        check=True, timeout=240, capture_output=True,
    )  # fmt: skip
    assert objections(weights) == ["fit"]
    assert tuned.read_facts(weights)["weights_sha256"] != tuned.read_facts()["weights_sha256"]
    facts = json.loads((weights / "tuned.json").read_text())
    assert facts["sentences"]["teach"] == len(HEARD) * 4
