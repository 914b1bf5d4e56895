"""Versions of a transcript side by side, and what people corrected over all of them."""

import pytest

from calls.call import CallDetails, Medium
from calls.correcting import RoleAsked, name_change, roles_change, swap_change, text_change
from calls.errors import Conflict, InvalidInput, NotFound, SilentAudio
from calls.provenance import Provenance
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn, Word
from store.calls import Arrival, get_call, insert_call
from store.corrections import add_correction, corrected_transcript, corrections_of, remove_correction
from store.progress import (
    Published,
    Stage,
    Work,
    mine_corrected,
    publish,
    set_failed,
    set_mined,
    set_ready,
    start_again,
    start_rework,
    unfinished,
)
from store.session import Database
from store.transcripts import (
    drop_scratch,
    get_transcript,
    make_current,
    save_transcript,
    transcript_versions,
    version_of_run,
)

MADE_BY = Provenance(name="test", version="1", options={"model": "tiny"})


def spoken(call_id: str, text: str = "Hello Anna") -> Transcript:
    words = tuple(
        Word(word=word, start_s=n * 0.5, end_s=n * 0.5 + 0.4, probability=0.5, suspect="loop" if n else None)
        for n, word in enumerate(text.split())
    )
    turns = (
        Turn(index=0, speaker="rep", role=Role.REP, text=text, start_s=0.0, end_s=9.0, words=words),
        Turn(index=1, speaker="buyer", role=Role.BUYER, text="Hi", start_s=9.0, end_s=10.0),
    )
    speakers = (Speaker(label="rep", role=Role.REP, name="Ana", confidence=1.0, decided_by=DecidedBy.CHANNELS),)
    return Transcript(
        call_id=call_id, language="en", duration_s=10.0, turns=turns, provenance=MADE_BY, speakers=speakers
    )


def new_call(database: Database, sha256: str = "a" * 64, medium: Medium = Medium.AUDIO) -> str:
    arrival = Arrival(sha256=sha256, size_bytes=1, filename="x.wav", medium=medium, details=CallDetails())
    with database.transaction() as session:
        call_id, _ = insert_call(session, arrival)
        save_transcript(session, spoken(call_id))
        set_ready(session, call_id)
    return call_id


def test_a_second_version_stands_beside_the_first_until_it_is_made_current(database: Database) -> None:
    call_id = new_call(database)
    with database.transaction() as session:
        assert save_transcript(session, spoken(call_id, "Hello Ana"), run=2) == 2
        assert save_transcript(session, spoken(call_id, "Hello Ana there"), run=2) == 2, "done twice, it is one version"
    with database.reading() as session:
        assert get_transcript(session, call_id) == spoken(call_id)
        assert [each.version for each in transcript_versions(session, call_id)] == [1]
        assert version_of_run(session, call_id, 2) == 2
    with database.transaction() as session:
        make_current(session, call_id, 2)
    with database.reading() as session:
        assert get_transcript(session, call_id).turns[0].text == "Hello Ana there"
        assert get_transcript(session, call_id, version=1) == spoken(call_id)
        versions = transcript_versions(session, call_id)
        assert [(each.version, each.current, each.provenance) for each in versions] == [
            (2, True, MADE_BY),
            (1, False, MADE_BY),
        ]
        assert get_call(session, call_id).transcript_version == 2
        with pytest.raises(NotFound, match="version 3"):
            get_transcript(session, call_id, version=3)


def test_what_a_failed_run_left_is_no_version(database: Database) -> None:
    call_id = new_call(database)
    with database.transaction() as session:
        save_transcript(session, spoken(call_id, "Half"), run=2)
        drop_scratch(session, call_id, run=2)
    with database.transaction() as session:
        assert save_transcript(session, spoken(call_id, "Whole"), run=3) == 2
        make_current(session, call_id, 2)
        drop_scratch(session, call_id, run=3)
    with database.reading() as session:
        assert [each.version for each in transcript_versions(session, call_id)] == [2, 1]


