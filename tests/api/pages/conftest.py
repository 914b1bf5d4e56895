"""An app made of the pages and a small seeded database: four accounts, both media, every state, two kinds of themes."""

import re
import shlex
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import State

from api.access import COOKIE
from api.app import ROUTERS
from api.errors import add_problem_handlers
from api.pages.routes import router
from api.settings import ApiSettings
from calls.call import CallDetails, CallState, Deal, Medium, Party
from calls.errors import Conflict, EmptyFile, UnreadableAudio
from calls.moment import Category, Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.redaction import Entity, RedactedText, Redaction, Span, text_digest
from calls.theme import Theme
from calls.transcript import Role, Transcript, Turn
from ingest.receive import Receipt
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, get_call, insert_call
from store.glance import Glances
from store.keys import Scope, create_key
from store.moments import replace_moments
from store.placing import save_suggestions
from store.progress import set_facts, set_failed, set_progress, set_ready
from store.redaction import save_redaction
from store.session import Database
from store.teams import Teams
from store.transcripts import get_transcript, save_transcript

MADE_BY = Provenance(name="scripted", version="1")
FIRST_DAY = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
HOSTILE = '<script>alert("x")</script> & "Söhne"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """Ids of what the seeded database holds."""

    calls: tuple[str, ...]
    text_call: str
    working_call: str
    failed_call: str
    moments: tuple[Moment, ...]
    price: str = "th_price"
    crm: str = "th_crm"
    succeeded: str = "th_old"


@dataclass
class FakeDoor:
    """Takes files as the real door does, as far as a page can tell: none for no bytes, one call for the same bytes."""

    database: Database
    taken: list[tuple[str, CallDetails]] = field(default_factory=list)

    def accept(self, chunks: Iterable[bytes], *, filename: str, details: CallDetails | None = None) -> Receipt:
        content = b"".join(chunks)
        if not content:
            raise EmptyFile(f"{filename} is empty: it has no bytes.")
        if filename == "taken.wav":
            raise Conflict("client_unique_id 'x' already belongs to another recording.")
        details = details or CallDetails()
        self.taken.append((filename, details))
        with self.database.transaction() as session:
            call_id, new = _insert(session, content.hex()[:60], filename=filename, details=details)
        with self.database.reading() as session:
            return Receipt(call=get_call(session, call_id), duplicate=not new)


def _insert(session, sha256, *, filename="call.opus", details=None, medium=Medium.AUDIO):
    arrival = Arrival(
        sha256=sha256, size_bytes=240_000, filename=filename, medium=medium, details=details or CallDetails()
    )
    return insert_call(session, arrival)


PRICE_QUOTE = "That is more than twice what we pay today."
CRM_QUOTE = "Does it write back into our CRM by itself?"
PAIN_QUOTE = "We pay today for three tools that nobody opens."
ANSWER = "Most teams start with ten seats and save that on the first renewal."


def transcript_of(call_id: str, *, timed: bool = True) -> Transcript:
    """Return six turns of nine seconds: turn 1 holds the price quote and a pain, turn 3 the question."""
    said = [
        (Role.REP, "Thanks for taking the time. Shall we go through the offer?"),
        (Role.BUYER, f"Sure, but honestly: {PRICE_QUOTE} {PAIN_QUOTE} So it is a hard sell upstairs."),
        (Role.REP, ANSWER),
        (Role.BUYER, f"All right. {CRM_QUOTE}"),
        (Role.REP, "It does, every night, and you can choose the fields."),
        (Role.BUYER, "Good. Send me the details, please."),
    ]
    turns = tuple(
        Turn(
            index=index,
            speaker=role.value,
            role=role,
            text=text,
            start_s=index * 9.0 if timed else None,
            end_s=index * 9.0 + 8.0 if timed else None,
        )
        for index, (role, text) in enumerate(said)
    )
    return Transcript(
        call_id=call_id, language="en", duration_s=54.0 if timed else None, turns=turns, provenance=MADE_BY
    )


def moments_of(call_id: str, *, timed: bool = True) -> tuple[Moment, ...]:
    wanted = [
        (1, Kind.OBJECTION, Category.PRICE, PRICE_QUOTE),
        (1, Kind.PAIN, None, PAIN_QUOTE),
        (3, Kind.QUESTION, None, CRM_QUOTE),
    ]
    return tuple(
        Moment(
            id=moment_id(call_id=call_id, turn_index=turn, kind=kind, quote=quote, provenance=MADE_BY),
            call_id=call_id,
            turn_index=turn,
            kind=kind,
            category=category,
            quote=quote,
            start_s=turn * 9.0 + 1.5 if timed else None,
            end_s=turn * 9.0 + 5.0 if timed else None,
            role=Role.BUYER,
            score=0.9,
            provenance=MADE_BY,
        )
        for turn, kind, category, quote in wanted
    )


