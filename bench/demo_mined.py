"""The composed demo calls as the shipped pipeline finds them: mined once and kept, then placed in themes of a store.

`bench.demo_numbers` reads what comes of it. Mining all calls takes the detector ten minutes on two idle cores, so what
is found in a call is kept in a file, one JSON object a line, and found there again as long as the call is the same.
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import update

from calls.call import Medium
from calls.formats import moment_from_dict, moment_to_dict, transcript_from_dict
from calls.moment import Moment, moment_id
from demo.text_calls.compose import ComposedCall
from ingest.ready_transcript import read_ready_transcript
from pipeline.models import Models
from pipeline.redacting import Redacting
from pipeline.theme_steps import ThemeSteps
from store.analyses import analysis_for
from store.calls import Arrival, insert_call
from store.moments import replace_moments
from store.rollups import rebuild
from store.session import Database
from store.tables import CallRow
from store.theme_tables import CallAnalysisRow

Found = Mapping[str, Sequence[Moment]]


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


def place(database: Database, calls: Sequence[ComposedCall], found: Found, *, models: Models) -> dict[str, str]:
    """Take the calls in and form themes as the worker does once all are mined; return calls' ids by the stored ones."""
    redacting = Redacting(database=database, models=models, wanted=False)
    vectors = models.vectors([each.quote for call in calls for each in found[call.id]])
    ids: dict[str, str] = {}
    with database.transaction() as session:
        analysis = analysis_for(session, models.mined_by)
        for call in calls:
            stored, _ = insert_call(session, _arrival(call))
            moments = [_of_call(stored, each) for each in found[call.id]]
            own, vectors = vectors[: len(moments)], vectors[len(moments) :]
            replace_moments(session, stored, moments, vectors=own, analysis=analysis)
            ids[stored] = call.id
        # All at once: they are counted when their themes are there.
        session.execute(update(CallAnalysisRow).values(analysed=True))
        session.execute(update(CallRow).values(analysed=True))
    ThemeSteps(database=database, models=models, redacting=redacting).suggest()
    with database.transaction() as session:
        rebuild(session)
    return ids


def _arrival(call: ComposedCall) -> Arrival:
    _, details = read_ready_transcript(call.content, call_id=call.id, filename=call.filename)
    return Arrival(
        sha256=_key(call), size_bytes=len(call.content), filename=call.filename, medium=Medium.TEXT, details=details
    )


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
