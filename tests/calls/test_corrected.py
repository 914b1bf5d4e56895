"""Corrections change exactly what they were made for, and land on the same speech after another transcription."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from calls.corrected import corrected
from calls.correcting import (
    RoleAsked,
    at_version,
    confirm_change,
    name_change,
    roles_change,
    swap_change,
    text_change,
)
from calls.correction import KINDS, Change, Correction, change_from_dict, change_to_dict
from calls.errors import Conflict, InvalidInput
from calls.provenance import Provenance
from calls.speakers import speakers_of
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn, Word

MADE_BY = Provenance(name="test", version="1")
WHEN = datetime(2026, 8, 3, tzinfo=UTC)


def words(text: str, start_s: float, *, step_s: float = 0.4, suspect: str = "") -> tuple[Word, ...]:
    """Words of 0.3 seconds, one every `step_s`; those in `suspect` are uncertain."""
    return tuple(
        Word(
            word=word,
            start_s=round(start_s + n * step_s, 3),
            end_s=round(start_s + n * step_s + 0.3, 3),
            probability=0.9,
            suspect="loop" if word in suspect.split() else None,
        )
        for n, word in enumerate(text.split())
    )


def turn(index: int, speaker: str, said: tuple[Word, ...], role: Role = Role.UNKNOWN) -> Turn:
    text = " ".join(word.word for word in said)
    return Turn(
        index=index, speaker=speaker, role=role, text=text, start_s=said[0].start_s, end_s=said[-1].end_s, words=said
    )


def transcript(*turns: Turn, version: int = 1, language: str = "en") -> Transcript:
    return Transcript(
        call_id="ca_1", language=language, duration_s=60.0, turns=turns, provenance=MADE_BY, version=version
    )


def kept(*changes: Change, version: int = 1) -> list[Correction]:
    """Corrections as the store keeps them: through their JSON shape."""
    return [
        Correction(
            id=f"co_{number}",
            call_id="ca_1",
            number=number,
            version=version,
            change=change_from_dict(KINDS[type(change)], change_to_dict(change)),
            made_by="Ana",
            created_at=WHEN,
        )
        for number, change in enumerate(changes, start=1)
    ]


FIRST = transcript(
    turn(0, "speaker 1", words("Hello this is Ana from Tok Track", 0.0), Role.REP),
    turn(1, "speaker 2", words("Hi what does it cost for a tin of ten people", 5.0), Role.BUYER),
    turn(2, "speaker 1", words("Thank you Thank you it is forty a seat", 12.0, suspect="Thank you"), Role.REP),
)
# The same call heard again: other labels and turn numbers, word times that moved a little, some words heard right.
AGAIN = transcript(
    turn(0, "speaker 2", words("Hello this is Anna", 0.1), Role.UNKNOWN),
    turn(1, "speaker 2", words("from Talk Track", 1.7), Role.UNKNOWN),
    turn(2, "speaker 1", words("Hi what does it cost for a tin of ten people", 5.05), Role.UNKNOWN),
    turn(3, "speaker 2", words("Thank you it is forty a seat", 12.85, suspect="Thank you"), Role.UNKNOWN),
    version=2,
)


def test_a_corrected_turn_says_exactly_what_the_person_wrote_and_other_words_keep_their_times() -> None:
    text = "Hi, what does it cost for a team of ten people?"
    made = corrected(FIRST, kept(text_change(FIRST, turn_index=1, text=text)))
    assert made.turns[1].text == text
    assert " ".join(word.word for word in made.turns[1].words) == text
    assert made.turns[1].words[2] == FIRST.turns[1].words[2]
    team = made.turns[1].words[7]
    assert (team.word, team.probability, team.start_s) == ("team", None, FIRST.turns[1].words[7].start_s)
    assert (made.turns[0], made.turns[2]) == (FIRST.turns[0], FIRST.turns[2])


def test_a_text_correction_lands_on_the_same_words_of_another_transcription() -> None:
    change = text_change(FIRST, turn_index=1, text="Hi what does it cost for a team of ten people")
    assert corrected(AGAIN, kept(change)).turns[2].text == "Hi what does it cost for a team of ten people"


def test_what_the_new_transcription_says_already_is_left_alone() -> None:
    heard_right = replace(AGAIN, turns=(turn(0, "a", words("Hi what does it cost for a team of ten people", 5.1)),))
    change = text_change(FIRST, turn_index=1, text="Hi what does it cost for a team of ten people")
    assert corrected(heard_right, kept(change)) == heard_right


def test_added_and_struck_words_survive_another_transcription() -> None:
    grown = text_change(FIRST, turn_index=1, text="Hi so what does it cost for a tin of ten people today")
    assert corrected(AGAIN, kept(grown)).turns[2].text == "Hi so what does it cost for a tin of ten people today"
    shrunk = text_change(FIRST, turn_index=2, text="it is forty a seat")
    assert corrected(FIRST, kept(shrunk)).turns[2].text == "it is forty a seat"
    assert corrected(AGAIN, kept(shrunk)).turns[3].text == "it is forty a seat"


def test_an_edit_does_not_touch_the_other_voice_that_speaks_at_the_same_time() -> None:
    both = transcript(turn(0, "rep", words("we can do ten", 5.0)), turn(1, "buyer", words("no no wait please", 5.0)))
    change = text_change(both, turn_index=0, text="we can do two")
    later = replace(both, version=2)
    for heard in (both, later):
        assert [t.text for t in corrected(heard, kept(change)).turns] == ["we can do two", "no no wait please"]


def test_edits_follow_each_other_and_undoing_one_leaves_the_others() -> None:
    first = text_change(FIRST, turn_index=1, text="Hi what does it cost for a team of ten people")
    then = corrected(FIRST, kept(first))
    second = text_change(
        then, turn_index=1, text="Hi what does it cost for a team of twelve people", was=then.turns[1].text
    )
    assert corrected(FIRST, kept(first, second)).turns[1].text.endswith("a team of twelve people")
    assert corrected(FIRST, kept(second)).turns[1].text.endswith("a tin of twelve people")


def test_random_corrections_are_reproduced_word_by_word() -> None:
    seed = 20260803
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(200):
        said = [chance.choice(["a", "b", "c", "d", "e"]) for _ in range(chance.randint(1, 12))]
        wanted = [chance.choice(["a", "b", "c", "d", "e", "x"]) for _ in range(chance.randint(1, 12))]
        if said == wanted:
            continue
        heard = transcript(turn(0, "rep", words(" ".join(said), 1.0)))
        made = corrected(heard, kept(text_change(heard, turn_index=0, text=" ".join(wanted)))).turns[0]
        assert made.text == " ".join(wanted)
        times = [(word.start_s, word.end_s) for word in made.words]
        assert times == sorted(times)
        assert heard.turns[0].start_s <= times[0][0] <= times[-1][1] <= heard.turns[0].end_s


def test_a_turn_without_words_is_corrected_by_its_index() -> None:
    spoken = transcript(Turn(index=0, speaker="Bo", role=Role.BUYER, text="To deer."))
    made = corrected(spoken, kept(text_change(spoken, turn_index=0, text="Too dear.")))
    assert made.turns[0].text == "Too dear."


def test_text_of_a_language_without_spaces_stays_without() -> None:
    spoken = transcript(turn(0, "rep", words("今日 は 晴 です", 0.0)), language="ja")
    spoken = replace(spoken, turns=(replace(spoken.turns[0], text="今日は晴です"),))
    made = corrected(spoken, kept(text_change(spoken, turn_index=0, text="今日は雨です")))
    assert made.turns[0].text == "今日は雨です"
    assert made.turns[0].words[0] == spoken.turns[0].words[0]


def test_confirmed_words_are_trusted_and_others_are_not() -> None:
    change = confirm_change(FIRST, turn_index=2, end_s=12.75)
    made = corrected(FIRST, kept(change))
    assert [word.suspect for word in made.turns[2].words[:4]] == [None, None, "loop", "loop"]
    assert not any(w.suspect for w in corrected(FIRST, kept(confirm_change(FIRST, turn_index=2))).turns[2].words)
    # The same words a little later are the same; other words then are not.
    whole = kept(confirm_change(FIRST, turn_index=2))
    assert not any(word.suspect for word in corrected(AGAIN, whole).turns[3].words)
    other = replace(AGAIN, turns=(turn(0, "speaker 2", words("Bless you", 12.0, suspect="Bless you")),))
    assert corrected(other, whole).turns[0].words[0].suspect == "loop"


def test_roles_follow_the_voice_when_labels_change_places() -> None:
    asked = [RoleAsked(speaker="speaker 1", role=Role.REP, name="Ana"), RoleAsked(speaker="speaker 2", role=Role.BUYER)]
    unknown = replace(FIRST, turns=tuple(replace(t, role=Role.UNKNOWN) for t in FIRST.turns))
    change = roles_change(unknown, asked)
    made = corrected(AGAIN, kept(change))
    assert [t.role for t in made.turns] == [Role.REP, Role.REP, Role.BUYER, Role.REP]
    assert made.speakers[0] == Speaker(
        label="speaker 2", role=Role.REP, name="Ana", confidence=1.0, decided_by=DecidedBy.PERSON
    )


def test_two_voices_that_became_one_take_the_role_of_the_one_that_speaks_more() -> None:
    asked = [RoleAsked(speaker="speaker 1", role=Role.BUYER), RoleAsked(speaker="speaker 2", role=Role.REP)]
    one = replace(AGAIN, turns=tuple(replace(t, speaker="unknown") for t in AGAIN.turns))
    made = corrected(one, kept(roles_change(FIRST, asked)))
    assert {(t.speaker, t.role) for t in made.turns} == {("buyer", Role.BUYER)}


def test_swapping_changes_labels_that_are_roles_and_names_with_them() -> None:
    heard = transcript(
        turn(0, "rep", words("Hello", 0.0), Role.REP), turn(1, "buyer", words("Hi there", 2.0), Role.BUYER)
    )
    speakers = (
        Speaker(label="rep", role=Role.REP, name="Ana", confidence=1.0, decided_by=DecidedBy.CHANNELS),
        Speaker(label="buyer", role=Role.BUYER, confidence=1.0, decided_by=DecidedBy.CHANNELS),
    )
    heard = replace(heard, speakers=speakers)
    once = corrected(heard, kept(swap_change(heard)))
    assert [(t.speaker, t.role) for t in once.turns] == [("buyer", Role.BUYER), ("rep", Role.REP)]
    assert [(s.label, s.name) for s in once.speakers] == [("buyer", None), ("rep", "Ana")]
    twice = corrected(heard, kept(swap_change(heard), swap_change(once)))
    assert [(t.speaker, t.role) for t in twice.turns] == [("rep", Role.REP), ("buyer", Role.BUYER)]


def test_one_known_role_of_two_tells_the_other() -> None:
    heard = replace(FIRST, turns=(FIRST.turns[0], replace(FIRST.turns[1], role=Role.UNKNOWN)))
    made = corrected(heard, kept(swap_change(heard)))
    assert [t.role for t in made.turns] == [Role.BUYER, Role.REP]


def test_a_label_is_never_given_to_two_voices() -> None:
    heard = transcript(turn(0, "rep", words("Hello", 0.0), Role.REP), turn(1, "buyer", words("Hi", 2.0), Role.BUYER))
    made = corrected(heard, kept(roles_change(heard, [RoleAsked(speaker="rep", role=Role.BUYER)])))
    assert [(t.speaker, t.role) for t in made.turns] == [("buyer 2", Role.BUYER), ("buyer", Role.BUYER)]
    assert [s.label for s in speakers_of(made)] == ["buyer 2", "buyer"]


@pytest.mark.parametrize(
    ("said", "heard", "spelling", "meant"),
    [
        ("We use tok track, TOK-TRACK's fine", "Tok Track", "Talktrack", "We use Talktrack, TOK-TRACK's fine"),
        ("Is this Anna's? (anna!) Annabel", "Anna", "Ana", "Is this Ana's? (Ana!) Annabel"),
        ("Harper lane and harper", "Harper", "Harbor", "Harbor lane and Harbor"),
        ("At Harbor Lane, at Harbor", "Harbor", "Harbor Lane", "At Harbor Lane, at Harbor Lane"),
        ("Ask Hub spot’s people", "hub spot", "HubSpot", "Ask HubSpot’s people"),
    ],
)
def test_a_name_is_put_right_wherever_it_is_said(said: str, heard: str, spelling: str, meant: str) -> None:
    timed = transcript(turn(0, "rep", words(said, 0.0)))
    plain = transcript(Turn(index=0, speaker="rep", role=Role.REP, text=said))
    for spoken in (timed, plain):
        changes = kept(name_change(spoken, heard=heard, spelling=spelling))
        made = corrected(spoken, changes)
        assert made.turns[0].text == meant
        assert corrected(made, changes) == made, "done twice, it is done once"
    last = corrected(timed, changes).turns[0].words[-1]
    assert last.end_s == timed.turns[0].words[-1].end_s


def test_what_cannot_be_done_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInput, match="turns 0 to 2"):
        text_change(FIRST, turn_index=9, text="x")
    with pytest.raises(InvalidInput, match="empty"):
        text_change(FIRST, turn_index=0, text=" \n ")
    with pytest.raises(InvalidInput, match="already"):
        text_change(FIRST, turn_index=0, text=FIRST.turns[0].text + " ")
    with pytest.raises(Conflict, match="Load the transcript again"):
        text_change(FIRST, turn_index=0, text="x", was="Something else")
    with pytest.raises(InvalidInput, match="uncertain"):
        confirm_change(FIRST, turn_index=1)
    with pytest.raises(InvalidInput, match="speaker 1, speaker 2"):
        roles_change(FIRST, [RoleAsked(speaker="rep", role=Role.REP)])
    with pytest.raises(InvalidInput, match="already"):
        roles_change(FIRST, [RoleAsked(speaker="speaker 1", role=Role.REP)])
    with pytest.raises(InvalidInput, match="a role yet"):
        swap_change(AGAIN)
    with pytest.raises(InvalidInput, match="Nobody says"):
        name_change(FIRST, heard="Salesforce", spelling="HubSpot")
    with pytest.raises(Conflict, match="Version 2"):
        at_version(1, current=2)
