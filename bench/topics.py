"""Topics against what a person said each turn of the demo scripts is about: `python bench/topics.py [--dev FOLDER]`.

The scripts' topics were declared by hand before anything was measured, and nothing is trained or tuned on them. `--dev`
only counts stretches of transcripts (`*.json`) that have no declared topics. `--show` prints every turn.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calls.formats import READY_MADE, transcript_from_dict
from calls.topic import Topic
from calls.transcript import Role, Transcript, Turn
from demo.catalogue import DemoScript, scripts
from nlp.encoder import MiniLmEncoder
from nlp.topics.find import TopicFinder


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Turns of a script: how many have a topic that was declared, how many the main one, and how many there are."""

    right: int
    main: int
    turns: int


def transcript_of(script: DemoScript) -> Transcript:
    """Return what was really said on a demo call, without times."""
    turns = tuple(
        Turn(index=index, speaker=turn.speaker, role=Role(turn.speaker), text=turn.text)
        for index, turn in enumerate(script.turns)
    )
    return Transcript(call_id=script.id, language="en", duration_s=None, turns=turns, provenance=READY_MADE)


def topic_of_turn(topics: Sequence[Topic], index: int) -> str | None:
    """Return the topic a turn is about: of several within it, the one it ends with, where its talk is going."""
    within = [topic for topic in topics if topic.first_turn <= index <= topic.last_turn]
    return within[-1].topic_id


def judge(script: DemoScript, topics: Sequence[Topic]) -> Judged:
    """Compare found topics with the declared ones, turn by turn."""
    found = [topic_of_turn(topics, index) for index in range(len(script.turns))]
    pairs = list(zip(found, script.turns, strict=True))
    return Judged(
        right=sum(topic in turn.topics for topic, turn in pairs),
        main=sum(topic == turn.topics[0] for topic, turn in pairs),
        turns=len(pairs),
    )


def show(script: DemoScript, topics: Sequence[Topic]) -> None:
    """Print a script with what was found and what was declared."""
    for index, turn in enumerate(script.turns):
        found = topic_of_turn(topics, index)
        mark = " " if found in turn.topics else "✗"
        sys.stdout.write(f"{mark} {found!s:14} {','.join(turn.topics):30} {turn.speaker[0]}: {turn.text[:110]}\n")


def measure_scripts(finder: TopicFinder, *, shown: bool) -> None:
    """Print the share of turns right over all demo scripts."""
    judged, lengths = [], []
    for script in scripts():
        topics = finder.find(transcript_of(script))
        judged.append(judge(script, topics))
        lengths.append(len(topics))
        one = judged[-1]
        sys.stdout.write(f"{script.id}: {one.right} of {one.turns} turns right, {len(topics)} stretches\n")
        if shown:
            show(script, topics)
    turns = sum(one.turns for one in judged)
    right, main = sum(one.right for one in judged), sum(one.main for one in judged)
    sys.stdout.write(
        f"{right} of {turns} turns right ({right / turns:.1%}), with the main topic {main} ({main / turns:.1%}); "
        f"stretches a call: median {statistics.median(lengths)}, {min(lengths)} to {max(lengths)}\n"
    )


def measure_lengths(finder: TopicFinder, folder: Path) -> None:
    """Print how many stretches transcripts fall into, and how long those are."""
    for path in sorted(folder.glob("*.json")):
        transcript = transcript_from_dict(json.loads(path.read_text()))
        began = time.perf_counter()
        topics = finder.find(transcript)
        took = time.perf_counter() - began
        words = sum(len(turn.text.split()) for turn in transcript.turns)
        none = sum(topic.talk_share for topic in topics if topic.topic_id is None)
        sys.stdout.write(
            f"{path.stem}: {len(transcript.turns)} turns, {words} words, {len(topics)} stretches, "
            f"{words / max(1, len(topics)):.0f} words each, {none:.0%} without a topic, {took:.1f} s\n"
        )


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", type=Path, help="folder of transcripts whose stretches are only counted")
    parser.add_argument("--show", action="store_true", help="print every turn of the scripts")
    options = parser.parse_args()
    finder = TopicFinder(encoder=MiniLmEncoder())
    measure_scripts(finder, shown=options.show)
    if options.dev:
        measure_lengths(finder, options.dev)


if __name__ == "__main__":
    main()
