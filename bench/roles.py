"""Who is rep and who buyer without a channel map: `python bench/roles.py --cache FOLDER [X_agent.wav…] [--text FILE…]`.

Transcribes the two-channel demo calls and every recording named (`X_agent.wav` with `X_caller.wav` beside it), keeps
the transcripts in FOLDER, takes the roles away and lets nlp.roles.decide find them again. `--text` measures transcripts
whose turns say `rep` or `buyer`. Speakers are the true ones, by channel; `--diarized` mixes the channels and tells the
speakers apart by voice. Nothing here is for tuning: the model was trained and calibrated on other texts.
"""

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from calls.call import Party
from calls.formats import transcript_from_dict, transcript_to_dict
from calls.transcript import Role, Speaker, Transcript, Turn
from demo.catalogue import CALLS_DIR
from ingest.decode import decode
from ingest.sidecar import read_sidecar
from nlp.roles import decide
from transcribe.host import SpeechHost
from transcribe.local import Listening, transcribe_channels

SEEDS = range(5)
OTHER = {Role.REP: Role.BUYER, Role.BUYER: Role.REP, Role.UNKNOWN: Role.UNKNOWN}
Change = Callable[[Transcript, random.Random], Transcript]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A call whose turns have true roles, and labels that say nothing. `truth` is the role of each label."""

    name: str
    transcript: Transcript
    truth: Mapping[str, Role]
    parties: tuple[Party, ...] = ()


def case_of(name: str, transcript: Transcript, parties: Sequence[Party] = ()) -> Case:
    """Return the case of a transcript with true roles: the buyer is `speaker 1`, the rep `speaker 2`."""
    labels = {Role.BUYER: "speaker 1", Role.REP: "speaker 2", Role.UNKNOWN: "speaker 3"}
    turns = tuple(replace(turn, speaker=labels[turn.role]) for turn in transcript.turns)
    truth = {label: role for role, label in labels.items()}
    return Case(name=name, transcript=replace(transcript, turns=turns), truth=truth, parties=tuple(parties))


def whole(transcript: Transcript, _generator: random.Random) -> Transcript:
    """Change nothing."""
    return transcript


def first_minute(transcript: Transcript, _generator: random.Random) -> Transcript:
    """Return the turns that begin in the first 60 s, or the first eight where there are no times."""
    turns = transcript.turns
    timed = all(turn.start_s is not None for turn in turns)
    kept = [turn for turn in turns if (turn.start_s or 0.0) < 60] if timed else turns[:8]
    return replace(transcript, turns=tuple(kept))


def swapped(transcript: Transcript, _generator: random.Random) -> Transcript:
    """Return it with the labels of the two speakers exchanged; the truth is exchanged by whoever judges."""
    other = {"speaker 1": "speaker 2", "speaker 2": "speaker 1"}
    turns = tuple(replace(turn, speaker=other.get(turn.speaker, turn.speaker)) for turn in transcript.turns)
    return replace(transcript, turns=turns)


def misplaced(share: float) -> Change:
    """Return a change that puts a share of all words, in runs of one to ten, under the other speaker."""

    def change(transcript: Transcript, generator: random.Random) -> Transcript:
        said: list[tuple[str, str]] = []
        for turn in transcript.turns:
            words, other = turn.text.split(), {"speaker 1": "speaker 2"}.get(turn.speaker, "speaker 1")
            while words:
                size = generator.randint(1, 10)
                said.append((other if generator.random() < share else turn.speaker, " ".join(words[:size])))
                words = words[size:]
        turns = tuple(
            Turn(index=index, speaker=label, role=Role.UNKNOWN, text=" ".join(text for _, text in run))
            for index, (label, run) in enumerate(groupby(said, key=lambda pair: pair[0]))
        )
        return replace(transcript, turns=turns)

    return change


TRIALS: tuple[tuple[str, Change, Sequence[int], bool], ...] = (
    ("whole call", whole, (0,), False),
    ("whole call, with the sidecar's names", whole, (0,), True),
    ("first 60 s", first_minute, (0,), False),
    ("labels swapped", swapped, (0,), False),
    ("10 % of words misplaced", misplaced(0.1), SEEDS, False),
    ("20 % of words misplaced", misplaced(0.2), SEEDS, False),
    (
        "first 60 s, 20 % misplaced",
        lambda t, generator: misplaced(0.2)(first_minute(t, generator), generator),
        SEEDS,
        False,
    ),
)


def judge(case: Case, change: Change, *, seed: int, with_parties: bool) -> tuple[str, tuple[Speaker, ...]]:
    """Return right, wrong or unknown (some role left open, none wrong), and the speakers as decided."""
    changed = change(case.transcript, random.Random(seed))
    bare = replace(changed, turns=tuple(replace(t, role=Role.UNKNOWN) for t in changed.turns), speakers=())
    speakers = decide(bare, parties=case.parties if with_parties else ())
    truth = {label: OTHER[role] for label, role in case.truth.items()} if change is swapped else case.truth
    said = [(speaker.role, truth.get(speaker.label, Role.UNKNOWN)) for speaker in speakers]
    pairs = [(role, true) for role, true in said if true is not Role.UNKNOWN]
    if any(role not in (true, Role.UNKNOWN) for role, true in pairs):
        return "wrong", speakers
    return ("unknown" if any(role is Role.UNKNOWN for role, _ in pairs) else "right"), speakers


def demo_cases(host: SpeechHost, cache: Path, *, diarized: bool) -> Iterator[Case]:
    """Yield the demo calls that have two channels."""
    for sidecar in sorted(CALLS_DIR.glob("*.json")):
        details = read_sidecar(sidecar)
        if len(details.channel_roles) == 2:
            yield heard_case(
                sidecar.stem,
                [sidecar.with_suffix(".opus")],
                details.channel_roles,
                details.parties,
                host,
                cache,
                diarized=diarized,
            )


def heard_case(
    name: str,
    files: Sequence[Path],
    roles: Sequence[Role],
    parties: Sequence[Party],
    host: SpeechHost,
    cache: Path,
    *,
    diarized: bool,
) -> Case:
    """Return the case of a recording: one file of two channels, or one file a channel."""
    with tempfile.TemporaryDirectory() as folder:
        channels = [path for i, file in enumerate(files) for path in decode(file, Path(folder) / str(i)).channels]
        transcript = kept(name, cache, lambda: heard(channels, name, roles, host))
        if not diarized:
            return case_of(name, transcript, parties)
        mixed = Path(folder) / "mixed.pcm"
        sounds = [np.fromfile(path, "<i2").astype(np.float32) for path in channels]
        size = min(sound.size for sound in sounds)
        np.clip(sum(sound[:size] for sound in sounds), -32768, 32767).astype("<i2").tofile(mixed)
        mono = kept(f"{name}-mixed", cache, lambda: heard([mixed], name, (), host))
    return Case(name=name, transcript=mono, truth=truth_of(mono, transcript), parties=tuple(parties))


def kept(name: str, cache: Path, make: Callable[[], Transcript]) -> Transcript:
    """Return a transcript from the cache, made and put there where it is missing."""
    path = cache / f"{name}.json"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(transcript_to_dict(make())), encoding="utf-8")
    return transcript_from_dict(json.loads(path.read_text(encoding="utf-8")))


def heard(channels: Sequence[Path], name: str, roles: Sequence[Role], host: SpeechHost) -> Transcript:
    """Return the transcript of some PCM files; speakers on a single one are told apart by voice."""
    return transcribe_channels(
        channels, call_id=name, channel_roles=roles, host=host, listening=Listening(language="en")
    )


def truth_of(mono: Transcript, by_channel: Transcript) -> dict[str, Role]:
    """Return the role whose channel carries most of each voice's words; voices of fewer than five words have none."""
    spoken = [(word, turn.role) for turn in by_channel.turns for word in turn.words]
    counts: dict[str, Counter[Role]] = {}
    for turn in mono.turns:
        for word in turn.words:
            middle = (word.start_s + word.end_s) / 2
            count = counts.setdefault(turn.speaker, Counter())
            count.update({role for said, role in spoken if said.start_s <= middle <= said.end_s})
    return {label: count.most_common(1)[0][0] for label, count in counts.items() if count.total() >= 5}