def seed(database: Database, *, calls: int = 12) -> Seeded:
    """Fill a database: `calls` finished recordings a week apart, one ready transcript, one running, one failed call."""
    accounts = ["Brightwell Clinics", "Nordhaven Logistics", "Ashford & Partners", HOSTILE]
    found: list[Moment] = []
    ids = []
    with database.transaction() as session:
        for number in range(calls):
            account = accounts[number % len(accounts)]
            details = CallDetails(
                client_unique_id=f"crm-{number}",
                title=f"{account}: call {number + 1}",
                started_at=FIRST_DAY + timedelta(days=7 * number),
                direction="outbound",
                account=account,
                parties=(
                    Party(name="Dana Reyes", role=Role.REP, channel=0),
                    Party(name="Kim Vo", role=Role.BUYER, channel=1),
                ),
                channel_roles=(Role.REP, Role.BUYER),
                deal=Deal(
                    stage=("discovery", "evaluation", "negotiation")[number % 3],
                    outcome=("won", "lost", "open")[number % 3],
                    segment=("mid-market", "enterprise")[number % 2],
                    lead_source="webinar",
                    amount=24_000.0,
                ),
            )
            call_id, _ = _insert(session, f"{number:064d}", filename=f"call-{number + 1:02d}.wav", details=details)
            found += _finish(session, call_id)
            ids.append(call_id)
        text_details = CallDetails(title="Ready transcript from the phone system", started_at=FIRST_DAY)
        text_call, _ = _insert(session, "a" * 64, filename="old.vtt", details=text_details, medium=Medium.TEXT)
        found += _finish(session, text_call, timed=False)
        set_facts(session, text_call, duration_s=None, warnings=("Two lines had no speaker.",))
        working, _ = _insert(session, "b" * 64, filename="running.wav")
        set_progress(session, working, run=1, state=CallState.TRANSCRIBING, progress=0.4)
        failed, _ = _insert(session, "c" * 64, filename="notes.wav")
        set_failed(session, failed, UnreadableAudio("notes.wav is not a recording: its content is text."))
        save_suggestions(session, _old_theme(), successors={}, provenance=MADE_BY, analysis=analysis_for(session, ()))
        save_suggestions(
            session,
            _themes(found),
            successors={"th_old": "th_price"},
            provenance=MADE_BY,
            analysis=analysis_for(session, ()),
        )
    return Seeded(calls=tuple(ids), text_call=text_call, working_call=working, failed_call=failed, moments=tuple(found))


def _finish(session, call_id: str, *, timed: bool = True) -> tuple[Moment, ...]:
    moments = moments_of(call_id, timed=timed)
    save_transcript(session, transcript_of(call_id, timed=timed))
    replace_moments(
        session,
        call_id,
        moments,
        vectors=np.zeros((len(moments), 4), dtype=np.float32),
        analysis=analysis_for(session, ()),
    )
    save_redaction(session, redaction_of(session, call_id, moments=moments))
    set_facts(session, call_id, duration_s=54.0, warnings=())
    set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
    set_ready(session, call_id)
    return moments


def redaction_of(session, call_id: str, *, moments=(), hidden: str | None = None) -> Redaction:
    """Return what a redactor would find that looks for one text, by default for nothing."""
    call, transcript = get_call(session, call_id), get_transcript(session, call_id)
    said = [turn.text for turn in transcript.turns]
    shown = {call.title, call.filename, *said, *(moment.quote for moment in moments)}
    return Redaction(
        call_id=call_id,
        version=transcript.version,
        texts=tuple(RedactedText(digest=text_digest(text), spans=_hides(text, hidden)) for text in sorted(shown)),
        provenance=MADE_BY,
    )


def _hides(text: str, hidden: str | None) -> tuple[Span, ...]:
    if hidden is None or hidden not in text:
        return ()
    begin = text.index(hidden)
    return (Span(turn_index=0, begin=begin, end=begin + len(hidden), entity=Entity.PERSON),)


@pytest.fixture
def hide(database: Database) -> Callable[..., None]:
    """Return a function that lets a text of a call be personal data."""

    def keep(call_id: str, hidden: str, *, moments: tuple[Moment, ...] = ()) -> None:
        with database.transaction() as session:
            save_redaction(session, redaction_of(session, call_id, moments=moments, hidden=hidden))

    return keep


