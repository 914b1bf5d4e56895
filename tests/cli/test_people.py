"""`talktrack people`, `talktrack teams` and keys of a team."""

import re

from click.testing import CliRunner

from cli.main import talktrack


def test_a_team_its_admin_and_its_keys_are_made_by_command(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TALKTRACK_DATA_DIR", str(tmp_path))

    def run(*words: str, status: int = 0) -> str:
        done = CliRunner().invoke(talktrack, words)
        assert done.exit_code == status, (words, done.output, done.exception)
        return done.output

    team = re.search(r"te_[0-9a-f]+", run("teams", "create", "North")).group(0)
    assert (tmp_path / "teams" / team / "app.sqlite").is_file()
    added = run("people", "add", "cleo@example.com", "--name", "Cleo", "--role", "admin", "--team", team)
    person = re.search(r"pe_[0-9a-f]+", added).group(0)
    assert "/join/" in added
    assert "/join/" in run("people", "invite", person)
    assert "cleo@example.com  Cleo  admin" in run("people", "list", "--team", team)
    assert "cleo@example.com" not in run("people", "list", "--team", "te_home")
    run("teams", "rename", team, "Far north")
    assert f"{team}  Far north" in run("teams", "list")
    assert run("keys", "create", "Notebook", "--team", team).startswith("tt_")
    assert team in run("keys", "list")
    # No such team: nothing is made.
    run("keys", "create", "Lost", "--team", "te_none", status=1)
    assert "Lost" not in run("keys", "list")
