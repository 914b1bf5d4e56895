"""How fast a one-hour call is mined: `python -m bench.mining [DETECTOR…] [--rounds 3]`.

The call is put together from conversations of the concern bank until it holds 700 sentences, about an
hour of talk. Models are loaded before the clock starts; everything else, spaCy's pipeline included, is timed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence

from calls.formats import READY_MADE
from calls.transcript import Role, Transcript, Turn
from nlp.detectors import DETECTORS, build_detector
from nlp.language import default_language
from nlp.mine import mine
from nlp.training.bank_text import Block, read_blocks
from nlp.training.snippets import WHOLE_CALL_SENTENCES, bank_files

SENTENCES = 700


def one_hour_call() -> tuple[Transcript, int]:
    """Return a transcript of at least SENTENCES sentences of both sides, and their number."""
    turns: list[Turn] = []
    sentences = 0
    for block in (block for path in bank_files() for block in read_blocks(path) if _is_conversation(block)):
        for said in block.turns:
            turns.append(Turn(index=len(turns), speaker=said.role.value, role=said.role, text=said.text))
            sentences += len(said.sentences)
        if sentences >= SENTENCES:
            break
    call = Transcript(call_id="hour", language="en", duration_s=None, turns=tuple(turns), provenance=READY_MADE)
    return call, sentences


def _is_conversation(block: Block) -> bool:
    spoken = sum(len(turn.sentences) for turn in block.turns if turn.role is Role.BUYER)
    return spoken >= WHOLE_CALL_SENTENCES


def seconds(name: str, call: Transcript, *, rounds: int) -> tuple[list[float], int]:
    """Return the seconds of each round and the number of moments."""
    detector, language = build_detector(name), default_language()
    mine(call, detector=detector, language=language)
    taken, moments = [], 0
    for _ in range(rounds):
        began = time.perf_counter()
        moments = len(mine(call, detector=detector, language=language))
        taken.append(time.perf_counter() - began)
    return taken, moments


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detectors", nargs="*", default=list(DETECTORS))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    call, sentences = one_hour_call()
    sys.stdout.write(f"one call of {sentences} sentences in {len(call.turns)} turns\n\n")
    sys.stdout.write("| detector | seconds (median) | best | moments |\n|---|---|---|---|\n")
    for name in options.detectors:
        taken, moments = seconds(name, call, rounds=options.rounds)
        sys.stdout.write(f"| {name} | {statistics.median(taken):.1f} | {min(taken):.1f} | {moments} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
