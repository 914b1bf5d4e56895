"""The shape of the code: what the API process loads, and whose names the root packages are."""

import re
import subprocess
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("calls", "ingest", "transcribe", "nlp", "insight", "store", "pipeline", "api", "cli", "demo")
HEAVY = ("torch", "spacy", "whisper", "faster_whisper", "ctranslate2", "av", "sentence_transformers", "dbos")


def test_the_api_process_loads_no_model() -> None:
    code = f"import api.app, sys; api.app.create_app(); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_answers_without_loading_what_commands_need() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from cli.main import talktrack;"
        "r = CliRunner().invoke(talktrack, ['--help']); assert 'transcribe' in r.output, r.output;"
        f"print([m for m in {(*HEAVY, 'fastapi', 'sqlalchemy', 'numpy')!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_room_is_ours_and_nobody_elses() -> None:
    ours = distribution("talktrack")
    assert "Private :: Do Not Upload" in ours.metadata.get_all("Classifier", [])
    owners = packages_distributions()
    for room in ROOMS:
        module = __import__(room)
        assert Path(module.__path__[0]).resolve() == ROOT / room
        assert set(owners.get(room, ["talktrack"])) == {"talktrack"}, room


def test_no_file_grows_past_what_one_subject_needs() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > 400 and "node_modules" not in path.parts
    }
    assert long == {}


def test_steps_have_names_of_their_own() -> None:
    """The engine knows a step by its name when it goes on with work that died."""
    source = (ROOT / "pipeline" / "workflow.py").read_text()
    names = re.findall(r'stepping\.step\("(?:\w+\.)?(\w+)"\)', source)
    assert len(names) > 10
    assert sorted(names) == sorted(set(names))
