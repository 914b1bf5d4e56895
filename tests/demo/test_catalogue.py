"""The shipped demo calls are what they say they are: scripts, recordings, sidecars and ground truth agree."""

import json
import re
from datetime import UTC, datetime
from itertools import combinations

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from calls.moment import Category, Kind
from demo.catalogue import CALLS_DIR, HERE, DemoScript, Speaker, recurring_concerns, scripts, timings

SCRIPTS = tuple(scripts())
LARGEST_TOTAL_BYTES = 6_000_000
SHARED_RUN_WORDS = 6

every_call = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
two_channel_call = pytest.mark.parametrize(
    "script", [script for script in SCRIPTS if script.layout != "mixed"], ids=lambda script: script.id
)


def decoded(*, script: DemoScript) -> tuple[int, NDArray[np.float64]]:
    """Return the sample rate in Hz and the samples (channels, samples) of a recording."""
    with av.open(str(script.audio_path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=8_000)
        frames = [part for frame in container.decode(stream) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return 8_000, np.concatenate([frame.to_ndarray() for frame in frames], axis=1).astype(np.float64)


def quotes_of(*, concern: str) -> list[str]:
    return [
        moment.quote
        for script in SCRIPTS
        for turn in script.turns
        for moment in turn.truth
        if moment.concern == concern
    ]


def runs(*, quote: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", quote.lower())
    return {tuple(words[at : at + SHARED_RUN_WORDS]) for at in range(len(words) - SHARED_RUN_WORDS + 1)}


def level(*, samples: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def test_there_are_enough_calls_from_enough_accounts() -> None:
    assert len(SCRIPTS) >= 14
    assert 12 <= len({script.account for script in SCRIPTS}) <= 14
    assert len({script.rep.name for script in SCRIPTS}) == 3
    assert {script.segment for script in SCRIPTS} == {"smb", "mid-market", "enterprise"}
    assert {script.outcome for script in SCRIPTS} == {"won", "lost", "open"}
    assert {script.stage for script in SCRIPTS} == {"discovery", "demo", "proposal", "negotiation", "closed"}
    assert {script.direction for script in SCRIPTS} == {"inbound", "outbound"}


def test_calls_are_spread_over_three_months() -> None:
    starts = [script.started for script in SCRIPTS]
    assert starts == sorted(starts)
    assert datetime(2026, 8, 3, tzinfo=UTC) <= starts[0]
    assert starts[-1] < datetime(2026, 10, 31, tzinfo=UTC)
    assert all(sum(start.month == month for start in starts) >= 4 for month in (8, 9, 10))


def test_the_two_parties_never_sound_alike() -> None:
    assert all(
        script.rep.voice.split("-")[0] != script.buyer.voice.split("-")[0]
        for script in SCRIPTS
        if script.layout == "mixed"
    )
    assert all(script.rep.voice != script.buyer.voice for script in SCRIPTS)
    assert len({voice for script in SCRIPTS for voice in (script.rep.voice, script.buyer.voice)}) >= 4


def test_layouts_are_mixed_as_platforms_deliver_them() -> None:
    layouts = [script.layout for script in SCRIPTS]
    assert layouts.count("rep-first") >= 9
    assert layouts.count("buyer-first") == 3
    assert layouts.count("mixed") in (3, 4)


def test_recordings_are_small_enough_to_ship() -> None:
    assert sum(script.audio_path.stat().st_size for script in SCRIPTS) < LARGEST_TOTAL_BYTES


def test_the_calls_folder_holds_recordings_and_sidecars_only() -> None:
    expected = {path.name for script in SCRIPTS for path in (script.audio_path, script.sidecar_path)}
    assert {path.name for path in CALLS_DIR.iterdir()} == expected


@every_call
def test_recording_lasts_one_to_three_minutes_and_as_long_as_its_truth_says(script: DemoScript) -> None:
    rate_hz, samples = decoded(script=script)
    duration_s = samples.shape[1] / rate_hz
    assert 60 <= duration_s <= 180
    assert len(samples) == (1 if script.layout == "mixed" else 2)
    assert duration_s == pytest.approx(json.loads(script.truth_path.read_text())["duration_s"], abs=0.1)


@every_call
def test_sidecar_agrees_with_script(script: DemoScript) -> None:
    sidecar = json.loads(script.sidecar_path.read_text())
    rep, buyer = sidecar["parties"]
    assert sidecar["id"] == script.id == script.sidecar_path.stem
    assert sidecar["title"] == script.title
    assert datetime.fromisoformat(sidecar["started"]) == script.started
    assert sidecar["direction"] == script.direction
    assert sidecar["account"] == {"name": script.account}
    assert sidecar["deal"] == {"stage": script.stage, "outcome": script.outcome, "amount": script.amount}
    assert (sidecar["segment"], sidecar["lead_source"]) == (script.segment, script.lead_source)
    assert (rep["name"], rep["email"], rep["affiliation"]) == (script.rep.name, script.rep.email, "internal")
    assert (buyer["name"], buyer["email"], buyer["affiliation"]) == (script.buyer.name, script.buyer.email, "external")
    assert (rep.get("channel"), buyer.get("channel")) == (script.channel_of("rep"), script.channel_of("buyer"))
    assert all(party["email"].endswith(".example") for party in sidecar["parties"])


@every_call
def test_every_truth_quote_is_verbatim_and_said_by_the_buyer(script: DemoScript) -> None:
    for turn in script.turns:
        for moment in turn.truth:
            assert turn.speaker == "buyer"
            assert moment.quote in turn.text
            assert Kind(moment.kind)
            assert (moment.category is not None) == (moment.kind == Kind.OBJECTION)


def test_every_kind_and_every_objection_category_occurs() -> None:
    moments = [moment for script in SCRIPTS for turn in script.turns for moment in turn.truth]
    assert {moment.kind for moment in moments} == set(Kind)
    assert {moment.category for moment in moments if moment.category} == set(Category)


def test_a_concern_is_of_one_kind() -> None:
    kinds: dict[str, str] = {}
    for script in SCRIPTS:
        for turn in script.turns:
            for moment in turn.truth:
                assert kinds.setdefault(moment.concern, moment.kind) == moment.kind


def test_at_least_ten_concerns_recur() -> None:
    assert len(recurring_concerns()) >= 10
    assert all(3 <= len(calls) <= 6 for calls in recurring_concerns().values())


@pytest.mark.parametrize("concern", recurring_concerns())
def test_a_recurring_concern_is_said_in_other_words_each_time(concern: str) -> None:
    quotes = quotes_of(concern=concern)
    assert len({quote.lower() for quote in quotes}) == len(quotes)
    for one, other in combinations(quotes, 2):
        assert not runs(quote=one) & runs(quote=other), (one, other)


def test_readme_lists_every_recurring_concern_with_its_calls() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|[^|]*\| ([0-9 ]+) \|$", (HERE / "README.md").read_text(), flags=re.MULTILINE)
    listed = {concern: tuple(f"demo-{number}" for number in numbers.split()) for concern, numbers in rows}
    assert listed == recurring_concerns()


@every_call
def test_timings_cover_every_turn_in_order(script: DemoScript) -> None:
    spans = timings(script=script)
    assert [(span.index, span.speaker) for span in spans] == [
        (index, turn.speaker) for index, turn in enumerate(script.turns)
    ]
    for span, before, turn in zip(spans[1:], spans, script.turns[1:], strict=False):
        assert before.start_s < span.start_s < span.end_s
        if turn.overlap:
            assert span.start_s < before.end_s
        else:
            assert span.start_s == pytest.approx(max(s.end_s for s in spans[: span.index]) + turn.pause_s, abs=0.002)


@two_channel_call
def test_each_turn_is_heard_on_its_speakers_channel(script: DemoScript) -> None:
    rate_hz, samples = decoded(script=script)
    spans = timings(script=script)
    speakers: tuple[Speaker, ...] = ("rep", "buyer")
    for span in spans:
        if any(o.index != span.index and o.start_s < span.end_s and span.start_s < o.end_s for o in spans):
            continue
        heard = samples[:, round(span.start_s * rate_hz) : round(span.end_s * rate_hz)]
        own, other = (
            level(samples=heard[channel])
            for speaker in sorted(speakers, key=lambda speaker: speaker != span.speaker)
            if (channel := script.channel_of(speaker)) is not None
        )
        assert own > 10 * other, (span, own, other)


@two_channel_call
def test_an_overlapping_turn_is_heard_while_the_other_party_speaks(script: DemoScript) -> None:
    rate_hz, samples = decoded(script=script)
    for span, turn in zip(timings(script=script), script.turns, strict=True):
        if turn.overlap:
            channel = script.channel_of(span.speaker)
            assert channel is not None
            assert level(samples=samples[channel, round(span.start_s * rate_hz) : round(span.end_s * rate_hz)]) > 0.01
