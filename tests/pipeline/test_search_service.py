"""Searching by meaning, through the real socket: the service follows what is stored, and masked names stay unfound."""

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.meaning import ask_meaning
from api.settings import ApiSettings
from calls.errors import InvalidInput
from nlp.encoder import HashingEncoder
from nlp.encoders import build_encoder
from pipeline.search_service import SearchService, serve
from pipeline.settings import WorkerSettings
from store.keys import FIRST_TEAM
from store.moments import MomentFilter
from store.search import SearchFilter, search_moments
from store.search_wire import Question
from store.session import Database
from store.windows import Window
from tests.store.search_world import lay, mine

SECRET = "a-secret-of-some-length"


@pytest.fixture(name="encoder")
def an_encoder() -> str:
    return "hashing"


@pytest.fixture
def served(database: Database, tmp_path: Path, port: int, encoder: str) -> Iterator[tuple[Database, WorkerSettings]]:
    # A folder with a name that is longer than the address of a socket may be.
    folder = tmp_path / ("long-" * 20)
    options = {"data_dir": folder, "search_listen": f"127.0.0.1:{port}", "search_secret": SECRET}
    settings = WorkerSettings(**options)  # type: ignore[arg-type]
    service = SearchService(databases=lambda _team: database, encoder=lambda: build_encoder(encoder))
    stop = threading.Event()
    running = threading.Thread(target=serve, args=(service, settings), kwargs={"stop": stop})
    running.start()
    until(lambda: settings.search_socket.exists())
    yield database, settings
    stop.set()
    service._wake.set()
    running.join(timeout=10)


def until(is_so: Callable[[], bool], *, within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def ask(settings: ApiSettings, database: Database, text: str, where: SearchFilter) -> list[str] | None:
    found = ask_meaning(settings, Question(team_id=FIRST_TEAM, text=text, where=where, limit=10))
    if found is None:
        return None
    with database.reading() as session:
        return [hit.text for hit in search_moments(session, found, where, newest=10**9)]


ALL = SearchFilter(in_full=True)
MASKED = SearchFilter()


def test_it_answers_and_follows_what_comes_and_goes(served: tuple[Database, WorkerSettings]) -> None:
    database, settings = served
    client = ApiSettings(data_dir=settings.data_dir)
    call_id = lay(database, "Hello.", "It is far too dear for us.", moments=[1], segment="smb", names={})
    lay(database, "Hello.", "We fear to be locked in.", moments=[1], segment="enterprise", names={})
    until(lambda: ask(client, database, "far too dear", ALL) == ["It is far too dear for us."])
    assert ask(client, database, "fear to be locked in", ALL) == ["We fear to be locked in."]
    of_smb = SearchFilter(in_full=True, moments=MomentFilter(window=Window(segment="smb")))
    assert ask(client, database, "fear to be locked in", of_smb) == []
    lay(database, "Hello.", "That is far too dear, really.", moments=[1], names={})
    until(lambda: len(ask(client, database, "far too dear", ALL) or []) == 2)
    older = Question(team_id=FIRST_TEAM, text="That is far too dear, really.", where=ALL, limit=1)
    (newest,) = ask_meaning(client, older) or {}
    # What came later takes no place away from what somebody turns the pages of.
    (found,) = ask_meaning(client, replace(older, newest=newest - 1)) or {}
    assert found < newest
    mine(database, call_id, {})
    assert ask(client, database, "far too dear", ALL) == ["That is far too dear, really."]
    mode = settings.search_socket.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_name_that_is_hidden_finds_nothing_by_meaning_either(served: tuple[Database, WorkerSettings]) -> None:
    database, settings = served
    client = ApiSettings(data_dir=settings.data_dir)
    said = "Marek Novak fears to be locked in."
    lay(database, "Hello.", said, moments=[1], names={said: "Marek Novak"})
    lay(database, "Hello.", "Nobody looked through this of Marek Novak.", moments=[1])
    until(lambda: ask(client, database, "fears to be locked in", MASKED) == ["[name] fears to be locked in."])
    assert len(ask(client, database, "Marek Novak", ALL) or []) == 2
    assert ask(client, database, "Marek Novak", MASKED) == []


def test_other_machines_need_the_secret(served: tuple[Database, WorkerSettings]) -> None:
    database, settings = served
    lay(database, "Hello.", "It is far too dear for us.", moments=[1], names={})
    elsewhere = {"data_dir": Path("/nowhere"), "search_url": f"http://{settings.search_listen}"}
    knows = ApiSettings(**elsewhere, search_secret=SECRET)  # type: ignore[arg-type]
    until(lambda: ask(knows, database, "far too dear", ALL) == ["It is far too dear for us."])
    for secret in (None, "another-secret-of-length"):
        assert ask(ApiSettings(**elsewhere, search_secret=secret), database, "far too dear", ALL) is None  # type: ignore[arg-type]


def test_without_a_service_and_with_one_that_hangs_there_is_no_answer_in_time(
    tmp_path: Path, database: Database
) -> None:
    settings = ApiSettings(data_dir=tmp_path)
    assert ask(settings, database, "far too dear", ALL) is None
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(settings.search_socket))
        silent.listen()
        began = time.monotonic()
        assert ask(settings, database, "far too dear", ALL) is None
        assert time.monotonic() - began < 4


def test_an_address_needs_a_secret_of_some_length(tmp_path: Path) -> None:
    service = SearchService(databases=lambda _: pytest.fail("not asked"), encoder=HashingEncoder)
    for wrong in ({"search_listen": "127.0.0.1:1"}, {"search_listen": "nonsense", "search_secret": SECRET}):
        with pytest.raises(InvalidInput, match="TALKTRACK_SEARCH"):
            serve(service, WorkerSettings(data_dir=tmp_path, **wrong), stop=threading.Event())  # type: ignore[arg-type]


def test_a_service_ends_with_its_worker(tmp_path: Path) -> None:
    settings = ApiSettings(data_dir=tmp_path)
    environment = {**os.environ, "TALKTRACK_DATA_DIR": str(tmp_path), "TALKTRACK_ENCODER": "hashing"}
    # A parent that starts the service, says its number, and is gone when it is told to.
    parent = (
        "import os, subprocess, sys;"
        "child = subprocess.Popen([sys.executable, '-m', 'pipeline.search_service', '--parent', str(os.getpid())]);"
        "print(child.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        # Importing takes its time on a busy machine.
        until(lambda: settings.search_socket.exists(), within_s=180)
        process.kill()
    until(lambda: not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text())


@pytest.mark.model
@pytest.mark.parametrize("encoder", ["minilm"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_other_words_find_it_with_the_real_model(served: tuple[Database, WorkerSettings]) -> None:
    from nlp.encoder import MiniLmEncoder

    database, settings = served
    client = ApiSettings(data_dir=settings.data_dir)
    quotes = (
        "Once our data is in there, we would never get it out again.",
        "Nine hundred a month is more than the whole team costs us.",
        "I would have to ask my board before I sign anything.",
    )
    vectors = MiniLmEncoder().encode(quotes)
    for quote, vector in zip(quotes, vectors, strict=True):
        call_id = lay(database, "Hello.", quote, names={})
        mine(database, call_id, {1: quote}, vector=vector)
    asked = {"our data would be stuck with you": 0, "too expensive for a team": 1, "the board has to approve": 2}
    until(lambda: bool(ask(client, database, "too expensive", ALL)), within_s=180)
    for text, best in asked.items():
        assert (ask(client, database, text, ALL) or [""])[0] == quotes[best]
