"""What exists is in the documentation, or this fails."""

import re
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import ApiSettings, AssistantSettings
from calls import errors
from calls.call import CallState
from calls.correction import CorrectionKind
from calls.judgement import Judged, Verdict
from calls.moment import Category, Kind
from calls.theme import ThemeState
from calls.transcript import DecidedBy
from cli.main import COMMANDS
from nlp.detectors import ASKING, DETECTORS
from nlp.encoders import ENCODERS
from pipeline.settings import WorkerSettings
from store.keys import Scope
from store.progress import Stage
from transcribe.registry import ENGINES

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text()


def settings() -> set[str]:
    return {
        f"TALKTRACK_{name.upper()}"
        for model in (ApiSettings, AssistantSettings, WorkerSettings)
        for name in model.model_fields
    }


def codes() -> set[str]:
    return {kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}


def operations() -> set[str]:
    paths = create_app().openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


NAMED = {
    "settings": settings(),
    "codes": codes(),
    "operations": operations(),
    "kinds": {kind.value for kind in Kind},
    "categories": {category.value for category in Category},
    "states": {state.value for state in (*CallState, *ThemeState)},
    "engines": set(ENGINES),
    "detectors": {*DETECTORS, *ASKING, *ENCODERS},
    "corrections": {kind.value for kind in CorrectionKind},
    "verdicts": {verdict.value for verdict in Verdict},
    "judged": {judged.value for judged in Judged},
    "bases of roles": {basis.value for basis in DecidedBy},
    "stages": {stage.value for stage in Stage},
    "scopes": {scope.value for scope in Scope},
}


@pytest.mark.parametrize("subject", NAMED)
def test_everything_there_is_is_named(subject: str) -> None:
    assert {name for name in NAMED[subject] if f"`{name}`" not in REFERENCE} == set()


def test_every_command_is_described() -> None:
    assert {name for name in COMMANDS if f"`talktrack {name}" not in REFERENCE} == set()


def test_nothing_is_described_that_is_not_there() -> None:
    assert set(re.findall(r"`(TALKTRACK_[A-Z_]+)`", REFERENCE)) <= NAMED["settings"]
    assert set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /v1[^`?]*)`", REFERENCE)) <= NAMED["operations"]
    assert set(re.findall(r"`talktrack ([a-z]+)", REFERENCE)) <= set(COMMANDS)


def test_tables_are_whole_and_name_nothing_twice() -> None:
    lines = REFERENCE.splitlines()
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        # A row after an empty line is the head of a table, or it is shown as it stands here.
        if line.startswith("| ") and not before.startswith("|"):
            assert after.startswith("|--"), line
    for table in re.findall(r"(?:^\|.*\n)+", REFERENCE, re.MULTILINE):
        firsts = [row.split(" | ")[0] for row in table.splitlines()]
        assert sorted(firsts) == sorted(set(firsts))


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
