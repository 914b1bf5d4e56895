"""Captions can be read while they are heard: short cues, split between words, in order, nothing lost."""

import random
import re

from calls.captions import CUE_LINES, LINE_CHARACTERS, LONGEST_CUE_S, cues, transcript_to_srt, transcript_to_vtt
from calls.provenance import Provenance
from calls.transcript import Role, Speaker, Transcript, Turn, Word

MADE_BY = Provenance(name="test", version="1")


def transcript(*turns: Turn, speakers: tuple[Speaker, ...] = (), language: str = "en") -> Transcript:
    return Transcript(
        call_id="ca_1", language=language, duration_s=None, turns=turns, provenance=MADE_BY, speakers=speakers
    )


def monologue(chance: random.Random, *, count: int, timed: bool = True) -> Turn:
    at, said = 3.0, []
    for _ in range(count):
        word = "".join(chance.choice("abcdefgh") for _ in range(chance.randint(1, 11))) + chance.choice(
            ["", "", ".", ","]
        )
        length = chance.uniform(0.1, 0.7)
        said.append(Word(word=word, start_s=round(at, 3), end_s=round(at + length, 3)))
        at += length + chance.choice([0.0, 0.0, 0.05, 0.4, 2.5])
    text = " ".join(word.word for word in said)
    words = tuple(said) if timed else ()
    return Turn(index=0, speaker="rep", role=Role.REP, text=text, start_s=3.0, end_s=said[-1].end_s, words=words)


def test_two_minutes_of_talk_are_many_short_cues_that_lose_no_word() -> None:
    seed = 20260803
    print(f"seed {seed}")
    chance = random.Random(seed)
    for timed in (True, False):
        for _ in range(20):
            turn = monologue(chance, count=240, timed=timed)
            made = cues(transcript(turn))
            assert " ".join(cue.text for cue in made) == turn.text
            assert len(made) > 15
            for cue, following in zip(made, [*made[1:], None], strict=True):
                assert 0 < cue.end_s - cue.start_s <= LONGEST_CUE_S + 1e-6
                assert len(cue.text) <= LINE_CHARACTERS * CUE_LINES
                assert following is None or cue.end_s <= following.start_s + 1e-6
            assert [cue.begins for cue in made] == [True] + [False] * (len(made) - 1)


def test_subrip_is_numbered_and_names_the_speaker_where_a_turn_begins() -> None:
    hi = Turn(index=0, speaker="rep", role=Role.REP, text="Hi <b>& --> you", start_s=3661.5, end_s=3663.25)
    silent = Turn(index=1, speaker="buyer", role=Role.BUYER, text="No times.")
    made = transcript_to_srt(transcript(hi, silent, speakers=(Speaker(label="rep", role=Role.REP, name="Ana"),)))
    assert made == "1\n01:01:01,500 --> 01:01:03,250\nAna: Hi <b>& -> you\n"


def test_webvtt_is_safe_and_has_the_speaker_as_voice() -> None:
    hi = Turn(index=0, speaker="speaker 1", role=Role.BUYER, text="Hi <b>&", start_s=61.5, end_s=63.25)
    assert transcript_to_vtt(transcript(hi)) == (
        "WEBVTT\n\n00:01:01.500 --> 00:01:03.250\n<v speaker 1 (buyer)>Hi &lt;b&gt;&amp;\n"
    )


def test_lines_are_wrapped() -> None:
    turn = Turn(index=0, speaker="rep", role=Role.REP, text="word " * 16 + "end", start_s=0.0, end_s=6.0)
    lines = re.split(r"\n", transcript_to_vtt(transcript(turn)).strip())[3:]
    assert len(lines) > 1
    assert all(len(line) <= LINE_CHARACTERS + len("<v rep>") for line in lines)


def test_cues_of_both_speakers_come_in_the_order_they_are_heard() -> None:
    long = Turn(index=0, speaker="rep", role=Role.REP, text="one two " * 20, start_s=0.0, end_s=20.0)
    short = Turn(index=1, speaker="buyer", role=Role.BUYER, text="mm", start_s=9.0, end_s=9.4)
    starts = [cue.start_s for cue in cues(transcript(long, short))]
    assert starts == sorted(starts)


def test_text_without_spaces_is_cut_all_the_same() -> None:
    turn = Turn(index=0, speaker="rep", role=Role.REP, text="字" * 400, start_s=0.0, end_s=60.0)
    made = cues(transcript(turn, language="ja"))
    assert "".join(cue.text for cue in made) == turn.text
    assert len(made) >= 9
