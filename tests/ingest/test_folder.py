"""Folders: recordings with the sidecars beside them, and nothing that is neither."""

import json
from pathlib import Path

from ingest.sources.folder import find


def test_a_folder_gives_calls_with_their_sidecars(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.wav").write_bytes(b"x")
    (tmp_path / "a.json").write_text('{"title": "A"}')
    (tmp_path / "deep" / "b.OPUS").write_bytes(b"y")
    (tmp_path / "c.json").write_text(json.dumps({"turns": [{"text": "hi"}]}))
    (tmp_path / "d.vtt").write_text("WEBVTT")
    (tmp_path / "lone-sidecar.json").write_text('{"title": "no recording"}')
    (tmp_path / "notes.txt").write_text("no call")
    found = {item.path.name: item.sidecar.name if item.sidecar else None for item in find([tmp_path])}
    assert found == {"a.wav": "a.json", "b.OPUS": None, "c.json": None, "d.vtt": None}


def test_a_file_named_outright_is_taken_whatever_it_is_and_only_once(tmp_path: Path) -> None:
    odd = tmp_path / "recording.bin"
    odd.write_bytes(b"x")
    assert [item.path for item in find([odd, odd, tmp_path])] == [odd]


def test_a_folder_says_who_is_on_which_channel_for_what_is_in_it(tmp_path: Path) -> None:
    for folder in ("vendor/may", "other"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "call.wav").write_bytes(folder.encode())
    (tmp_path / "vendor" / "channels.txt").write_text("buyer,rep\n")
    found = {item.path.parent.name: item.channels for item in find([tmp_path])}
    assert found == {"may": "buyer,rep", "other": None}
    named = next(iter(find([tmp_path / "vendor" / "may" / "call.wav"])))
    assert named.channels is None
