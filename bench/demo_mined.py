"""The composed demo calls as the shipped pipeline finds them: mined once and kept, then placed in themes of a store.

`bench.demo_numbers` reads what comes of it. Mining all calls takes the detector ten minutes on two idle cores, so what
is found in a call is kept in a file, one JSON object a line, and found there again as long as the call is the same.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from calls.call import Medium
from calls.formats import moment_from_dict, moment_to_dict, transcript_from_dict
from calls.moment import Moment, moment_id
from demo.text_calls.compose import ComposedCall
from ingest.ready_transcript import read_ready_transcript
from pipeline.models import Models
from pipeline.redacting import Redacting
from pipeline.theme_steps import ThemeSteps
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import replace_moments
from store.session import Database

Found = Mapping[str, Sequence[Moment]]
# The worker suggests every minute; of the demo's calls it takes in about as many in that time.
_CALLS_BETWEEN = 40


def mined(calls: Sequence[ComposedCall], models: Models, *, kept: Path) -> dict[str, tuple[Moment, ...]]:
    """Return the moments of each call by its id; what the file `kept` holds is not mined again, the rest is added."""
    known = _read(kept)
    found: dict[str, tuple[Moment, ...]] = {}
    with kept.open("a", encoding="utf-8") as file:
        for done, call in enumerate(calls, start=1):
            key = _key(call)
            if key not in known:
                known[key], _ = models.mine(transcript_from_dict(call.document))
                told = {"call_id": call.id, "sha256": key, "moments": [moment_to_dict(each) for each in known[key]]}
                file.write(json.dumps(told) + "\n")
                file.flush()
                if done % 20 == 0:
                    sys.stderr.write(f"{done} of {len(calls)} calls\n")
            found[call.id] = known[key]
    return found


def place(database: Database, calls: Iterable[ComposedCall], found: Found, *, models: Models) -> dict[str, str]:
    """Take the calls in as the worker does, the earliest first, and form themes; return calls' ids by the stored ones.

    Each call's moments are placed in the themes there are, themes are suggested every so many calls and at last.
    """
    steps = ThemeSteps(
        database=database, models=models, redacting=Redacting(database=database, models=models, wanted=False)
    )
    ids: dict[str, str] = {}
    for done, call in enumerate(calls, start=1):
        stored = _take_in(database, call, found[call.id], models=models)
        ids[stored] = call.id
        steps.assign(stored)
        if done % _CALLS_BETWEEN == 0:
            steps.suggest()
    steps.suggest()
    return ids


def _take_in(database: Database, call: ComposedCall, found: Sequence[Moment], *, models: Models) -> str:
    _, details = read_ready_transcript(call.content, call_id=call.id, filename=call.filename)
    arrival = Arrival(
        sha256=_key(call), size_bytes=len(call.content), filename=call.filename, medium=Medium.TEXT, details=details
    )
    vectors = models.vectors([each.quote for each in found]) if found else np.zeros((0, 0), np.float32)
    with database.transaction() as session:
        stored, _ = insert_call(session, arrival)
        analysis = analysis_for(session, models.mined_by)
        moments = [_of_call(stored, each) for each in found]
        set_call_analysed(session, stored, analysis=analysis, analysed=True)
        replace_moments(session, stored, moments, vectors=vectors, analysis=analysis)
    return stored


def _of_call(call_id: str, moment: Moment) -> Moment:
    """Return a moment as it is found in a call of that id."""
    own = moment_id(
        call_id=call_id,
        turn_index=moment.turn_index,
        kind=moment.kind,
        quote=moment.quote,
        provenance=moment.provenance,
    )
    return replace(moment, id=own, call_id=call_id, came_back_id=None)


def _key(call: ComposedCall) -> str:
    return hashlib.sha256(call.content).hexdigest()


def _read(path: Path) -> dict[str, tuple[Moment, ...]]:
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["sha256"]: tuple(moment_from_dict(each) for each in row["moments"]) for row in rows}
