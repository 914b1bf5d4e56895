"""The detectors that ask a language model, against a small server that plays one."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from calls.errors import InvalidInput
from calls.moment import Category, Kind
from calls.provenance import Provenance
from nlp.chat import Chat, Endpoint, endpoint
from nlp.detector import Detector, Finding, Leaning, Passage
from nlp.detectors import build_detector
from nlp.detectors.llm import LlmDetector, SecondedDetector
from nlp.mine import mine

KEY = "sk-very-secret"
Answer = tuple[int, bytes]


@dataclass
class Model:
    """What the server says to each request, and what it was sent."""

    answer: Callable[[dict[str, Any]], Answer | str]
    sent: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


def said(findings: list[dict[str, Any]]) -> str:
    return json.dumps({"passages": [{"id": 0, "findings": findings}]})


def objection(quote: str | None = "That is too expensive.", **changes: Any) -> dict[str, Any]:
    whole = {"sentence": 1, "kind": "objection", "category": "price", "confidence": 0.9, "quote": quote}
    return {**whole, **changes}


@pytest.fixture
def model() -> Iterator[Model]:
    playing = Model(answer=lambda _: said([objection()]))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            playing.sent.append(body)
            playing.headers.append(dict(self.headers))
            told = playing.answer(body)
            status, content = told if isinstance(told, tuple) else (200, chat_answer(told))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Whoever asked may have gone."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    playing.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield playing
    server.shutdown()
    server.server_close()


def chat_answer(content: str) -> bytes:
    usage = {"prompt_tokens": 100, "completion_tokens": 20}
    return json.dumps({"choices": [{"message": {"content": content}}], "usage": usage}).encode()


@dataclass
class Builtin:
    """Finds pain in every first sentence, and nearly a question in the second."""

    provenance: Provenance = field(default_factory=lambda: Provenance(name="tuned", version="1"))

    def detect(self, passages: Any) -> list[tuple[Finding, ...]]:
        return [tuple(one.finding for one in found if one.firm) for found in self.leanings(passages, ease=1.0)]

    def leanings(self, passages: Any, *, ease: float) -> list[tuple[Leaning, ...]]:
        assert 0.0 < ease <= 1.0
        return [self._leanings(passage) for passage in passages]

    def _leanings(self, passage: Passage) -> tuple[Leaning, ...]:
        found = (
            Leaning(finding=Finding(sentence=0, kind=Kind.PAIN, category=None, score=0.6), firm=True),
            Leaning(finding=Finding(sentence=1, kind=Kind.OBJECTION, category=Category.FIT, score=0.4), firm=False),
        )
        return found[: len(passage.sentences)]


def detector(model: Model, kind: type[LlmDetector] = LlmDetector, **limits: Any) -> LlmDetector:
    limits = {"timeout_s": 5.0, "most_tokens": 60_000} | limits
    where = Endpoint(url=model.url, model="tiny", key=KEY, **limits)
    return kind(Chat(where, sleep=lambda _: None), builtin=Builtin())


@pytest.fixture
def passages(language: Any) -> list[Passage]:
    text = "We copy it by hand. That is too expensive. Okay."
    return [Passage(rep_before="It is nine hundred.", text=text, sentences=tuple(language(text).sents))]


OWN = (Finding(sentence=0, kind=Kind.PAIN, category=None, score=0.6),)
ITS = (Finding(sentence=1, kind=Kind.OBJECTION, category=Category.PRICE, score=0.9),)


def test_what_the_model_says_stands(model: Model, passages: list[Passage]) -> None:
    asking = detector(model)
    assert asking.detect(passages) == [ITS]
    assert asking.report() == {
        "requests": 1, "tokens_in": 100, "tokens_out": 20, "failures": 0, "asked": 1, "answered": 1,
        "dropped_quotes": 0, "dropped_findings": 0, "stopped": "",
    }  # fmt: skip
    assert asking.provenance.as_dict() == {
        "name": "llm",
        "version": "tiny 1",
        "options": {"llm": "tiny", "answered": 1.0, "builtin": "tuned 1"},
    }
    assert model.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert "nine hundred" in model.sent[0]["messages"][1]["content"]


def test_an_answer_in_a_fence_is_read(model: Model, passages: list[Passage]) -> None:
    model.answer = lambda _: f"Sure!\n```json\n{said([objection()])}\n```"
    assert detector(model).detect(passages) == [ITS]


@pytest.mark.parametrize(
    "wrong",
    [
        objection(quote="The price is a disgrace."),
        objection(quote="Okay."),
        objection(quote=7),
        objection(sentence=9),
        objection(sentence=True),
        objection(sentence="1"),
        objection(kind="rage"),
        objection(kind=["objection"]),
        objection(category="weather"),
        objection(category=None),
        "objection",
    ],
)
def test_what_does_not_hold_is_dropped_and_counted(model: Model, passages: list[Passage], wrong: Any) -> None:
    praise = {"sentence": 2, "kind": "praise", "confidence": 0.8}
    model.answer = lambda _: said([wrong, praise])
    asking = detector(model)
    assert asking.detect(passages) == [(Finding(sentence=2, kind=Kind.PRAISE, category=None, score=0.8),)]
    counts = asking.report()
    assert int(counts["dropped_quotes"]) + int(counts["dropped_findings"]) == 1


@pytest.mark.parametrize("confidence", [None, "high", 7, -1, True, float("nan")])
def test_a_confidence_that_is_none_is_even(model: Model, passages: list[Passage], confidence: Any) -> None:
    model.answer = lambda _: said([objection(confidence=confidence)])
    assert detector(model).detect(passages)[0][0].score == 0.5


NONSENSE: dict[str, Answer | str] = {
    "no JSON": "I think the buyer is unhappy.",
    "broken JSON": '{"passages": [{"id": 0, "findings"',
    "another shape": '{"moments": []}',
    "no such passage": '{"passages": [{"id": 4, "findings": []}]}',
    "findings that are no list": '{"passages": [{"id": 0, "findings": "none"}]}',
    "only invented quotes": said([objection(quote="Never said.")]),
    "no chat answer": (200, b"<html>"),
    "no text": (200, b'{"choices": [{"message": {"content": null}}]}'),
    "an empty answer": (200, b""),
    "refused": (401, b"no"),
    "a redirect": (302, b""),
}


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_leaves_the_built_in_findings(model: Model, passages: list[Passage], case: str) -> None:
    model.answer = lambda _: NONSENSE[case]
    asking = detector(model)
    assert asking.detect(passages) == [OWN]
    assert asking.report()["failures"] == 1
    assert asking.report()["answered"] == 0
    assert asking.provenance.options["answered"] == 0.0
    assert len(model.sent) == 1, "asking again would cost and give the same"


def test_a_passing_failure_is_tried_again(model: Model, passages: list[Passage]) -> None:
    model.answer = lambda _: (500, b"") if len(model.sent) < 3 else said([objection()])
    asking = detector(model)
    assert asking.detect(passages) == [ITS]
    assert (asking.report()["requests"], asking.report()["failures"]) == (3, 2)


def test_a_dead_endpoint_is_given_up_soon(model: Model, passages: list[Passage]) -> None:
    model.answer = lambda _: (503, b"")
    asking = detector(model)
    assert asking.detect(passages * 80) == [OWN] * 80
    assert len(model.sent) == 6, "three tries for each of two groups, then no more"
    assert "503" in str(asking.report()["stopped"])


def test_nobody_there_is_no_error(passages: list[Passage]) -> None:
    asking = detector(Model(answer=lambda _: "", url="http://127.0.0.1:9/v1"))
    assert asking.detect(passages) == [OWN]
    assert asking.report()["answered"] == 0


def test_a_slow_model_is_not_waited_for(model: Model, passages: list[Passage]) -> None:
    def slow(_: dict[str, Any]) -> str:
        over.wait(20)
        return said([objection()])

    over = threading.Event()
    model.answer = slow
    asking = detector(model, timeout_s=0.1)
    began = time.monotonic()
    try:
        assert asking.detect(passages) == [OWN]
        assert time.monotonic() - began < 10
    finally:
        over.set()
    assert "in time" in str(asking.report()["stopped"])


def test_the_budget_of_a_call_is_kept(model: Model, passages: list[Passage]) -> None:
    asking = detector(model, most_tokens=3000)
    model.answer = lambda body: json.dumps(
        {
            "passages": [
                {"id": i, "findings": []} for i in range(len(json.loads(body["messages"][1]["content"])["passages"]))
            ]
        }
    )
    found = asking.detect(passages * 400)
    report = asking.report()
    assert 0 < int(report["answered"]) < 400
    assert found.count(OWN) == 400 - int(report["answered"])
    assert int(report["tokens_in"]) + int(report["tokens_out"]) <= 3000
    assert "budget" in str(report["stopped"])
    asking.detect(passages)
    assert asking.report()["answered"] == 1, "the next call has a budget of its own"


def test_seconding_asks_only_where_something_is_found_or_nearly(model: Model, passages: list[Passage]) -> None:
    asking = detector(model, SecondedDetector)
    asking.detect(passages)
    (told,) = json.loads(model.sent[0]["messages"][1]["content"])["passages"]
    assert told["judge"] == [0, 1]


def test_agreement_raises_and_disagreement_drops(model: Model, passages: list[Passage]) -> None:
    asking = detector(model, SecondedDetector)
    model.answer = lambda _: said([objection(), {"sentence": 0, "kind": "praise"}])
    assert asking.detect(passages) == [
        (Finding(sentence=1, kind=Kind.OBJECTION, category=Category.PRICE, score=0.7),)
    ], "the nearly found is raised, the pain is dropped, the praise was never ours"
    model.answer = lambda _: said([{"sentence": 0, "kind": "pain"}])
    assert asking.detect(passages) == [(Finding(sentence=0, kind=Kind.PAIN, category=None, score=0.8),)]


def test_unseconded_the_built_in_findings_stay(model: Model, passages: list[Passage]) -> None:
    model.answer = lambda _: "no idea"
    assert detector(model, SecondedDetector).detect(passages) == [OWN]


def test_the_key_and_the_words_are_in_no_log(
    model: Model, passages: list[Passage], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        asking = detector(model)
        asking.detect(passages)
        model.answer = lambda _: (500, KEY.encode())
        asking.detect(passages)
    assert [record.levelname for record in caplog.records if record.name == "talktrack.llm"] == ["INFO", "WARNING"]
    assert KEY not in caplog.text
    assert "expensive" not in caplog.text
    assert KEY not in repr(asking._chat.endpoint)


def test_moments_say_how_much_the_model_judged(model: Model, call: Any, language: Any) -> None:
    transcript = call(("rep", "Nine hundred."), ("buyer", "We copy it by hand. That is too expensive. Okay."))
    (moment,) = mine(transcript, detector=detector(model), language=language)
    assert moment.quote == "That is too expensive."
    assert moment.provenance.options["answered"] == 1.0
    model.answer = lambda _: (401, b"")
    (moment,) = mine(transcript, detector=detector(model), language=language)
    assert (moment.kind, moment.provenance.options["answered"]) == (Kind.PAIN, 0.0)


def test_nothing_to_judge_asks_nobody(model: Model) -> None:
    assert detector(model).detect([]) == []
    assert model.sent == []


@pytest.mark.parametrize(
    ("url", "name", "told"),
    [
        (None, "tiny", "TALKTRACK_LLM_URL"),
        ("http://localhost/v1", None, "TALKTRACK_LLM_MODEL"),
        ("ftp://localhost", "tiny", "http"),
        ("localhost:8080", "tiny", "http"),
        ("http://user:secret@localhost", "tiny", "TALKTRACK_LLM_KEY"),
    ],
)
def test_a_missing_or_wrong_endpoint_says_what_to_set(url: str | None, name: str | None, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        endpoint(url, name, key=None, timeout_s=1, most_tokens=1)
    assert "secret" not in str(refused.value)


def test_a_model_is_asked_only_where_it_is_chosen() -> None:
    def never() -> Endpoint:
        raise AssertionError("nobody chose a language model")

    built: Detector = build_detector("rules", endpoint=never)
    assert built.provenance.name == "rules"
    with pytest.raises(InvalidInput, match="language model"):
        build_detector("llm")
