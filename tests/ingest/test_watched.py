"""A watched folder: each file is taken once, when it has come to rest; what is of no use is told where it lies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from calls.errors import Conflict, SilentAudio, StorageFull
from calls.transcript import Role
from ingest.queue import CallQueue
from ingest.receive import Door
from ingest.sources import taking
from ingest.sources.watched import PROBLEMS_FILE, Watcher, remembered
from store.blobs import BlobStore
from store.calls import CallFilter, CallView, get_call, list_calls
from store.progress import Work, set_failed
from store.session import Database


class Silent(CallQueue):
    """A queue that nobody works on."""

    def __init__(self) -> None:
        pass

    def enqueue_work(self, work: Work) -> bool:
        return bool(work)


@pytest.fixture
def base(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    shutil.copy(migrated_sqlite, tmp_path / "app.sqlite")
    opened = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


@pytest.fixture
def door(base: Database, tmp_path: Path) -> Door:
    return Door(database=base, blobs=BlobStore(tmp_path / "audio"), queue=Silent(), limit_bytes=1000)


@pytest.fixture
def watching(base: Database, door: Door, folder: Path, tmp_path: Path) -> Iterator[Callable[[], Watcher]]:
    """Makes a watcher as a process that starts does; the one before has ended."""
    opened = []

    def make() -> Watcher:
        while opened:
            opened.pop().__exit__(None, None, None)
        memory = remembered(tmp_path / "data", folder)
        opened.append(memory)

        def call(call_id: str) -> CallView:
            with base.reading() as session:
                return get_call(session, call_id)

        return Watcher(folder, door=door, call=call, memory=memory.__enter__(), say=print, quiet_s=0.0)

    yield make
    opened.pop().__exit__(None, None, None)


def calls(base: Database) -> dict[str, CallView]:
    with base.reading() as session:
        return {call.filename: call for call in list_calls(session, CallFilter(), limit=100).items}


def look_twice(watcher: Watcher) -> None:
    watcher.look()
    watcher.look()


def problems(folder: Path) -> str:
    place = folder / PROBLEMS_FILE
    return place.read_text() if place.exists() else ""


def test_a_file_is_taken_once_however_often_it_is_seen(
    watching: Callable[[], Watcher], base: Database, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "acme").mkdir()
    (folder / "acme" / "call.wav").write_bytes(b"RIFF call")
    watcher = watching()
    watcher.look()
    assert calls(base) == {}, "it may still be written to"
    look_twice(watcher)
    assert set(calls(base)) == {"call.wav"}
    look_twice(watching())
    assert capsys.readouterr().out.count("call.wav") == 1
    assert (folder / "acme" / "call.wav").exists()


def test_a_file_that_grows_is_waited_for(watching: Callable[[], Watcher], base: Database, folder: Path) -> None:
    watcher = watching()
    for size in range(1, 5):
        (folder / "call.wav").write_bytes(b"x" * size)
        watcher.look()
        assert calls(base) == {}
    watcher.look()
    assert calls(base)["call.wav"].size_bytes == 4


def test_a_file_that_changes_while_it_is_read_is_taken_later_and_whole(
    watching: Callable[[], Watcher], base: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read = folder / "call.wav", taking._pieces
    path.write_bytes(b"half")

    def grows(found: Path) -> Iterator[bytes]:
        yield from read(found)
        path.write_bytes(b"half and the rest")

    watcher = watching()
    watcher.look()
    monkeypatch.setattr(taking, "_pieces", grows)
    watcher.look()
    assert calls(base) == {}
    monkeypatch.undo()
    look_twice(watcher)
    assert calls(base)["call.wav"].size_bytes == 17


def test_sidecars_and_channel_maps_go_along_also_when_they_come_later(
    watching: Callable[[], Watcher], base: Database, folder: Path
) -> None:
    (folder / "channels.txt").write_text("buyer,rep")
    (folder / "call.wav").write_bytes(b"RIFF call")
    watcher = watching()
    look_twice(watcher)
    assert calls(base)["call.wav"].channel_roles == (Role.BUYER, Role.REP)
    (folder / "call.json").write_text(json.dumps({"title": "First call"}))
    look_twice(watcher)
    [call] = calls(base).values()
    assert call.title == "First call"


def test_what_is_of_no_use_is_told_in_the_folder_until_it_is_mended(
    watching: Callable[[], Watcher], base: Database, folder: Path
) -> None:
    (folder / "empty.wav").touch()
    (folder / "large.wav").write_bytes(b"x" * 2000)
    (folder / "call.wav").write_bytes(b"RIFF call")
    (folder / "call.json").write_text("{")
    (folder / "notes.txt").write_text("not a recording")
    (folder / ".hidden.wav").write_bytes(b"hidden")
    watcher = watching()
    look_twice(watcher)
    assert calls(base) == {}
    for said in ("empty.wav: empty.wav is empty", "large.wav: The file is larger", "call.wav: call.json is not JSON"):
        assert said in problems(folder)
    assert "notes" not in problems(folder)
    (folder / "call.json").unlink()
    (folder / "large.wav").unlink()
    (folder / "empty.wav").write_bytes(b"RIFF not empty")
    look_twice(watching())
    assert set(calls(base)) == {"call.wav", "empty.wav"}
    assert problems(folder) == ""


def test_a_recording_that_fails_later_is_told_too(
    watching: Callable[[], Watcher], base: Database, folder: Path
) -> None:
    (folder / "call.wav").write_bytes(b"RIFF call")
    watcher = watching()
    look_twice(watcher)
    assert problems(folder) == ""
    with base.transaction() as session:
        set_failed(session, calls(base)["call.wav"].id, SilentAudio("Nobody says anything in this recording."))
    watching().look()
    assert "call.wav: Nobody says anything" in problems(folder)


def test_a_full_disk_is_told_and_tried_again(
    watching: Callable[[], Watcher], base: Database, door: Door, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFull("The data folder cannot take more.")

    (folder / "call.wav").write_bytes(b"RIFF call")
    watcher = watching()
    monkeypatch.setattr(door, "admit", full)
    look_twice(watcher)
    assert "cannot take more. It is tried again by itself." in problems(folder)
    monkeypatch.undo()
    look_twice(watching())
    assert set(calls(base)) == {"call.wav"}
    assert problems(folder) == ""


def test_a_folder_is_watched_by_one_process(folder: Path, tmp_path: Path) -> None:
    with (
        remembered(tmp_path / "data", folder),
        pytest.raises(Conflict, match="already being watched"),
        remembered(tmp_path / "data", folder),
    ):
        pass


def test_a_torn_line_of_memory_costs_nothing(
    watching: Callable[[], Watcher], base: Database, folder: Path, tmp_path: Path
) -> None:
    (folder / "call.wav").write_bytes(b"RIFF call")
    look_twice(watching())
    [memory] = (tmp_path / "data" / "watched").iterdir()
    whole = memory.read_text()
    memory.write_text(whole[: len(whole) // 2])
    look_twice(watching())
    (folder / "next.wav").write_bytes(b"RIFF next")
    look_twice(watching())
    assert set(calls(base)) == {"call.wav", "next.wav"}


def test_a_real_process_takes_what_is_put_into_the_folder_also_after_it_was_killed(
    folder: Path, tmp_path: Path, migrated_sqlite: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(migrated_sqlite, data / "app.sqlite")
    environment = {**os.environ, "TALKTRACK_DATA_DIR": str(data), "TALKTRACK_WATCH_DIR": str(folder)}
    base = Database(f"sqlite:///{data / 'app.sqlite'}")

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "cli", "ingest", "--watch"]
        return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)

    def wait_for(names: set[str]) -> None:
        end = time.monotonic() + 60
        while set(calls(base)) != names:
            assert time.monotonic() < end, calls(base)
            time.sleep(0.2)

    try:
        (folder / "before.wav").write_bytes(b"RIFF before")
        first = start()
        wait_for({"before.wav"})
        # A file that is put in place whole, as sync programs do.
        (tmp_path / "arriving").write_bytes(b"RIFF renamed")
        (tmp_path / "arriving").rename(folder / "renamed.wav")
        wait_for({"before.wav", "renamed.wav"})
        first.kill()
        first.communicate()
        (folder / "meanwhile.wav").write_bytes(b"RIFF meanwhile")
        second = start()
        wait_for({"before.wav", "renamed.wav", "meanwhile.wav"})
        second.send_signal(signal.SIGTERM)
        _, said = second.communicate(timeout=20)
        assert second.returncode == 0
        assert "before.wav" not in said
        assert said.count("meanwhile.wav") == 1
    finally:
        base.close()


def test_a_folder_that_is_away_is_waited_for(watching: Callable[[], Watcher], base: Database, folder: Path) -> None:
    folder.rmdir()
    watcher, stop = watching(), threading.Event()
    running = threading.Thread(target=watcher.run, args=(stop,))
    running.start()
    try:
        time.sleep(0.3)
        folder.mkdir()
        (folder / "call.wav").write_bytes(b"RIFF call")
        end = time.monotonic() + 30
        while not calls(base):
            assert time.monotonic() < end
            time.sleep(0.1)
    finally:
        stop.set()
        running.join()
