"""The door: what comes in is stored once, under a safe name, and handed over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.call import CallDetails, CallState, Medium, Party
from calls.errors import Conflict, EmptyFile, SilentAudio, TooLarge
from calls.transcript import Role
from ingest.queue import CallQueue
from ingest.receive import Door, safe_filename
from store.blobs import BlobStore
from store.calls import get_call
from store.progress import set_failed, set_ready
from store.session import Database


class NotedQueue(CallQueue):
    """A queue that only notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def enqueue_call(self, call_id: str, run: int) -> bool:
        self.asked.append((call_id, run))
        return True


@pytest.fixture
def queue() -> NotedQueue:
    return NotedQueue()


@pytest.fixture
def base(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    shutil.copy(migrated_sqlite, tmp_path / "app.sqlite")
    opened = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def door(base: Database, queue: NotedQueue, tmp_path: Path) -> Door:
    return Door(database=base, blobs=BlobStore(tmp_path / "audio"), queue=queue, limit_bytes=1000)


def test_a_recording_becomes_a_call_and_is_handed_over(door: Door, queue: NotedQueue) -> None:
    receipt = door.accept([b"RIFF", b"..."], filename="call.wav")
    assert not receipt.duplicate
    assert (receipt.call.filename, receipt.call.medium) == ("call.wav", Medium.AUDIO)
    assert queue.asked == [(receipt.call.id, 1)]


def test_the_same_bytes_again_are_the_same_call_and_no_new_work(door: Door, queue: NotedQueue) -> None:
    first = door.accept([b"same"], filename="a.wav")
    second = door.accept([b"same"], filename="b.wav")
    assert second.duplicate
    assert second.call.id == first.call.id
    assert len(queue.asked) == 1


def test_a_failed_recording_sent_again_is_tried_again(door: Door, queue: NotedQueue, base: Database) -> None:
    first = door.accept([b"same"], filename="a.wav")
    with base.transaction() as session:
        set_failed(session, first.call.id, SilentAudio("silent"))
    again = door.accept([b"same"], filename="a.wav")
    assert again.duplicate
    assert again.call.state is CallState.RECEIVED
    assert queue.asked == [(first.call.id, 1), (first.call.id, 2)]


def test_a_channel_map_that_comes_later_is_used(door: Door, queue: NotedQueue, base: Database) -> None:
    first = door.accept([b"same"], filename="a.wav")
    with base.transaction() as session:
        set_ready(session, first.call.id)
    roles = (Role.BUYER, Role.REP)
    again = door.accept([b"same"], filename="a.wav", details=CallDetails(channel_roles=roles))
    assert again.call.channel_roles == roles
    assert queue.asked[-1] == (first.call.id, 2)
    with base.transaction() as session:
        set_ready(session, first.call.id)
    door.accept([b"same"], filename="a.wav", details=CallDetails(channel_roles=roles))
    assert len(queue.asked) == 2, "the same map again is no news"
    other = door.accept([b"same"], filename="a.wav", details=CallDetails(channel_roles=(Role.REP, Role.BUYER)))
    assert other.call.channel_roles == (Role.REP, Role.BUYER), "a wrong map can be put right"
    assert queue.asked[-1] == (first.call.id, 3)


def test_a_transcript_that_comes_again_with_its_parties_is_read_anew(
    door: Door, queue: NotedQueue, base: Database
) -> None:
    first = door.accept([b"[]"], filename="a.json")
    with base.transaction() as session:
        set_ready(session, first.call.id)
    door.accept([b"[]"], filename="a.json", details=CallDetails(parties=(Party(name="Bo", role=Role.BUYER),)))
    assert queue.asked[-1] == (first.call.id, 2)


def test_a_file_that_failed_under_a_wrong_name_can_be_sent_under_the_right_one(door: Door, base: Database) -> None:
    first = door.accept([b"WEBVTT"], filename="a.txt")
    with base.transaction() as session:
        set_failed(session, first.call.id, SilentAudio("not audio"))
    again = door.accept([b"WEBVTT"], filename="a.vtt")
    assert (again.call.id, again.call.medium, again.call.filename) == (first.call.id, Medium.TEXT, "a.vtt")


def test_a_broken_file_does_not_keep_the_good_one_of_the_same_call_out(door: Door, base: Database) -> None:
    details = CallDetails(client_unique_id="crm-1")
    broken = door.accept([b"half"], filename="a.wav", details=details)
    with base.transaction() as session:
        set_failed(session, broken.call.id, SilentAudio("broken"))
    whole = door.accept([b"whole"], filename="a.wav", details=details)
    assert whole.call.client_unique_id == "crm-1"
    assert whole.call.id != broken.call.id


def test_empty_and_too_large_files_are_refused_and_leave_nothing(door: Door, queue: NotedQueue, tmp_path: Path) -> None:
    with pytest.raises(EmptyFile, match=r"nothing\.wav is empty"):
        door.accept([], filename="nothing.wav")
    with pytest.raises(TooLarge):
        door.accept([b"x" * 1001], filename="big.wav")
    assert queue.asked == []
    assert [path for path in (tmp_path / "audio").rglob("*") if path.is_file()] == []


def test_a_clients_id_for_another_recording_is_refused(door: Door, tmp_path: Path) -> None:
    details = CallDetails(client_unique_id="crm-1")
    door.accept([b"one"], filename="a.wav", details=details)
    with pytest.raises(Conflict):
        door.accept([b"two"], filename="b.wav", details=details)
    assert len([path for path in (tmp_path / "audio").rglob("*") if path.is_file()]) == 1
    with door._database.reading() as session:
        assert get_call(session, door.accept([b"one"], filename="a.wav").call.id).client_unique_id == "crm-1"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\x00b.wav", "ab.wav"),
        ("..\\..\\call.mp3", "call.mp3"),
        ("../", "recording"),
        ("\x00", "recording"),
        ("ca\u202ell\n.wav", "call.wav"),
        ("Gespräch mit Žofie.wav", "Gespräch mit Žofie.wav"),
        ("x" * 500 + ".wav", "x" * 196 + ".wav"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_filename(given) == kept
