"""A moment that is found again keeps its id, whatever turn it is in now."""

from dataclasses import replace

from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.transcript import Role
from pipeline.found_again import found_again

MADE_BY = Provenance(name="rules", version="1")


def moment(turn: int, quote: str, *, start_s: float | None = None, made_by: Provenance = MADE_BY) -> Moment:
    return Moment(
        id=moment_id(call_id="ca_1", turn_index=turn, kind=Kind.PAIN, quote=quote, provenance=made_by),
        call_id="ca_1",
        turn_index=turn,
        kind=Kind.PAIN,
        category=None,
        quote=quote,
        start_s=start_s,
        end_s=start_s,
        role=Role.BUYER,
        score=0.9,
        provenance=made_by,
    )


def test_the_same_words_in_another_turn_are_the_same_moment() -> None:
    before = [moment(3, "It is slow.", start_s=30.0)]
    (found,) = found_again([moment(5, "It is slow.", start_s=30.2)], before=before)
    assert found == replace(moment(5, "It is slow.", start_s=30.2), id=before[0].id)


def test_of_several_the_nearest_in_time_is_the_same_and_each_id_is_given_once() -> None:
    before = [moment(3, "No.", start_s=30.0), moment(9, "No.", start_s=90.0)]
    now = [moment(4, "No.", start_s=31.0), moment(10, "No.", start_s=89.0), moment(12, "No.", start_s=120.0)]
    assert [found.id for found in found_again(now, before=before)] == [before[0].id, before[1].id, now[2].id]


def test_an_id_is_never_given_twice_when_turns_move() -> None:
    before = [moment(3, "No.", start_s=30.0)]
    now = [moment(3, "No.", start_s=10.0), moment(5, "No.", start_s=30.0)]
    ids = [found.id for found in found_again(now, before=before)]
    assert len(set(ids)) == 2
    assert before[0].id in ids


def test_another_detector_or_other_words_make_another_moment() -> None:
    before = [moment(3, "It is slow.")]
    newer = Provenance(name="rules", version="2")
    for other in (moment(4, "It is slow.", made_by=newer), moment(4, "It is very slow.")):
        assert found_again([other], before=before) == (other,)
