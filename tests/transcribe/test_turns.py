from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from calls.provenance import Provenance
from calls.transcript import DecidedBy, Role, Transcript, Word
from transcribe.engine import Heard
from transcribe.speakers.separated import Separated, Voice
from transcribe.turns import assemble, channel_speakers, voice_speakers, words_by_voice, words_in_call
from transcribe.windows import Window

BOTH = (Role.REP, Role.BUYER)


def _say(text: str, *, at: float, each: float = 0.3) -> tuple[Word, ...]:
    return tuple(
        Word(word=word, start_s=round(at + i * each, 3), end_s=round(at + (i + 1) * each, 3))
        for i, word in enumerate(text.split())
    )


def _assembled(*channels: tuple[Word, ...], roles: tuple[Role, ...] = BOTH) -> Transcript:
    return assemble(
        call_id="c",
        heard=dict(enumerate(channels)),
        speakers=channel_speakers(channels=len(channels), channel_roles=roles),
        duration_s=100,
        language="en",
        provenance=Provenance(name="test", version="1"),
        warnings=("one",),
    )


def _lines(transcript: Transcript) -> list[str]:
    return [f"{turn.speaker}: {turn.text}" for turn in transcript.turns]


def test_speakers_take_turns() -> None:
    rep = _say("Do you use a tool today?", at=0) + _say("Which one?", at=4)
    buyer = _say("Yes we do.", at=2.5)
    assert _lines(_assembled(rep, buyer)) == ["rep: Do you use a tool today?", "buyer: Yes we do.", "rep: Which one?"]


def test_a_short_answer_that_was_waited_for_is_a_turn() -> None:
    rep = _say("Is it yours?", at=0) + _say("Good to hear.", at=3)
    assert [turn.text for turn in _assembled(rep, _say("Yeah.", at=1.5)).turns] == [
        "Is it yours?", "Yeah.", "Good to hear."
    ]  # fmt: skip


def test_a_backchannel_does_not_shred_the_sentence_it_falls_into() -> None:
    rep = _say("So what we do for teams", at=0) + _say("is take the paperwork away", at=2.3)
    buyer = _say("Mm-hmm.", at=1.85)
    assert _lines(_assembled(rep, buyer)) == [
        "rep: So what we do for teams is take the paperwork away",
        "buyer: Mm-hmm.",
    ]


def test_a_long_pause_begins_a_new_turn() -> None:
    assert len(_assembled(_say("one moment", at=0) + _say("here it is", at=3), ()).turns) == 2
    assert len(_assembled(_say("one moment", at=0) + _say("here it is", at=2), ()).turns) == 1


def test_names_where_roles_are_unknown_and_on_mono() -> None:
    words = _say("hello there", at=0)
    assert [t.speaker for t in _assembled(words, _say("hi", at=3), roles=()).turns] == ["channel 1", "channel 2"]
    mono = _assembled(words, roles=()).turns[0]
    assert (mono.speaker, mono.role) == ("unknown", Role.UNKNOWN)


def test_speakers_say_what_their_role_rests_on() -> None:
    rep, buyer = _assembled(_say("hello there", at=0), _say("hi", at=3)).speakers
    assert (rep.label, rep.role, rep.confidence, rep.decided_by) == ("rep", Role.REP, 1.0, DecidedBy.CHANNELS)
    assert buyer.label == "buyer"
    (unknown,) = _assembled(_say("hello", at=0), roles=()).speakers
    assert (unknown.role, unknown.confidence, unknown.decided_by) == (Role.UNKNOWN, None, DecidedBy.NOTHING)


def test_two_channels_of_one_role_are_two_speakers() -> None:
    transcript = _assembled(_say("hello there", at=0), _say("hi", at=3), roles=(Role.REP, Role.REP))
    assert [turn.speaker for turn in transcript.turns] == ["rep", "rep 2"]


def test_words_said_over_each_other_are_marked_on_both_channels() -> None:
    rep = _say("we can do that for ten percent", at=0)
    buyer = _say("what about support", at=1.5)
    transcript = _assembled(rep, buyer)
    said = {turn.speaker: [w.word for w in turn.words if w.overlap] for turn in transcript.turns}
    assert said == {"rep": ["ten", "percent"], "buyer": ["what", "about"]}


