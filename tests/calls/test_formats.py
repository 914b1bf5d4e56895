"""The stage formats: what one stage prints the next one reads, and ids mean what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.errors import UnreadableTranscript
from calls.formats import (
    moment_from_dict,
    moment_to_dict,
    transcript_from_dict,
    transcript_to_dict,
    transcript_to_text,
)
from calls.moment import Category, Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.transcript import Role, Speaker, Transcript, Turn, Word

MADE_BY = Provenance(name="engine", version="1", options={"beam_size": 5})
seconds = st.floats(0, 1e5, allow_nan=False)
words = st.builds(
    Word, word=st.text(min_size=1), start_s=seconds, end_s=seconds, probability=st.none() | st.floats(0, 1)
)
turns = st.builds(
    Turn,
    index=st.integers(0, 1000),
    speaker=st.text(min_size=1),
    role=st.sampled_from(Role),
    text=st.text(),
    start_s=st.none() | seconds,
    end_s=st.none() | seconds,
    words=st.lists(words, max_size=3).map(tuple),
)


@given(st.lists(turns, max_size=4).map(tuple))
def test_a_transcript_survives_being_written_and_read(spoken: tuple[Turn, ...]) -> None:
    transcript = Transcript(
        call_id="ca_1", language="en", duration_s=9.5, turns=spoken, warnings=("odd",), provenance=MADE_BY
    )
    assert transcript_from_dict(transcript_to_dict(transcript)) == transcript


def test_a_bare_transcript_is_enough() -> None:
    data = {
        "call_id": "dev-01",
        "turns": [{"index": 4, "speaker": "buyer", "text": "Hm."}, {"speaker": "Ana", "text": "So"}],
    }
    transcript = transcript_from_dict(data)
    assert [(turn.index, turn.role) for turn in transcript.turns] == [(4, Role.BUYER), (1, Role.UNKNOWN)]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"turns": []},
        {"call_id": "x", "turns": [{}]},
        {"call_id": "x", "turns": ["hi"]},
        {"call_id": "x", "turns": {}},
    ],
)
def test_what_is_no_transcript_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(UnreadableTranscript):
        transcript_from_dict(data)


def test_moments_are_read_back_and_need_little() -> None:
    moment = Moment(
        id="mo_1",
        call_id="ca_1",
        turn_index=3,
        kind=Kind.OBJECTION,
        category=Category.PRICE,
        quote="Too dear.",
        start_s=1.0,
        end_s=2.0,
        role=Role.BUYER,
        score=0.5,
        provenance=MADE_BY,
    )
    assert moment_from_dict(moment_to_dict(moment)) == moment
    little = moment_from_dict({"id": "a", "call_id": "c", "kind": "pain", "quote": "Slow."})
    assert (little.kind, little.role, little.category) == (Kind.PAIN, Role.BUYER, None)
    with pytest.raises(UnreadableTranscript, match="kind"):
        moment_from_dict({"id": "a", "call_id": "c", "quote": "Slow."})


def test_a_moments_id_covers_what_it_was_made_from_and_by() -> None:
    base = {"call_id": "c", "turn_index": 1, "kind": Kind.PAIN, "quote": "Slow.", "provenance": MADE_BY}
    first = moment_id(**base)  # type: ignore[arg-type]
    assert first == moment_id(**base)  # type: ignore[arg-type]
    changes = [
        {"call_id": "d"},
        {"turn_index": 2},
        {"kind": Kind.PRAISE},
        {"quote": "slow."},
        {"provenance": Provenance(name="engine", version="2")},
    ]
    ids = {moment_id(**{**base, **change}) for change in changes}  # type: ignore[arg-type]
    assert len(ids | {first}) == len(changes) + 1


def test_text_is_readable() -> None:
    turns_said = (
        Turn(index=0, speaker="rep", role=Role.REP, text="Hi <b>&", start_s=61.5, end_s=3723.25),
        Turn(index=1, speaker="speaker 2", role=Role.BUYER, text="No times."),
        Turn(index=2, speaker="speaker 3", role=Role.UNKNOWN, text="Hm."),
    )
    named = (Speaker(label="speaker 3", name="Bo"),)
    transcript = Transcript(
        call_id="c", language="en", duration_s=None, turns=turns_said, provenance=MADE_BY, speakers=named
    )
    assert transcript_to_text(transcript) == "[01:01] rep: Hi <b>&\nspeaker 2 (buyer): No times.\nBo: Hm.\n"