def test_corrections_are_laid_over_every_version_and_undone(database: Database) -> None:
    call_id = new_call(database)
    with database.transaction() as session:
        transcript = corrected_transcript(session, call_id)
        first = add_correction(
            session, call_id, name_change(transcript, heard="anna", spelling="Ana"), version=1, made_by="Key"
        )
        asked = [RoleAsked(speaker="rep", role=Role.BUYER, name="Bo")]
        add_correction(session, call_id, roles_change(transcript, asked), version=1, made_by="Key")
        add_correction(session, call_id, text_change(transcript, turn_index=1, text="Hi all"), version=1, made_by="Key")
        save_transcript(session, spoken(call_id, "Oh hello Anna"), run=2)
        make_current(session, call_id, 2)
    with database.reading() as session:
        second, before = corrected_transcript(session, call_id), corrected_transcript(session, call_id, version=1)
        assert (second.turns[0].text, before.turns[0].text) == ("Oh hello Ana", "Hello Ana")
        assert second.turns[0].role is Role.BUYER
        assert get_transcript(session, call_id).turns[0].role is Role.REP
        assert [(made.number, made.made_by, made.version) for made in corrections_of(session, call_id)] == [
            (1, "Key", 1),
            (2, "Key", 1),
            (3, "Key", 1),
        ]
    with database.transaction() as session:
        remove_correction(session, call_id, first.id)
    with database.reading() as session:
        assert corrected_transcript(session, call_id).turns[0].text == "Oh hello Anna"
    with pytest.raises(NotFound, match="undone already"), database.transaction() as session:
        remove_correction(session, call_id, first.id)


def test_a_correction_of_one_call_is_not_anothers(database: Database) -> None:
    one, other = new_call(database), new_call(database, "b" * 64)
    with database.transaction() as session:
        made = add_correction(session, one, swap_change(corrected_transcript(session, one)), version=1, made_by="Key")
    with pytest.raises(NotFound), database.transaction() as session:
        remove_correction(session, other, made.id)
    with pytest.raises(NotFound), database.transaction() as session:
        add_correction(session, "ca_none", made.change, version=1, made_by="Key")


def test_a_rework_is_one_piece_of_work_and_the_call_stays_ready(database: Database) -> None:
    call_id = new_call(database)
    with database.transaction() as session:
        work = start_rework(session, call_id, Stage.TRANSCRIBE)
        assert (
            start_rework(session, call_id, Stage.TRANSCRIBE) == work == Work(call_id=call_id, run=2, stage=work.stage)
        )
        assert mine_corrected(session, call_id) is None, "the transcription mines at its end"
        with pytest.raises(Conflict, match="transcribed anew"):
            start_rework(session, call_id, Stage.MINE)
    with database.reading() as session:
        call = get_call(session, call_id)
        assert (call.state.value, unfinished(session)) == ("ready", (work,))
        assert call.rework is not None
        assert call.rework.stage is Stage.TRANSCRIBE
    with database.transaction() as session:
        assert set_failed(session, call_id, SilentAudio("Nobody speaks."), run=1) is False
        assert set_failed(session, call_id, SilentAudio("Nobody speaks."), run=2)
    with database.reading() as session:
        call = get_call(session, call_id)
        assert (call.state.value, unfinished(session)) == ("ready", ())
        assert call.rework is not None
        assert (call.rework.stage, call.rework.error_message) == (None, "Nobody speaks.")


def test_a_run_is_finished_only_with_all_corrections_in_it(database: Database) -> None:
    call_id = new_call(database)
    with database.transaction() as session:
        work = start_rework(session, call_id, Stage.MINE)
        set_mined(session, call_id, revision=0, warnings=())
        add_correction(session, call_id, swap_change(get_transcript(session, call_id)), version=1, made_by="Key")
        assert publish(session, call_id, run=work.run) is Published.CORRECTED
        set_mined(session, call_id, revision=1, warnings=())
        assert publish(session, call_id, run=work.run) is Published.DONE
        newer = mine_corrected(session, call_id)
        assert newer == Work(call_id=call_id, run=work.run + 1, stage=Stage.MINE)
        assert publish(session, call_id, run=work.run) is Published.SUPERSEDED


def test_what_cannot_be_reworked_says_why(database: Database) -> None:
    text = new_call(database, medium=Medium.TEXT)
    failed, busy = new_call(database, "b" * 64), new_call(database, "c" * 64)
    with database.transaction() as session:
        set_failed(session, failed, SilentAudio("Nobody speaks."))
        start_again(session, busy)
    with database.transaction() as session:
        with pytest.raises(InvalidInput, match="without sound"):
            start_rework(session, text, Stage.TRANSCRIBE)
        with pytest.raises(InvalidInput, match="This call failed"):
            start_rework(session, failed, Stage.MINE)
        with pytest.raises(Conflict, match="being worked on"):
            start_rework(session, busy, Stage.MINE)
        assert start_rework(session, text, Stage.MINE).stage is Stage.MINE
        assert start_rework(session, failed, Stage.TRANSCRIBE).stage is None, "it starts from the beginning"
