"""A finished call through its stages again: new versions beside the old, corrections in all of them, nothing lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from calls.call import CallState
from calls.correcting import RoleAsked, roles_change, swap_change, text_change
from calls.transcript import Role, Transcript
from store.calls import CallView, get_call
from store.corrections import add_correction, corrected_transcript
from store.moments import moments_of_call
from store.progress import Stage, mine_corrected, start_rework
from store.transcripts import get_transcript, transcript_versions

OBJECTION = "Honestly that is too expensive for us, we do not have the budget this year."


def done(site: Any) -> bool:
    return all(c.state in (CallState.READY, CallState.FAILED) and not working(c) for c in site.calls())


def working(call: CallView) -> bool:
    return call.rework is not None and call.rework.stage is not None


def correct(site: Any, call_id: str, change: Callable[[Transcript], Any]) -> None:
    """Keep a correction as the API does."""
    with site.database.transaction() as session:
        transcript = corrected_transcript(session, call_id)
        add_correction(session, call_id, change(transcript), version=transcript.version, made_by="test")
        work = mine_corrected(session, call_id)
    if work:
        site.queue.enqueue_work(work)


def again(site: Any, call_id: str, stage: Stage) -> None:
    with site.database.transaction() as session:
        work = start_rework(session, call_id, stage)
    site.queue.enqueue_work(work)


def read(site: Any, call_id: str, version: int | None = None) -> tuple[Transcript, list[Any]]:
    with site.database.reading() as session:
        return corrected_transcript(session, call_id, version=version), list(moments_of_call(session, call_id))


def agree(transcript: Transcript, moments: list[Any]) -> bool:
    """Whether every quote is in its turn, said by a buyer, and of this version."""
    turns = {turn.index: turn for turn in transcript.turns}
    return all(
        found.moment.quote in turns[found.moment.turn_index].text
        and turns[found.moment.turn_index].role is Role.BUYER
        and found.transcript_version == transcript.version
        for found in moments
    )


def test_a_corrected_turn_is_mined_and_survives_another_transcription(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    (call,) = site.calls()
    first, moments = read(site, call.id)
    assert (first.version, moments) == (1, []), "the scripted engine says nothing that matters"
    assert [(s.role, s.decided_by.value, s.confidence) for s in first.speakers] == [
        (Role.REP, "channels", 1.0),
        (Role.BUYER, "channels", 1.0),
    ]

    buyer = max((turn for turn in first.turns if turn.role is Role.BUYER), key=lambda turn: len(turn.words))
    correct(site, call.id, lambda t: text_change(t, turn_index=buyer.index, text=f"{buyer.text}. {OBJECTION}"))
    site.wait_until(lambda: done(site))
    corrected, moments = read(site, call.id)
    assert OBJECTION in corrected.turns[buyer.index].text
    assert [found.moment.kind.value for found in moments] == ["objection"]
    assert agree(corrected, moments)
    with site.database.reading() as session:
        assert get_transcript(session, call.id) == first, "what the machine heard stays as it is"

    again(site, call.id, Stage.TRANSCRIBE)
    site.wait_until(lambda: done(site))
    with site.database.reading() as session:
        versions = transcript_versions(session, call.id)
        heard = get_transcript(session, call.id)
    assert [(each.version, each.current) for each in versions] == [(2, True), (1, False)]
    assert (heard.version, heard.turns) == (2, first.turns)
    second, kept = read(site, call.id)
    assert second.turns == corrected.turns
    assert [(f.moment.id, f.transcript_version) for f in kept] == [(moments[0].moment.id, 2)]
    assert read(site, call.id, version=1)[0].turns == corrected.turns, "the old version stays readable"
    site.kill(worker)


def test_roles_set_by_a_person_are_mined_and_land_on_the_same_voice(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    (call,) = site.calls()
    first, _ = read(site, call.id)
    correct(site, call.id, swap_change)
    site.wait_until(lambda: done(site))
    again(site, call.id, Stage.TRANSCRIBE)
    site.wait_until(lambda: done(site))
    second, moments = read(site, call.id)
    other = {Role.REP: Role.BUYER, Role.BUYER: Role.REP}
    assert [turn.role for turn in second.turns] == [other[turn.role] for turn in first.turns]
    assert agree(second, moments)
    site.kill(worker)


def test_saying_who_is_the_buyer_gets_a_call_mined(make_site: Callable[..., Any]) -> None:
    site = make_site()
    turns = f'[{{"speaker": "Ana", "text": "Hello"}}, {{"speaker": "Bo", "text": "{OBJECTION}"}}]'
    site.door.accept([turns.encode()], filename="call.json")
    worker = site.start_worker()
    site.wait_until(site.all_final)
    (call,) = site.calls()
    assert "not known which speaker is the buyer" in call.warnings[0]
    assert call.moments == 0
    asked = [RoleAsked(speaker="Ana", role=Role.REP), RoleAsked(speaker="Bo", role=Role.BUYER)]
    correct(site, call.id, lambda t: roles_change(t, asked))
    site.wait_until(lambda: done(site))
    (call,) = site.calls()
    assert (call.warnings, call.moments) == ((), 1)
    site.kill(worker)


def test_a_reprocess_that_fails_leaves_everything_as_it_was_and_says_why(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    (call,) = site.calls()
    before = read(site, call.id)
    site.environment |= {"TALKTRACK_ENGINE": "faster-whisper", "TALKTRACK_MODEL": "/no/such/model"}
    again(site, call.id, Stage.TRANSCRIBE)
    worker = site.start_worker()
    site.wait_until(lambda: done(site))
    site.kill(worker)
    (call,) = site.calls()
    assert call.state is CallState.READY
    assert call.rework is not None
    assert (call.rework.stage, call.rework.error_code) == (None, "weights_unusable")
    assert "/no/such/model" in (call.rework.error_message or "")
    assert read(site, call.id) == before
    with site.database.reading() as session:
        assert len(transcript_versions(session, call.id)) == 1


@pytest.mark.chaos
def test_kills_in_the_middle_of_a_reprocess_change_nothing(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    (call,) = site.calls()
    first, _ = read(site, call.id)
    buyer = next(turn for turn in first.turns if turn.role is Role.BUYER)
    correct(site, call.id, lambda t: text_change(t, turn_index=buyer.index, text=OBJECTION))
    site.wait_until(lambda: done(site))
    calm = read(site, call.id)
    again(site, call.id, Stage.TRANSCRIBE)
    for wait_s in (0.3, 1.1, 2.3, 3.4):
        time.sleep(wait_s)
        site.kill(worker)
        with site.database.reading() as session:
            assert corrected_transcript(session, call.id).turns == calm[0].turns, "readable at any moment"
            assert get_call(session, call.id).state is CallState.READY
        worker = site.start_worker()
    site.wait_until(lambda: done(site) and not list(site.settings.work_dir.glob("ca_*")))
    site.kill(worker)
    stormy = read(site, call.id)
    assert stormy[0].turns == calm[0].turns
    assert [found.moment.id for found in stormy[1]] == [found.moment.id for found in calm[1]]
    with site.database.reading() as session:
        assert [each.version for each in transcript_versions(session, call.id)] == [2, 1]


def test_corrections_while_a_call_is_transcribed_anew_are_mined_at_its_end(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    (call,) = site.calls()
    again(site, call.id, Stage.TRANSCRIBE)
    run = site.calls()[0].run
    correct(site, call.id, swap_change)
    site.wait_until(lambda: done(site))
    (call,) = site.calls()
    transcript, moments = read(site, call.id)
    assert (call.run, transcript.version) == (run, 2), "the transcription under way was not begun anew"
    assert transcript.speakers[0].decided_by.value == "person"
    assert agree(transcript, moments)
    site.kill(worker)
