"""Files are either completely there under their content's name, or not there at all."""

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.errors import NotFound, StorageFull, TooLarge
from store.blobs import BlobStore


def leftovers(store: BlobStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_is_found_under_its_hash_and_the_same_one_is_stored_once(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    first, second = store.put([b"ab", b"c"]), store.put([b"abc"])
    assert first == second
    assert (first.sha256, first.size_bytes) == (hashlib.sha256(b"abc").hexdigest(), 3)
    assert store.path(first.sha256).read_bytes() == b"abc"
    assert len(leftovers(store)) == 1


def test_a_stream_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def stream() -> Iterator[bytes]:
        yield b"abc"
        raise ConnectionResetError

    store = BlobStore(tmp_path)
    with pytest.raises(ConnectionResetError):
        store.put(stream())
    assert leftovers(store) == []


def test_too_large_a_file_is_refused_as_it_arrives(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    with pytest.raises(TooLarge):
        store.put([b"x" * 6, b"x" * 6], limit_bytes=10)
    assert leftovers(store) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = BlobStore(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFull, match="TALKTRACK_DATA_DIR"):
        store.put([b"abc"])
    assert leftovers(store) == []


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        BlobStore(tmp_path).path("0" * 64)
