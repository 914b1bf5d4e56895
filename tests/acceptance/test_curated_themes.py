"""What a marketer does with themes on their pages holds when every call is mined again and themes are formed anew."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from calls.moment import Kind
from ingest.receive import Door
from pipeline.models import Models
from pipeline.settings import WorkerSettings
from pipeline.steps import Steps, StepsConfig
from store.blobs import BlobStore
from store.progress import Stage, start_rework
from store.session import Database

# Each call voices two of these, so that each comes back in three calls.
SAID = (
    "Honestly that is too expensive for us, we do not have the budget this year.",
    "We are not convinced that your support team answers fast enough.",
    "I do not have the authority to sign off on this without our legal team.",
)


class Site:
    """A few text calls, worked on in this process by the steps of the worker, and its pages."""

    def __init__(self, client: TestClient, folder: Path) -> None:
        self.client = client
        self.database: Database = client.app.state.database  # type: ignore[attr-defined]
        settings = WorkerSettings(data_dir=folder, detector="rules", encoder="hashing", redact="off")
        self.steps = Steps(
            database=self.database,
            blobs=BlobStore(settings.audio_dir),
            models=Models(settings),
            config=StepsConfig(work_dir=settings.work_dir, language=None, max_hours=1.0, redact=False),
        )
        self.calls: list[str] = []
        door: Door = client.app.state.door  # type: ignore[attr-defined]
        for number in range(6):
            quotes = [SAID[number % 3], SAID[(number + 1) % 3]]
            said = [
                ("rep", f"Hello, this is call number {number}. What do you think?"),
                *(("buyer", q) for q in quotes),
            ]
            turns = [{"speaker": speaker, "text": text} for speaker, text in said]
            call_id = door.accept([json.dumps(turns).encode()], filename=f"{number}.json").call.id
            self.steps.open_call(call_id, 1)
            self.steps.read_transcript(call_id, 1)
            self._finish(call_id, 1)
            self.calls.append(call_id)
        self.steps.suggest()

    def reprocess(self) -> None:
        """Mine every call again and suggest themes anew, as `talktrack reprocess --all` and the worker do."""
        for call_id in self.calls:
            with self.database.transaction() as session:
                work = start_rework(session, call_id, Stage.MINE)
            self._finish(call_id, work.run)
        self.steps.suggest()

    def _finish(self, call_id: str, run: int) -> None:
        self.steps.mine(call_id, run)
        self.steps.assign_themes(call_id, run)
        assert self.steps.publish(call_id, run)

    def themes(self, kind: Kind) -> list[tuple[str, str]]:
        """Return id and label of the listed themes of a kind."""
        items = self.client.get("/v1/themes", params={"kind": kind.value, "limit": 100}).json()["items"]
        return [(item["id"], item["label"]) for item in items if item["mentions"]]

    def quotes(self, theme_id: str) -> set[tuple[str, str]]:
        """Return a theme's quotes with their calls."""
        items = self.client.get(f"/v1/themes/{theme_id}/evidence", params={"limit": 100}).json()["items"]
        return {(item["call_id"], item["quote"]) for item in items}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with TestClient(
        create_app(ApiSettings(data_dir=tmp_path, demo=True, redact="off")), base_url="http://localhost"
    ) as client:
        client.headers["accept"] = "text/html"
        yield Site(client, tmp_path)


def test_a_theme_merged_and_renamed_on_its_page_keeps_id_label_and_quotes(site: Site) -> None:
    (one, one_label), (other, other_label) = site.themes(Kind.OBJECTION)[:2]
    both = site.quotes(one) | site.quotes(other)
    # The first look at a page gives the visitor of the demo the key that its forms need.
    shown = site.client.get(f"/themes/{other}").text
    assert f'action="/themes/{other}/merge"' in shown
    assert f'<option value="{one_label}">' in shown
    merged = site.client.post(f"/themes/{other}/merge", data={"into": one_label})
    assert merged.url.path == f"/themes/{one}"
    assert f"Merged “{other_label}” into “{one_label}”" in merged.text
    renamed = site.client.post(f"/themes/{one}/rename", data={"label": "Costs more than they planned"})
    assert re.search(r"<h1>\s*Costs more than they planned\s*</h1>", renamed.text)

    for _ in range(2):
        site.reprocess()
        assert (one, "Costs more than they planned") in site.themes(Kind.OBJECTION)
        assert site.quotes(one) == both
        assert site.client.get(f"/v1/themes/{other}").json()["id"] == one
        assert other not in dict(site.themes(Kind.OBJECTION))
        assert "Costs more than they planned" in site.client.get(f"/themes/{other}").text
