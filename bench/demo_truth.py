"""How the composed demo calls are mined against their truth: `python -m bench.demo_truth [--calls 320] [--wrong FILE]`.

Each call goes through the shipped detector as `talktrack mine` does. A true moment is found when a moment of its kind
(and category, of objections) is in its turn; "any category" asks for the kind only. Right of all in these turns is the
precision of a concern; what is found in turns in which the buyer voices nothing is counted by the call. With --wrong,
everything missed or wrongly found is written there, one JSON object a line.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calls.formats import transcript_from_dict
from calls.moment import Moment
from demo.text_calls.compose import ComposedCall, compose
from demo.text_calls.truth import BY_NAME, CONCERNS, TextMoment
from nlp.complete import Miner
from pipeline.settings import WorkerSettings

OTHER = "(other questions)"


@dataclass(slots=True)
class Tally:
    """What was found so far. Counters are by concern, except `kinds_*`, which are by kind."""

    calls: int = 0
    quiet_turns: int = 0
    seconds: float = 0.0
    true: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    of_kind: Counter[str] = field(default_factory=Counter)
    in_turns: Counter[str] = field(default_factory=Counter)
    right_in_turns: Counter[str] = field(default_factory=Counter)
    kinds_found: Counter[str] = field(default_factory=Counter)
    kinds_right: Counter[str] = field(default_factory=Counter)
    in_quiet: Counter[str] = field(default_factory=Counter)
    wrong: list[dict[str, Any]] = field(default_factory=list)


def measure(calls: Sequence[ComposedCall], miner: Miner) -> Tally:
    """Return what mining the calls found."""
    tally = Tally()
    for done, call in enumerate(calls, start=1):
        transcript = transcript_from_dict(call.document)
        began = time.perf_counter()
        moments = miner.mine(transcript)
        # The first call loads the models.
        tally.seconds += (time.perf_counter() - began) * (done > 1)
        _count(call, moments, tally)
        if done % 20 == 0:
            sys.stderr.write(f"{done} of {len(calls)} calls\n")
    return tally


def _count(call: ComposedCall, moments: Sequence[Moment], tally: Tally) -> None:
    by_turn = {moment.turn_index: moment for moment in call.truth}
    tally.calls += 1
    tally.quiet_turns += sum(turn["role"] == "buyer" for turn in call.document["turns"]) - len(by_turn)
    for said in call.truth:
        name = said.concern or OTHER
        tally.true[name] += 1
        tally.of_kind[name] += any(
            (moment.turn_index, moment.kind.value) == (said.turn_index, said.kind) for moment in moments
        )
        if any(_matches(moment, said) for moment in moments):
            tally.found[name] += 1
        else:
            tally.wrong.append({"call": call.id, "missed": name, "quote": said.quote})
    for moment in moments:
        right = _count_moment(moment, by_turn.get(moment.turn_index), tally)
        if not right:
            tally.wrong.append(
                {"call": call.id, "found": moment.kind.value, "category": moment.category, "quote": moment.quote}
                | {"in": _name(by_turn.get(moment.turn_index))}
            )


def _count_moment(moment: Moment, said: TextMoment | None, tally: Tally) -> bool:
    right = said is not None and (_matches(moment, said) or moment.kind.value == _also(said))
    tally.kinds_found[moment.kind.value] += 1
    tally.kinds_right[moment.kind.value] += right
    if said is None:
        tally.in_quiet[moment.kind.value] += 1
    else:
        tally.in_turns[_name(said)] += 1
        tally.right_in_turns[_name(said)] += right
    return right


def _also(said: TextMoment) -> str | None:
    """Return the kind that the words of a concern may be given besides its own."""
    return BY_NAME[said.concern].also if said.concern else None


def _name(said: TextMoment | None) -> str:
    return "(nothing)" if said is None else said.concern or OTHER


def _matches(moment: Moment, said: TextMoment) -> bool:
    category = moment.category.value if moment.category else None
    return (moment.turn_index, moment.kind.value, category) == (said.turn_index, said.kind, said.category)


def table(tally: Tally) -> Iterator[str]:
    """Yield the lines of two Markdown tables and the figures of whole calls."""
    yield "| concern | kind | true | recall | recall, any category | precision in its turns |"
    yield "|---|---|---|---|---|---|"
    kinds = {item.name: ": ".join(filter(None, (item.kind, item.category))) for item in CONCERNS}
    for name, kind in (kinds | {OTHER: "question"}).items():
        true = tally.true[name]
        recall, of_kind = (counted[name] / (true or 1) for counted in (tally.found, tally.of_kind))
        yield f"| `{name}` | {kind} | {true} | {recall:.2f} | {of_kind:.2f} | {_share(tally, name):.2f} |"
    yield ""
    yield "| kind | found | right | precision | in turns that voice nothing |"
    yield "|---|---|---|---|---|"
    for kind, found in sorted(tally.kinds_found.items()):
        right = tally.kinds_right[kind]
        yield f"| {kind} | {found} | {right} | {right / found:.2f} | {tally.in_quiet[kind]} |"
    quiet, found, all_true = tally.in_quiet.total(), tally.kinds_found.total(), tally.true.total()
    yield ""
    yield (
        f"all: recall {tally.found.total() / all_true:.3f} of {all_true}, "
        f"{tally.of_kind.total() / all_true:.3f} in any category, "
        f"precision {tally.kinds_right.total() / (found or 1):.3f} of {found}"
    )
    a_call = quiet / tally.calls
    yield f"false moments where nothing is voiced: {a_call:.2f} a call, {quiet} in {tally.quiet_turns} turns"
    yield f"seconds a call: {tally.seconds / max(1, tally.calls - 1):.2f}"


def _share(tally: Tally, name: str) -> float:
    return tally.right_in_turns[name] / (tally.in_turns[name] or 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, help="mine only this many, spread over the six months")
    parser.add_argument("--wrong", type=Path, help="file for what was missed or wrongly found")
    options = parser.parse_args(arguments)
    calls = list(compose())
    step = max(1, len(calls) // options.calls) if options.calls else 1
    settings = WorkerSettings()
    miner = Miner(detector=settings.detector, encoder=settings.encoder, competitors=settings.competitors)
    tally = measure(calls[::step], miner)
    if options.wrong:
        options.wrong.write_text("".join(json.dumps(item) + "\n" for item in tally.wrong), encoding="utf-8")
    sys.stdout.write("\n".join(table(tally)) + "\n")


if __name__ == "__main__":
    main()
