"""`talktrack export corrections`: what people said of moments, as text the trainer takes."""

import csv
import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from calls.call import CallDetails, Medium
from calls.judgement import Judgement, Label, Verdict
from calls.judging import added_moment, anchor_of, judgement_id
from calls.moment import Kind
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.judgements import keep_judgement
from store.laying import lay_judgements
from store.migrate import migrate
from store.session import Database
from store.transcripts import save_transcript

MADE_BY = Provenance(name="scripted", version="1")
PRAISE = Label(kind=Kind.PRAISE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'app.sqlite'}")
    migrate(database)
    with database.transaction() as session:
        arrival = Arrival(sha256="a", size_bytes=1, filename="a.wav", medium=Medium.AUDIO, details=CallDetails())
        call_id, _ = insert_call(session, arrival)
        said = [(Role.REP, "There you go."), (Role.BUYER, "Right. Söhne would love that."), (Role.BUYER, "Bye.")]
        turns = tuple(Turn(index=i, speaker=r.value, role=r, text=text) for i, (r, text) in enumerate(said))
        transcript = Transcript(call_id=call_id, language="en", duration_s=None, turns=turns, provenance=MADE_BY)
        save_transcript(session, transcript)
        moment = added_moment(transcript, turn_index=1, quote="Söhne would love that.", label=PRAISE)
        judgement = Judgement(
            id=judgement_id(moment.id),
            call_id=call_id,
            moment_id=moment.id,
            verdict=Verdict.ADD,
            anchor=anchor_of(moment),
            found=None,
            label=PRAISE,
            found_by=None,
            theme_id=None,
            version=1,
            made_by="Ana",
            created_at=datetime.now(UTC),
        )
        keep_judgement(session, judgement)
        set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
        lay_judgements(session, call_id)
    database.close()
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TALKTRACK_DATA_DIR": str(folder / "data")}
    command = [sys.executable, "-m", "cli", "export", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", cwd=folder)


def test_corrections_are_written_to_standard_output_or_a_file(folder: Path) -> None:
    printed = run(folder, "corrections")
    assert printed.returncode == 0, printed.stderr
    header, *lines = printed.stdout.splitlines()
    assert header.startswith("> corrections/ca_")
    assert header.endswith(" | person")
    assert lines == ["R: There you go.", "B: Right.", "B: Söhne would love that. ## praise"]
    assert "Judged turns: 1, in 1 calls." in printed.stderr
    written = run(folder, "corrections", "--output", "judged.talk")
    assert (written.returncode, written.stdout) == (0, "")
    assert (folder / "judged.talk").read_text(encoding="utf-8") == printed.stdout


def test_without_corrections_nothing_is_written_and_that_is_said(tmp_path: Path) -> None:
    printed = run(tmp_path, "corrections")
    assert (printed.returncode, printed.stdout) == (0, "")
    assert "Judged turns: 0" in printed.stderr


def test_moments_and_themes_are_written_as_the_api_writes_them(folder: Path) -> None:
    printed = run(folder, "moments", "--kind", "praise", "--masked")
    assert printed.returncode == 0, printed.stderr
    (row,) = csv.DictReader(io.StringIO(printed.stdout))
    # Nobody looked through this call yet.
    assert (row["quote"], row["kind"], row["redacted"]) == ("[not redacted yet]", "praise", "true")
    assert "1 rows." in printed.stderr
    written = run(folder, "moments", "--format", "parquet", "--output", "moments.parquet", "--to", "2100-01-01")
    assert (written.returncode, written.stdout) == (0, ""), written.stderr
    (moment,) = pq.read_table(folder / "moments.parquet").to_pylist()
    assert (moment["id"], moment["quote"]) == (row["id"], "Söhne would love that.")
    assert sorted(path.name for path in folder.glob("*")) == ["data", "moments.parquet"]


def test_calls_and_themes_are_narrowed_as_their_lists_are(folder: Path) -> None:
    for arguments, rows in (
        (("calls", "--title", "A.WAV"), 1),
        (("calls", "--title", "b.wav"), 0),
        # Nobody looked through this call yet, so its title is hidden.
        (("calls", "--title", "a.wav", "--masked"), 0),
        (("calls", "--sha256", "a"), 1),
        (("calls", "--sha256", "b"), 0),
        (("moments", "--role", "buyer"), 1),
        (("moments", "--role", "rep"), 0),
        (("themes", "--voiced", "--updated-since", "2100-01-01"), 0),
    ):
        printed = run(folder, *arguments)
        assert (printed.returncode, printed.stdout.count("\n") - 1) == (0, rows), (arguments, printed.stderr)


def test_what_cannot_be_written_is_one_line_and_leaves_no_file(folder: Path) -> None:
    for arguments, said in (
        (("evidence", "--theme-id", "th_none", "--output", "a.csv"), "There is no theme th_none."),
        (("calls", "--from", "yesterday"), "2026-08-14T15:02:00Z"),
        (("calls", "--output", "nowhere/a.csv"), "No such file or directory"),
        (("themes", "--team", "te_none"), "There is no team te_none."),
    ):
        failed = run(folder, *arguments)
        assert (failed.returncode, failed.stdout) == (1, ""), arguments
        assert said in failed.stderr
        assert len(failed.stderr.splitlines()) == 1, failed.stderr
    assert [path.name for path in folder.glob("*")] == ["data"]
