"""Who is rep and who buyer is found from words, names and voices, and left open where nothing tells."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from calls.call import Party
from calls.formats import READY_MADE
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn, Word
from nlp.roles import VoiceMatch, decide, posterior, voice_explanation, voice_log_odds, warning_of

ANA = Party(name="Ana Soler", role=Role.REP)
BO = Party(name="Bodil Lindqvist", role=Role.BUYER)

SALES = (
    ("speaker 1", "Good morning, this is Priya from Larkfield Linen. How are you handling your table cloths today?"),
    ("speaker 2", "Um, we wash them ourselves. My two guys do it after closing and we hate it."),
    ("speaker 1", "I hear that a lot from our customers. How many would you need in a week?"),
    ("speaker 2", "About three hundred. How much would that cost us?"),
    ("speaker 1", "For three hundred our plan is two hundred and ten a week, and we can send you a sample on Monday."),
    ("speaker 2", "I'd have to ask my wife, she does our budget."),
)
SMALL_TALK = (
    ("speaker 1", "It is raining again over here today."),
    ("speaker 2", "Yes, it is quite wet over here too."),
)


def transcript(said: Sequence[tuple[str, str]], *, language: str = "en") -> Transcript:
    turns = tuple(Turn(index=i, speaker=who, role=Role.UNKNOWN, text=text) for i, (who, text) in enumerate(said))
    return Transcript(call_id="call-1", language=language, duration_s=None, turns=turns, provenance=READY_MADE)


def roles_of(speakers: Sequence[Speaker]) -> dict[str, Role]:
    return {speaker.label: speaker.role for speaker in speakers}


def test_who_sells_and_who_asks_for_the_price_is_told_from_their_words() -> None:
    speakers = decide(transcript(SALES))
    assert roles_of(speakers) == {"speaker 1": Role.REP, "speaker 2": Role.BUYER}
    assert all(s.decided_by is DecidedBy.WORDS and 0.85 <= (s.confidence or 0) < 1 for s in speakers)


def test_labels_and_their_order_tell_nothing() -> None:
    other = {"speaker 1": "speaker 2", "speaker 2": "speaker 1"}
    exchanged = decide(transcript([(other[who], text) for who, text in SALES]))
    assert roles_of(exchanged) == {"speaker 2": Role.REP, "speaker 1": Role.BUYER}


def test_recognised_speech_without_stops_and_capitals_is_enough() -> None:
    bare = [(who, "".join(c for c in text.lower() if c.isalnum() or c == " ")) for who, text in SALES]
    assert roles_of(decide(transcript(bare))) == {"speaker 1": Role.REP, "speaker 2": Role.BUYER}


def test_what_tells_nothing_is_unknown_and_asks_for_a_person() -> None:
    speakers = decide(transcript(SMALL_TALK))
    assert set(roles_of(speakers).values()) == {Role.UNKNOWN}
    assert all(speaker.decided_by is DecidedBy.NOTHING for speaker in speakers)
    assert "set the roles" in (warning_of(speakers) or "")


def test_another_language_is_unknown_whatever_its_words_look_like() -> None:
    assert set(roles_of(decide(transcript(SALES, language="de"))).values()) == {Role.UNKNOWN}
    assert roles_of(decide(transcript(SALES, language="en-GB")))["speaker 1"] is Role.REP


def test_three_speakers_may_be_one_rep_and_two_buyers() -> None:
    third = ("speaker 3", "I run our kitchen. We had a bad time with our old supplier, so I'm not sure we need it.")
    speakers = decide(transcript([*SALES, third, ("speaker 3", "My boss and I would want our own colors.")]))
    assert roles_of(speakers) == {"speaker 1": Role.REP, "speaker 2": Role.BUYER, "speaker 3": Role.BUYER}


def test_a_speaker_who_only_hums_stays_unknown() -> None:
    speakers = decide(transcript([*SALES, ("speaker 3", "Mm-hm.")]))
    assert roles_of(speakers)["speaker 3"] is Role.UNKNOWN
    assert roles_of(speakers)["speaker 1"] is Role.REP


def test_an_introduction_by_a_name_of_the_sidecar_decides_and_names() -> None:
    said = [("speaker 1", "Hello there, this is Bodil."), ("speaker 2", "Hi Bodil, it is Anna here, good to hear you.")]
    speakers = decide(transcript(said), parties=(ANA, BO))
    assert [(s.role, s.name, s.decided_by) for s in speakers] == [
        (Role.BUYER, "Bodil Lindqvist", DecidedBy.SIDECAR),
        (Role.REP, "Ana Soler", DecidedBy.SIDECAR),
    ]


def test_a_name_that_both_sides_share_tells_nothing() -> None:
    parties = (ANA, replace(BO, name="Ana Lindqvist"))
    said = [("speaker 1", "Hello there, this is Ana."), ("speaker 2", "Yes, hello there to you too.")]
    assert set(roles_of(decide(transcript(said), parties=parties)).values()) == {Role.UNKNOWN}


def test_a_rep_is_known_by_voice_and_the_other_is_then_the_buyer() -> None:
    voices = {"speaker 2": VoiceMatch(cosine=0.74, rep_name="Ana Soler"), "speaker 1": VoiceMatch(cosine=0.08)}
    speakers = decide(transcript(SMALL_TALK), voices=voices)
    assert roles_of(speakers) == {"speaker 1": Role.BUYER, "speaker 2": Role.REP}
    assert {speaker.decided_by for speaker in speakers} == {DecidedBy.VOICE}
    assert next(s.name for s in speakers if s.role is Role.REP) == "Ana Soler"


def test_likeness_of_voices_is_weighed_and_explained() -> None:
    assert [voice_log_odds(cosine) > 0 for cosine in (-0.2, 0.1, 0.3, 0.5, 0.9)] == [False, False, False, True, True]
    assert voice_log_odds(-1.0) == -1.0, "a voice unlike the profile may be another rep's"
    assert voice_log_odds(float("nan")) == 0.0
    assert "sounds like Ana" in voice_explanation(VoiceMatch(cosine=0.7, rep_name="Ana"))
    assert "none of the reps" in voice_explanation(VoiceMatch(cosine=0.1))


def test_roles_that_are_known_stay_and_tell_about_the_others() -> None:
    given = Speaker(label="speaker 2", role=Role.REP, confidence=1.0, decided_by=DecidedBy.PERSON)
    speakers = decide(replace(transcript(SMALL_TALK), speakers=(given,)))
    assert given in speakers
    assert roles_of(speakers)["speaker 1"] is Role.BUYER


def test_words_that_may_never_have_been_said_do_not_count() -> None:
    def turn(index: int, who: str, text: str, suspect: str | None) -> Turn:
        words = tuple(Word(word=w, start_s=index, end_s=index + 0.1, suspect=suspect) for w in text.split())
        return Turn(index=index, speaker=who, role=Role.UNKNOWN, text=text, words=words)

    invented = tuple(turn(i, who, text, "loop") for i, (who, text) in enumerate(SALES))
    real = tuple(turn(10 + i, who, text, None) for i, (who, text) in enumerate(SMALL_TALK))
    speakers = decide(replace(transcript(()), turns=invented + real))
    assert set(roles_of(speakers).values()) == {Role.UNKNOWN}


def test_a_decision_says_what_it_rests_on_and_how_sure_it_is() -> None:
    warning = warning_of(decide(transcript(SALES)))
    assert warning is not None
    assert "what is said" in warning
    assert "%" in warning
    told = Speaker(label="rep", role=Role.REP, decided_by=DecidedBy.CHANNELS)
    assert warning_of((told,)) is None


def test_nothing_said_is_no_error() -> None:
    assert decide(transcript(())) == ()


@pytest.mark.parametrize("log_odds", [{"a": 3.0, "b": -3.0}, {"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 0.0}])
def test_a_call_has_both_sides(log_odds: dict[str, float]) -> None:
    shares = posterior(log_odds)
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.05)
    assert shares["a"] >= shares["b"]