def test_a_listener_does_not_make_the_speakers_words_overlapped_but_is_marked_itself() -> None:
    transcript = _assembled(_say("we can do that for ten percent", at=0), _say("Mm-hmm.", at=0.7))
    assert [(turn.speaker, any(w.overlap for w in turn.words)) for turn in transcript.turns] == [
        ("rep", False),
        ("buyer", True),
    ]


def test_one_channel_is_told_in_turns_of_its_voices() -> None:
    words = (*_say("Hi, is this Carla? Yes,", at=0), *_say("speaking.", at=1.5), *_say("Great.", at=2.5))
    voices = (Voice(vector=(1.0, 0.0), seconds=3.0), Voice(vector=(0.0, 1.0), seconds=2.0))
    separated = Separated(speakers=(0, 0, 0, 0, 1, 1, 0), overlaps=(*(False,) * 5, True, False), voices=voices)
    transcript = assemble(
        call_id="c",
        heard=words_by_voice(words, separated),
        speakers=voice_speakers(2),
        duration_s=9,
        language="en",
        provenance=Provenance(name="test", version="1"),
    )
    assert _lines(transcript) == ["speaker 1: Hi, is this Carla?", "speaker 2: Yes, speaking.", "speaker 1: Great."]
    assert [w.word for turn in transcript.turns for w in turn.words if w.overlap] == ["speaking."]
    assert [(s.label, s.role) for s in transcript.speakers] == [
        ("speaker 1", Role.UNKNOWN),
        ("speaker 2", Role.UNKNOWN),
    ]


def test_turns_carry_what_the_transcript_promises() -> None:
    transcript = _assembled(_say("hello there", at=1), ())
    (turn,) = transcript.turns
    assert (turn.index, turn.start_s, turn.end_s, turn.role) == (0, 1, 1.6, Role.REP)
    assert (transcript.duration_s, transcript.warnings, transcript.provenance.name) == (100, ("one",), "test")


_words = st.lists(st.tuples(st.floats(0, 4), st.floats(0, 1.5), st.sampled_from(["yeah", "mm-hm", "price", "we"])))


def _timeline(steps: list[tuple[float, float, str]], *, channel: int) -> tuple[Word, ...]:
    words, now = [], 0.0
    for number, (pause, length, text) in enumerate(steps):
        start = round(now + pause, 3)
        now = round(start + length, 3)
        words.append(Word(word=f"{text}" if text == "yeah" else f"{text}{channel}.{number}", start_s=start, end_s=now))
    return tuple(words)


@settings(max_examples=300, deadline=None, print_blob=True)
@given(_words, _words)
def test_every_word_lies_in_exactly_one_turn(
    one: list[tuple[float, float, str]], two: list[tuple[float, float, str]]
) -> None:
    channels = (_timeline(one, channel=0), _timeline(two, channel=1))
    transcript = _assembled(*channels)
    for role, words in zip(BOTH, channels, strict=True):
        said = (word for turn in transcript.turns if turn.role is role for word in turn.words)
        assert tuple(replace(word, overlap=False) for word in said) == words
    starts = [turn.start_s for turn in transcript.turns if turn.start_s is not None]
    assert starts == sorted(starts)
    assert [turn.index for turn in transcript.turns] == list(range(len(transcript.turns)))
    assert all(turn.words and turn.text for turn in transcript.turns)


def test_words_get_the_times_of_the_call() -> None:
    windows = [
        Window(channel=0, spans=((30, 40),)),
        Window(channel=1, spans=((5, 9),)),
        Window(channel=0, spans=((10, 20),)),
    ]
    heard = [Heard(language="en", words=_say(text, at=1)) for text in ("later", "other", "sooner")]
    words = words_in_call(windows, heard)
    assert [(w.word, w.start_s) for w in words[0]] == [("sooner", 11), ("later", 31)]
    assert [(w.word, w.start_s) for w in words[1]] == [("other", 6)]
