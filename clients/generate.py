"""`python clients/generate.py [FOLDER]`: make the Python client's generated part anew from docs/openapi.json.

The generated code is `talktrack_client/v1`; what stands beside it is written by hand.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "clients" / "python" / "talktrack_client" / "v1"
# The generator's own hooks would format by whatever configuration lies around the folder.
_CONFIG = {
    "post_hooks": [],
    "literal_enums": True,
    "content_type_overrides": {
        "audio/*": "application/octet-stream",
        "application/offset+octet-stream": "application/octet-stream",
    },
}
_FORMAT = ["--isolated", "--quiet", "--line-length", "120", "--target-version", "py311"]


def generate(document: Path, folder: Path) -> None:
    """Write the generated package into a folder. Raises CalledProcessError where the generator warns of anything."""
    with tempfile.TemporaryDirectory() as scratch:
        made, config = Path(scratch) / "v1", Path(scratch) / "config.json"
        config.write_text(json.dumps(_CONFIG))
        asked = ["--path", str(document), "--config", str(config), "--output-path", str(made)]
        generator = Path(sys.executable).with_name("openapi-python-client")
        _run([str(generator), "generate", *asked, "--meta", "none", "--fail-on-warning"])
        ruff = [sys.executable, "-m", "ruff"]
        _run([*ruff, "check", *_FORMAT, "--select", "F401,I", "--fix", "--exit-zero", str(made)])
        _run([*ruff, "format", *_FORMAT, str(made)])
        shutil.rmtree(made / ".ruff_cache", ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


if __name__ == "__main__":
    try:
        generate(ROOT / "docs" / "openapi.json", Path(sys.argv[1]) if len(sys.argv) > 1 else KEPT)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.stdout}{error.stderr}")
