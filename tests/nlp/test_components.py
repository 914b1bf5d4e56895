"""The pipeline is spaCy's own: written to a folder and read again, with its marks where spaCy keeps them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calls.errors import InvalidInput
from nlp.language import build_language, language_for, load_language
from nlp.names import read_names

SAID = (
    "we use northgale today and honestly nobody likes it how much is yours we switched from salesforce last year "
    "but it was not for us"
)


def reading(language: Any) -> dict[str, list[str]]:
    doc = language(SAID)
    groups = {name: [span.text for span in doc.spans[name]] for name in sorted(doc.spans)}
    return {"sentences": [s.text for s in doc.sents], **groups, "vendors": [language.meta["vendor_names"]]}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    own = build_language(vendor_names=["Northgale", "Salesforce"])
    folder = tmp_path_factory.mktemp("pipeline")
    own.to_disk(folder)
    return own, folder


def test_a_pipeline_read_from_its_folder_reads_speech_alike(written: tuple[Any, Path]) -> None:
    own, folder = written
    assert reading(own)["competitors"] == ["northgale", "salesforce"]
    assert reading(load_language(folder)) == reading(own)


def test_another_process_needs_only_our_components(written: tuple[Any, Path]) -> None:
    own, folder = written
    code = (
        "import json, sys, spacy, nlp.components; doc = spacy.load(sys.argv[1])(sys.argv[2]);"
        "print(json.dumps([s.text for s in doc.sents]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder), SAID], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(reading(own)["sentences"]).replace("'", '"')


def test_settings_of_components_are_written_too(tmp_path: Path) -> None:
    own = build_language()
    own.remove_pipe("negations_and_hedges")
    own.add_pipe("negations_and_hedges", config={"hedges": ["in a manner of speaking"]})
    own.to_disk(tmp_path)
    doc = load_language(tmp_path)("In a manner of speaking it works. Maybe.")
    assert [span.text for span in doc.spans["hedges"]] == ["In a manner of speaking"]


def test_a_folder_without_a_pipeline_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no pipeline"):
        load_language(tmp_path / "nothing")


def test_negations_and_hedges_are_marked_and_any_span_can_be_asked(language: Any) -> None:
    doc = language("It works. I’m not sure, maybe it isn't for us. We never said that.")
    assert [span.text for span in doc.spans["negations"]] == ["not", "n't", "never"]
    assert [span.text for span in doc.spans["hedges"]] == ["not sure", "maybe"]
    assert [(s._.negated, s._.hedged) for s in doc.sents] == [(False, False), (True, True), (True, False)]
    assert not doc[0:2]._.negated


def test_a_hedge_does_not_reach_over_the_end_of_a_sentence(language: Any) -> None:
    assert not language("It is of that kind. Of course it is.").spans["hedges"]


def test_a_file_adds_vendors_to_those_that_ship(tmp_path: Path) -> None:
    listed = tmp_path / "vendors.txt"
    listed.write_text("# ours\nNorthgale Systems\n\n", encoding="utf-8")
    assert read_names(listed) == ("Northgale Systems",)
    doc = language_for(listed)("We use northgale systems and HubSpot.")
    assert [span.text for span in doc.spans["competitors"]] == ["northgale systems", "HubSpot"]
    assert language_for(listed).meta["vendor_names"] != language_for(None).meta["vendor_names"]


def test_a_list_of_vendors_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="TALKTRACK_VENDORS"):
        language_for(tmp_path / "missing.txt")
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InvalidInput, match="one name a line"):
        language_for(broken)