def _old_theme() -> tuple[Theme, ...]:
    return (Theme(id="th_old", kind=Kind.OBJECTION, label="Pricey", moment_ids=()),)


def _themes(found: list[Moment]) -> tuple[Theme, ...]:
    price = tuple(moment.id for moment in found if moment.kind is Kind.OBJECTION)
    asked = tuple(moment.id for moment in found if moment.kind is Kind.QUESTION)[::2]
    return (
        Theme(id="th_price", kind=Kind.OBJECTION, label="Costs more than what they have", moment_ids=price),
        Theme(id="th_crm", kind=Kind.QUESTION, label='Does it <b>write back</b> into "our" CRM?', moment_ids=asked),
    )


@cache
def built() -> FastAPI:
    """The pages and the API, put together once for all tests of a process: that takes longer than most tests do."""
    app = FastAPI(openapi_url=None)
    for each in (router, *ROUTERS):
        app.include_router(each)
    add_problem_handlers(app)
    return app


def make_app(database: Database, settings: ApiSettings, *, page_key: str | None = None) -> FastAPI:
    """Return the pages as the app has them, with a door that needs no engine."""
    app = built()
    app.state = State(
        {
            "database": database,
            "teams": Teams(settings, home=database),
            "settings": settings,
            "page_key": page_key,
            "door": FakeDoor(database),
        }
    )
    app.middleware_stack = None
    return app


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> tuple[Path, Seeded]:
    path = tmp_path_factory.mktemp("seeded") / "app.sqlite"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    seeded = seed(database)
    database.close()
    return path, seeded


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    """Return a database of the test's own: a copy of the seeded one where the test asks for `seeded`."""
    wants_seeded = "seeded" in request.fixturenames
    source = request.getfixturevalue("seeded_file")[0] if wants_seeded else request.getfixturevalue("migrated_sqlite")
    shutil.copy(source, tmp_path / "app.sqlite")
    database = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
    yield database
    database.close()


@pytest.fixture
def seeded(seeded_file: tuple[Path, Seeded], database: Database) -> Seeded:
    return seeded_file[1]


@pytest.fixture
def settings(tmp_path: Path) -> ApiSettings:
    return ApiSettings(data_dir=tmp_path, demo=True)


@pytest.fixture
def app(database: Database, settings: ApiSettings) -> FastAPI:
    return make_app(database, settings)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    """Return a visitor of the demo."""
    with TestClient(app, headers={"accept": "text/html"}) as client:
        yield client


@pytest.fixture
def locked(app: FastAPI, tmp_path: Path) -> Iterator[TestClient]:
    """Return a visitor of a service that is no demo, without a key."""
    app.state.settings = ApiSettings(data_dir=tmp_path)
    with TestClient(app, headers={"accept": "text/html"}) as client:
        yield client


def key_for(database: Database, *scopes: Scope) -> str:
    with database.transaction() as session:
        return create_key(session, "Test key", scopes=frozenset(scopes))[1]


@pytest.fixture
def make_key(database: Database) -> Callable[..., str]:
    """Return a function that makes a key with the scopes it is given and returns its secret."""
    return lambda *scopes: key_for(database, *scopes)


class Parsed(HTMLParser):
    """The elements of a page as (name, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, css: str | None = None) -> list[dict[str, str]]:
        return [
            found for name, found in self.elements if name == tag and (not css or css in found.get("class", "").split())
        ]


@pytest.fixture
def parse() -> type[Parsed]:
    return Parsed


@pytest.fixture
def with_the_api(app: FastAPI, database: Database, settings: ApiSettings) -> Iterator[None]:
    """The pages' app, with what the API beside it needs."""
    app.state.teams = Teams(settings, home=database)
    app.state.glance = Glances(app.state.teams)
    yield
    app.state.glance.close()


@pytest.fixture
def copied() -> Callable[[str], list[str]]:
    """Return a function that tells which addresses the commands below a page ask, as a shell reads them."""

    def addresses(html: str) -> list[str]:
        commands = re.findall(r"<code data-copied>(curl .*?)</code>", html)
        urls = [urlsplit(next(word for word in shlex.split(unescape(each)) if "://" in word)) for each in commands]
        return [f"{url.path}?{url.query}" if url.query else url.path for url in urls]

    return addresses


@pytest.fixture
def signed_in(locked: TestClient, database: Database) -> TestClient:
    secret = key_for(database, Scope.CALLS_READ, Scope.THEMES_READ, Scope.CALLS_WRITE)
    locked.cookies.set(COOKIE, secret)
    return locked
