"""Compose the calls: `python -m demo.text_calls.compose [--out FOLDER] [--truth]`.

The same seed gives the same bytes. Without a folder, it only tells how many calls there are and their digest.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from demo.text_calls.chance import Chance
from demo.text_calls.plan import PlannedCall, plan
from demo.text_calls.script import Scripts
from demo.text_calls.truth import SEED, TextMoment

_WORDS_A_SECOND = 2.6
_TITLES = {
    "discovery": "Discovery with {account}",
    "demo": "Demo for {account}",
    "proposal": "Proposal call with {account}",
    "negotiation": "Negotiation with {account}",
    "closed": "Closing call with {account}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedCall:
    """A call as it is taken in (`document`), and beside it what its buyer truly does in it."""

    id: str
    planned: PlannedCall
    document: dict[str, Any]
    truth: tuple[TextMoment, ...]

    @property
    def filename(self) -> str:
        """The name under which the transcript is taken in."""
        return f"{self.id}.json"

    @property
    def content(self) -> bytes:
        """The transcript as JSON, with what is known about the call."""
        return (json.dumps(self.document, ensure_ascii=False, indent=1) + "\n").encode()


def compose() -> Iterator[ComposedCall]:
    """Yield every call, the earliest first."""
    chance = Chance(SEED)
    scripts = Scripts(chance)
    for number, planned in enumerate(plan(chance), start=1):
        said, truth = scripts.write(planned)
        call_id = f"demo-text-{number:03d}"
        document = _about(call_id, planned) | {"call_id": call_id, "language": "en"} | _timed(planned, said, chance)
        yield ComposedCall(id=call_id, planned=planned, document=document, truth=truth)


def digest(calls: Sequence[ComposedCall]) -> str:
    """Return the SHA-256 of all transcripts, one after the other."""
    return hashlib.sha256(b"".join(call.content for call in calls)).hexdigest()


def _about(call_id: str, planned: PlannedCall) -> dict[str, Any]:
    deal = planned.deal
    inbound = planned.number == 0 and deal.lead_source in ("website", "referral")
    return {
        "id": call_id,
        "title": _TITLES[planned.stage].format(account=deal.account.name),
        "started": planned.started.isoformat().replace("+00:00", "Z"),
        "direction": "inbound" if inbound else "outbound",
        "account": {"name": deal.account.name},
        "parties": [
            {"name": deal.rep, "affiliation": "internal", "email": _address(deal.rep, "mapledispatch")},
            {
                "name": deal.account.buyer,
                "affiliation": "external",
                "email": _address(deal.account.buyer, deal.account.name),
            },
        ],
        "deal": {"stage": planned.stage, "outcome": deal.outcome, "amount": deal.amount},
        "segment": deal.account.segment,
        "lead_source": deal.lead_source,
    }


def _address(name: str, company: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{''.join(filter(str.isalnum, company.lower()))}.example"


def _timed(planned: PlannedCall, said: Sequence[tuple[str, str]], chance: Chance) -> dict[str, Any]:
    """Return the turns with the times that people would have taken to say them, in seconds."""
    names = {"rep": planned.deal.rep, "buyer": planned.deal.account.buyer}
    turns, now = [], 0.4
    for index, (role, text) in enumerate(said):
        end = now + len(text.split()) / _WORDS_A_SECOND + 0.3
        turns.append(
            {
                "index": index, "speaker": names[role], "role": role,
                "start_s": round(now, 2), "end_s": round(end, 2), "text": text,
            }
        )  # fmt: skip
        now = end + 0.2 + 0.9 * chance.share()
    return {"duration_s": turns[-1]["end_s"], "turns": turns}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the calls into a folder, or tell what they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="folder to write one JSON file a call to")
    parser.add_argument("--truth", action="store_true", help="write truth.ndjson beside the calls")
    options = parser.parse_args(arguments)
    calls = list(compose())
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        for call in calls:
            (options.out / call.filename).write_bytes(call.content)
        if options.truth:
            rows = (json.dumps({"call_id": call.id} | asdict(moment)) for call in calls for moment in call.truth)
            (options.out / "truth.ndjson").write_text("\n".join(rows) + "\n", encoding="utf-8")
    size = sum(len(call.content) for call in calls)
    sys.stdout.write(f"{len(calls)} calls, {size} bytes, seed {SEED}, sha256 {digest(calls)}\n")


if __name__ == "__main__":
    main()
