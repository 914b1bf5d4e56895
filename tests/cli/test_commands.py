"""The commands as a person types them: output on standard output, errors in one line that says what to do."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.catalogue import CALLS_DIR, scripts

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command on a data folder of the test's own, with models that need no weights."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALKTRACK_")} | {
        "TALKTRACK_DATA_DIR": str(tmp_path / "data"),
        "TALKTRACK_ENGINE": "scripted",
        "TALKTRACK_DETECTOR": "rules",
        "TALKTRACK_ENCODER": "hashing",
    }

    def call(*arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", *map(str, arguments)]
        return subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, cwd=tmp_path)

    return call


def spoken(tmp_path: Path, name: str = "demo-01") -> Path:
    script = next(script for script in scripts() if script.id == name)
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in script.turns]
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps({"call_id": name, "turns": turns}))
    return path


def test_a_recording_goes_through_the_stages_by_hand(run: Run, tmp_path: Path) -> None:
    heard = run("transcribe", CALLS_DIR / "demo-02.opus")
    transcript = json.loads(heard.stdout)
    assert heard.returncode == 0
    assert list(transcript)[:5] == ["call_id", "version", "language", "duration_s", "speakers"]
    assert list(transcript)[5:] == ["turns", "warnings", "provenance"]
    assert {turn["role"] for turn in transcript["turns"]} == {"rep", "buyer"}, "the sidecar beside it says who is who"
    assert list(transcript["turns"][0]["words"][0]) == ["word", "start_s", "end_s", "probability"]
    assert "100%" in heard.stderr

    mined = run("mine", spoken(tmp_path), spoken(tmp_path, "demo-02"))
    moments = [json.loads(line) for line in mined.stdout.splitlines()]
    assert {moment["call_id"] for moment in moments} == {"demo-01", "demo-02"}
    wanted = {
        "id",
        "call_id",
        "turn_index",
        "kind",
        "category",
        "quote",
        "start_s",
        "end_s",
        "role",
        "score",
        "competitor",
        "answer_turn_index",
        "answered",
        "came_back",
        "came_back_id",
        "provenance",
    }
    assert all(set(moment) == wanted for moment in moments)

    grouped = run("themes", "-", stdin=mined.stdout)
    themes = json.loads(grouped.stdout)
    assert all(list(theme) == ["id", "kind", "label", "moment_ids", "keywords", "subthemes"] for theme in themes)
    placed = [moment_id for theme in themes for moment_id in theme["moment_ids"]]
    assert len(placed) == len(set(placed))
    assert set(placed) <= {moment["id"] for moment in moments}


def test_a_transcript_can_be_read_by_people(run: Run) -> None:
    assert run("transcribe", CALLS_DIR / "demo-03.opus", "--format", "vtt").stdout.startswith("WEBVTT\n")
    assert "speaker 1: " in run("transcribe", CALLS_DIR / "demo-03.opus", "--format", "txt").stdout


def test_ingest_tells_each_file_and_goes_on(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    first = run("ingest", empty, tmp_path / "missing.wav", CALLS_DIR / "demo-01.opus", spoken(tmp_path))
    assert first.returncode == 1
    assert "empty.wav: refused: empty.wav is empty" in first.stderr
    assert "missing.wav: refused: there is no such file" in first.stderr
    assert first.stdout.count("taken in as ca_") == 2
    again = run("ingest", CALLS_DIR / "demo-01.opus")
    assert again.returncode == 0
    assert "is already here as ca_" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("transcribe", "letter.wav"), "not a recording Talktrack can read"),
        (("transcribe", "letter.wav", "--channels", "left,right"), "rep,buyer"),
        (("transcribe", "demo.opus", "--engine", "nonesuch"), "Choose one of: faster-whisper"),
        (("mine", "letter.wav"), "it is not JSON"),
        (("mine", "{}"), "No such file"),
        (("themes", "letter.wav"), "Line 1 is not JSON"),
        (("keys", "create", "x", "--scope", "everything"), "calls:read"),
        (("keys", "revoke", "ke_none"), "no key ke_none"),
        (("ingest", "folder"), "no recording or transcript is in there"),
    ],
)
def test_mistakes_are_one_line_that_says_what_to_do(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "letter.wav").write_text("dear buyer, this is no recording")
    (tmp_path / "folder").mkdir()
    (tmp_path / "demo.opus").write_bytes((CALLS_DIR / "demo-03.opus").read_bytes())
    done = run(*arguments)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_keys_are_made_listed_and_ended(run: Run) -> None:
    secret = run("keys", "create", "notebook", "--scope", "themes:read", "--days", "30").stdout.strip()
    assert secret.startswith("tt_")
    listed = run("keys", "list").stdout
    assert "notebook  themes:read  until" in listed
    assert secret not in listed
    run("keys", "revoke", listed.split()[0])
    assert "ended" in run("keys", "list").stdout


def test_stored_calls_are_reprocessed_by_name_or_all(run: Run, tmp_path: Path) -> None:
    refused = run("reprocess", "ca_none", "--stage", "mine")
    assert (refused.returncode, refused.stderr) == (1, "ca_none: refused: There is no call ca_none.\n")
    assert run("reprocess", "--stage", "mine").returncode == 2
    taken = run("ingest", spoken(tmp_path)).stdout
    call_id = re.search(r"ca_\w+", taken).group()  # type: ignore[union-attr]
    waiting = run("reprocess", call_id, "--stage", "transcribe")
    assert waiting.returncode == 1
    assert "without sound" in waiting.stderr
    assert run("reprocess", "--all", "--stage", "mine").returncode == 0


def test_competitors_of_ones_own_are_recognised(run: Run, tmp_path: Path) -> None:
    path, listed = tmp_path / "call.json", tmp_path / "competitors.txt"
    path.write_text(json.dumps({"call_id": "c", "turns": [{"speaker": "buyer", "text": "The northgale one is nice."}]}))
    listed.write_text("Northgale One\n")
    assert "Northgale" not in run("mine", path).stdout
    assert '"competitor": "Northgale One"' in run("mine", path, "--competitors", listed).stdout
    refused = run("mine", path, "--competitors", tmp_path / "missing.txt")
    assert refused.returncode == 1
    assert "missing.txt" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_language_model_that_is_not_there_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    refused = run("mine", spoken(tmp_path), "--detector", "llm")
    assert refused.returncode == 1
    assert "TALKTRACK_LLM_URL" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
