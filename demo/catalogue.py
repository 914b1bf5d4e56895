"""Where the demo calls are, and what was really said in them. Standard library only."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Speaker = Literal["rep", "buyer"]
Layout = Literal["rep-first", "buyer-first", "mixed"]

HERE = Path(__file__).resolve().parent
SCRIPTS_DIR = HERE / "scripts"
CALLS_DIR = HERE / "calls"
TRUTH_DIR = HERE / "truth"
COMPETITORS = HERE / "competitors.txt"

RECURRING_CALLS = 3
"""A concern that buyers voice in at least this many calls is a recurring one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthMoment:
    """One thing a buyer does in a turn, as a person labelled it.

    `quote` is a verbatim substring of the turn's text, `category` is set for objections only, and `concern` names what
    is underneath: moments of one concern are the same worry or wish in other words.
    """

    quote: str
    kind: str
    category: str | None
    concern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTurn:
    """What one party says in one go. `pause_s` is the silence before it, in seconds.

    An `overlap` turn begins while the turn before it is still going on. `topics` are ids of nlp/topics/catalogue.json
    that a person gave the turn: the first is what it is mainly about, others are right too.
    """

    speaker: Speaker
    text: str
    pause_s: float
    overlap: bool
    truth: tuple[TruthMoment, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoParty:
    """One person on a call; `voice` is a key of `demo.make_audio.VOICES`."""

    name: str
    email: str
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoScript:
    """One call: who, when, what came of it (`amount` in US dollars a year), and every turn.

    `layout` says how it was recorded: `rep-first` is two channels with the rep on channel 0, `buyer-first` two channels
    the other way round, `mixed` one channel with both.
    """

    id: str
    title: str
    started: datetime
    direction: str
    account: str
    rep: DemoParty
    buyer: DemoParty
    stage: str
    outcome: str
    amount: int
    segment: str
    lead_source: str
    layout: Layout
    turns: tuple[DemoTurn, ...]

    @property
    def audio_path(self) -> Path:
        """Ogg Opus, 8 kHz, one or two channels."""
        return CALLS_DIR / f"{self.id}.opus"

    @property
    def sidecar_path(self) -> Path:
        """The call's metadata as a call platform exports it, beside the recording."""
        return CALLS_DIR / f"{self.id}.json"

    @property
    def truth_path(self) -> Path:
        """When each turn really starts and ends in the recording."""
        return TRUTH_DIR / f"{self.id}.json"

    def channel_of(self, speaker: Speaker) -> int | None:
        """Return the channel (0 or 1) that carries the speaker alone, or None in a mixed recording."""
        if self.layout == "mixed":
            return None
        return int((speaker == "buyer") == (self.layout == "rep-first"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTiming:
    """Where a turn (by its index in the script) lies in the recording, in seconds from the start of the file."""

    index: int
    speaker: Speaker
    start_s: float
    end_s: float


def scripts() -> Iterator[DemoScript]:
    """Yield every demo call, in the order of their ids, which is the order of their dates."""
    for path in sorted(SCRIPTS_DIR.glob("*.json")):
        yield read_script(path=path)


def read_script(*, path: Path) -> DemoScript:
    """Return the script in one JSON file of `SCRIPTS_DIR`."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return DemoScript(
        id=raw["id"],
        title=raw["title"],
        started=datetime.fromisoformat(raw["started"]),
        direction=raw["direction"],
        account=raw["account"],
        rep=DemoParty(**raw["rep"]),
        buyer=DemoParty(**raw["buyer"]),
        stage=raw["deal"]["stage"],
        outcome=raw["deal"]["outcome"],
        amount=raw["deal"]["amount"],
        segment=raw["segment"],
        lead_source=raw["lead_source"],
        layout=raw["layout"],
        turns=tuple(_turn(raw=turn) for turn in raw["turns"]),
    )


def timings(*, script: DemoScript) -> tuple[TurnTiming, ...]:
    """Return the true start and end of every turn of a call's recording."""
    raw = json.loads(script.truth_path.read_text(encoding="utf-8"))
    return tuple(
        TurnTiming(index=turn["index"], speaker=turn["speaker"], start_s=turn["start_s"], end_s=turn["end_s"])
        for turn in raw["turns"]
    )


def recurring_concerns() -> dict[str, tuple[str, ...]]:
    """Return each concern voiced in at least `RECURRING_CALLS` calls, with the ids of those calls, most calls first."""
    calls: defaultdict[str, set[str]] = defaultdict(set)
    for script in scripts():
        for turn in script.turns:
            for moment in turn.truth:
                calls[moment.concern].add(script.id)
    recurring = {concern: tuple(sorted(ids)) for concern, ids in calls.items() if len(ids) >= RECURRING_CALLS}
    return dict(sorted(recurring.items(), key=lambda entry: (-len(entry[1]), entry[0])))


def _turn(*, raw: Mapping[str, Any]) -> DemoTurn:
    return DemoTurn(
        speaker=raw["speaker"],
        text=raw["text"],
        pause_s=raw["pause_s"],
        overlap=raw["overlap"],
        truth=tuple(TruthMoment(**moment) for moment in raw["truth"]),
        topics=tuple(raw["topics"]),
    )
