"""Random requests to every operation, as every role: `python -m bench.schemathesis_sweep [--examples 40] [--seed N]`.

Starts `talktrack api` over a copy of the demo's composed calls for each role and lets Schemathesis send requests that
fit the OpenAPI document and requests that do not. No answer may be a 5xx, have a status or media type that the document
does not name, or differ from its schema. Half of the ids are of what is there. Exit status 1 where anything fails.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.laid_demo import lay
from bench.theme_server import ROOT, served
from calls.person import PersonRole
from store.keys import create_key
from store.people import SCOPES
from store.session import Database

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


def with_ids_of(document: dict[str, Any], known: dict[str, list[str]]) -> dict[str, Any]:
    """Return the document with ids of what is there as values of the parameters and fields named like them."""
    told: dict[str, Any] = json.loads(json.dumps(document))
    for operation in (each for methods in told["paths"].values() for each in methods.values()):
        for parameter in operation.get("parameters", ()):
            _offer(parameter, "schema", known.get(parameter["name"]))
    for name, schema in told["components"]["schemas"].items():
        if name.endswith("In"):
            for field, each in schema.get("properties", {}).items():
                _offer(
                    each if field == "moment_ids" else schema["properties"],
                    "items" if field == "moment_ids" else field,
                    known.get(field),
                )
    return told


def _offer(holder: dict[str, Any], place: str, values: list[str] | None) -> None:
    if values and place in holder:
        holder[place] = {"anyOf": [{"type": "string", "enum": values}, holder[place]]}


def known_ids(base: str, key: str) -> dict[str, list[str]]:
    """Return some ids of each noun, by the names under which operations take them."""

    def some(path: str, field: str = "id") -> list[str]:
        asked = urllib.request.Request(f"{base}{path}", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return [str(item[field]) for item in json.load(answer)["items"]][:8]

    themes, moments = some("/v1/themes"), some("/v1/moments")
    return {
        "theme_id": themes,
        "without_theme_id": themes,
        "parent": themes,
        "parent_id": themes,
        "into": themes,
        "to_theme": themes,
        "subtheme_id": themes,
        "call_id": some("/v1/calls"),
        "moment_id": moments,
        "moment_ids": moments,
        "topic_id": some("/v1/topics"),
        "account_id": some("/v1/accounts"),
        "contact_id": some("/v1/contacts"),
        "segment": ["mid-market", "enterprise"],
    }


def swept(role: PersonRole, data: Path, *, examples: int, seed: int, phases: str) -> tuple[int, bool]:
    """Return how many requests were sent as a role, and whether nothing failed; what failed is printed."""
    database = Database(f"sqlite:///{data / 'app.sqlite'}")
    with database.transaction() as session:
        _, key = create_key(session, role.value, scopes=SCOPES[role])
    database.close()
    with served({"TALKTRACK_DATA_DIR": str(data)}) as base:
        with urllib.request.urlopen(f"{base}/v1/openapi.json", timeout=60) as answer:
            document = json.load(answer)
        schema, report = data / "asked.json", data / "report.txt"
        schema.write_text(json.dumps(with_ids_of(document, known_ids(base, key))))
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run", str(schema), "--url", base,
            "--header", f"Authorization: Bearer {key}", "--checks", ",".join(CHECKS), "--phases", phases,
            "--max-examples", str(examples), "--seed", str(seed), "--request-timeout", "60", "--warnings", "off",
            "--suppress-health-check", "all", "--continue-on-failure", "--no-color",
        ]  # fmt: skip
        told_env = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "bench.schemathesis_hooks"}
        with report.open("w") as file:
            code = subprocess.run(
                command, cwd=data, env=told_env, check=False, stdout=file, stderr=subprocess.STDOUT
            ).returncode
    told = report.read_text()
    counted = re.search(r"([\d,]+) generated", told)
    print(told[-20_000:] if code or not counted else "", end="")
    return int(counted[1].replace(",", "")) if counted else 0, code == 0


def main() -> int:
    """Sweep as every role and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=30, help="requests an operation that fit, and that do not")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    parser.add_argument(
        "--data", type=Path, help="a data folder to copy; by default one is laid anew, in a minute or so"
    )
    parser.add_argument(
        "--phases", default="coverage,fuzzing", help="Schemathesis's phases: values at limits, random ones"
    )
    parser.add_argument("--role", choices=[role.value for role in PersonRole])
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    total, good = 0, True
    with tempfile.TemporaryDirectory() as scratch:
        laid = chosen.data or Path(scratch) / "laid"
        if chosen.data is None:
            lay(laid)
        for role in PersonRole:
            if chosen.role in (None, role.value):
                began, own = time.monotonic(), Path(scratch) / role.value
                shutil.copytree(laid, own)
                cases, fine = swept(role, own, examples=chosen.examples, seed=chosen.seed, phases=chosen.phases)
                total, good = total + cases, good and fine
                took = time.monotonic() - began
                print(f"{role.value}: {cases} requests, {'all good' if fine else 'FAILED'} ({took:.0f} s)", flush=True)
    print(f"{total} requests in all")
    return 0 if good else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
