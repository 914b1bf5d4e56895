"""The band of topics: blocks side by side that fill it, and a topic keeps its colour."""

import csv
import io
from dataclasses import replace

import pytest

from api.pages.band import TONES, blocks
from calls.provenance import Provenance
from calls.topic import Topic
from calls.transcript import Role
from store.topics import replace_topics


def stretch(index: int, topic_id: str | None, share: float) -> Topic:
    return Topic(
        id=f"to_{index}",
        call_id="ca_1",
        index=index,
        topic_id=topic_id,
        label=topic_id or "Vans",
        start_s=None,
        end_s=None,
        first_turn=index,
        last_turn=index,
        talk_share=share,
        raised_by=Role.REP,
        sentiment=None,
        sentiment_n=0,
        keyphrases=(),
        provenance=Provenance(name="test", version="1"),
    )


def test_blocks_fill_the_band_in_order() -> None:
    drawn = blocks([stretch(0, "greeting", 0.02), stretch(1, "pricing", 0.6), stretch(2, None, 0.38)])
    assert [block.number for block in drawn] == [1, 2, 3]
    assert drawn[0].left == 0
    assert drawn[1].left == pytest.approx(drawn[0].width)
    assert drawn[-1].left + drawn[-1].width == pytest.approx(100, abs=0.01)
    assert [block.shows_number for block in drawn] == [False, True, True]


def test_a_topic_keeps_its_colour() -> None:
    drawn = blocks([stretch(i, name, 0.25) for i, name in enumerate(["pricing", "legal", "pricing", None])])
    assert drawn[0].tone == drawn[2].tone != drawn[1].tone
    assert all(0 <= block.tone < TONES for block in blocks([stretch(i, str(i), 0.05) for i in range(20)]))


def test_no_topics_draw_nothing() -> None:
    assert blocks([]) == ()


def test_the_numbers_of_the_band_are_a_file_and_a_picture(browser, seeded, database, parse) -> None:
    call = seeded.calls[0]
    made = [stretch(0, "greeting", 0.25), replace(stretch(1, None, 0.75), label="=1+1", keyphrases=("seats", "price"))]
    with database.transaction() as session:
        replace_topics(
            session, call, 1, [replace(each, call_id=call, first_turn=2 * each.index) for each in made],
            provenance=Provenance(name="test", version="1"),
        )  # fmt: skip
    page = parse(browser.get(f"/calls/{call}").text)
    (button,) = [each for each in page.all("button") if "data-picture" in each]
    assert (button["data-picture"], button["data-picture-kind"]) == ("topics-table", "bars")
    assert button["data-picture-note"] == "Share of the talk, in the order of the call"
    drawn = [(row["data-name"], row["data-share"]) for row in page.all("tr") if "data-name" in row]
    assert [share for _, share in drawn] == ["0.25", "0.75"]
    (url,) = [link["href"] for link in page.all("a") if "topics.csv" in link["href"]]
    rows = list(csv.DictReader(io.StringIO(browser.get(url).text)))
    assert [(row["turn"], row["talk_share"], row["said_there"]) for row in rows] == [
        ("1", "0.25", ""),
        ("3", "0.75", "seats, price"),
    ]
    assert rows[1]["topic"] == "'=1+1", "a spreadsheet runs nothing of it"
    assert browser.get("/calls/ca_never/topics.csv").status_code == 404
