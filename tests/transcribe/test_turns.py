from hypothesis import given, settings
from hypothesis import strategies as st

from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Word
from transcribe.engine import Heard
from transcribe.turns import assemble, words_in_call
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
        channels=len(channels),
        channel_roles=roles,
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
        assert tuple(word for turn in transcript.turns if turn.role is role for word in turn.words) == words
    starts = [turn.start_s for turn in transcript.turns if turn.start_s is not None]
    assert starts == sorted(starts)
    assert [turn.index for turn in transcript.turns] == list(range(len(transcript.turns)))
    assert all(turn.words and turn.text for turn in transcript.turns)


def test_words_get_the_times_of_the_call() -> None:
    windows = [
        Window(channel=0, start_s=30, end_s=40),
        Window(channel=1, start_s=5, end_s=9),
        Window(channel=0, start_s=10, end_s=20),
    ]
    heard = [Heard(language="en", words=_say(text, at=1)) for text in ("later", "other", "sooner")]
    words = words_in_call(windows, heard)
    assert [(w.word, w.start_s) for w in words[0]] == [("sooner", 11), ("later", 31)]
    assert [(w.word, w.start_s) for w in words[1]] == [("other", 6)]