def main() -> None:
    """Print what was decided for each whole call, then a line for each trial."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="*", help="X_agent.wav, with X_caller.wav beside it")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the transcripts")
    parser.add_argument("--text", type=Path, nargs="*", default=[], help="transcripts whose turns say rep or buyer")
    parser.add_argument("--diarized", action="store_true", help="tell speakers apart by voice on the mixed channels")
    parser.add_argument("--weights", type=Path, default=Path.home() / ".cache" / "talktrack")
    options = parser.parse_args()
    with SpeechHost(cache_dir=options.weights) as host:
        recorded = list(demo_cases(host, options.cache, diarized=options.diarized))
        named = [
            heard_case(
                agent.stem,
                [agent, agent.with_name(agent.name.replace("_agent", "_caller"))],
                (Role.REP, Role.BUYER),
                (),
                host,
                options.cache,
                diarized=options.diarized,
            )
            for agent in options.recordings
        ]
    texts = [case_of(path.stem, transcript_from_dict(json.loads(path.read_text()))) for path in options.text]
    for title, cases in (("demo calls", recorded), ("named recordings", named), ("texts", texts)):
        if cases:
            report(title, cases)


def report(title: str, cases: Sequence[Case]) -> None:
    """Print the tables of one set."""
    print(f"\n{title}")
    for case in cases:
        outcome, speakers = judge(case, whole, seed=0, with_parties=False)
        said = ", ".join(f"{s.label} = {s.role.value} ({s.confidence})" for s in speakers)
        print(f"  {case.name:28} {outcome:8} {said}")
    print(f"  {'trial':40} {'right':>6} {'open':>6} {'wrong':>6}")
    for name, change, seeds, with_parties in TRIALS:
        if with_parties and not any(case.parties for case in cases):
            continue
        found = Counter(
            judge(case, change, seed=seed, with_parties=with_parties)[0] for case in cases for seed in seeds
        )
        print(f"  {name:40} {found['right']:6} {found['unknown']:6} {found['wrong']:6}")


if __name__ == "__main__":
    main()
