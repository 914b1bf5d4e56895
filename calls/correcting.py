"""From what a person asks for to a correction that can be kept: checked against the transcript they looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from calls.correction import (
    ConfirmChange,
    ConfirmedWord,
    Edit,
    NameChange,
    RolesChange,
    TextChange,
    VoiceRole,
)
from calls.errors import Conflict, InvalidInput
from calls.names import times_said
from calls.speakers import speakers_of, voice_of
from calls.transcript import Role, Speaker, Transcript, Turn, Word
from calls.wording import UNSPACED_LANGUAGES, middle_s, running_text

LONGEST_TEXT, LONGEST_NAME = 100_000, 200
# A voice is told from others by when it speaks within this time around a corrected turn.
_AROUND_S = 60.0
_LOAD_AGAIN = "Load the transcript again and make the change once more."


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAsked:
    """What a person says about one speaker; the name stays what it is where none is given."""

    speaker: str
    role: Role
    name: str | None = None


def text_change(transcript: Transcript, *, turn_index: int, text: str, was: str | None = None) -> TextChange:
    """Return the change that makes a turn say `text`. `was` is what it said when the person looked.

    Raises InvalidInput (no such turn, no text, nothing changed) and Conflict (the turn says something else by now).
    """
    turn = _turn(transcript, turn_index)
    text = _clean(text, "text", longest=LONGEST_TEXT)
    if was is not None and was.split() != turn.text.split():
        raise Conflict(f"Turn {turn_index} says something else by now: {turn.text[:120]!r}. {_LOAD_AGAIN}")
    if text.split() == turn.text.split():
        raise InvalidInput(f"Turn {turn_index} says that already.")
    edits = _edits(turn.words, text, language=transcript.language) if turn.words else ()
    around = None
    if turn.start_s is not None and turn.end_s is not None:
        around = (turn.start_s - _AROUND_S, turn.end_s + _AROUND_S)
    voice = voice_of(transcript, turn.speaker, around=around)
    return TextChange(turn_index=turn_index, was=turn.text, text=text, voice=voice, edits=edits)


def confirm_change(
    transcript: Transcript, *, turn_index: int, start_s: float | None = None, end_s: float | None = None
) -> ConfirmChange:
    """Return the change that trusts the suspect words of a turn, or those between two times (seconds).

    Raises InvalidInput where there are none.
    """
    turn = _turn(transcript, turn_index)
    words = tuple(
        ConfirmedWord(word=word.word, start_s=word.start_s, end_s=word.end_s)
        for word in turn.words
        if word.suspect
        and (start_s is None or middle_s(word) >= start_s)
        and (end_s is None or middle_s(word) <= end_s)
    )
    if not words:
        raise InvalidInput(f"No word of turn {turn_index} is marked as uncertain there, so nothing needs confirming.")
    around = (words[0].start_s - _AROUND_S, words[-1].end_s + _AROUND_S)
    voice = voice_of(transcript, turn.speaker, around=around)
    return ConfirmChange(turn_index=turn_index, voice=voice, words=words)


def roles_change(transcript: Transcript, asked: Sequence[RoleAsked]) -> RolesChange:
    """Return the change that gives speakers their roles and names. Raises InvalidInput."""
    speakers = {speaker.label: speaker for speaker in speakers_of(transcript)}
    if not asked:
        raise InvalidInput("Say who is who: at least one speaker with a role.")
    labels = [item.speaker for item in asked]
    for label in labels:
        if label not in speakers:
            raise InvalidInput(f"There is no speaker {label[:60]!r}; this call has {', '.join(speakers)}.")
    if len(set(labels)) < len(labels):
        raise InvalidInput("A speaker is named twice; give each one role.")
    if all(_is_already(speakers[item.speaker], item) for item in asked):
        raise InvalidInput("The speakers have these roles and names already.")
    voices = tuple(
        VoiceRole(
            voice=voice_of(transcript, item.speaker),
            role=item.role,
            name=_name(item, speakers=speakers),
        )
        for item in asked
    )
    return RolesChange(voices=voices)


def swap_change(transcript: Transcript) -> RolesChange:
    """Return the change that makes reps buyers and buyers reps; of two speakers, one role tells the other.

    Raises InvalidInput where no speaker has a role, so that there is nothing to swap.
    """
    other = {Role.REP: Role.BUYER, Role.BUYER: Role.REP}
    speakers = speakers_of(transcript)
    known = [speaker for speaker in speakers if speaker.role in other]
    if not known:
        raise InvalidInput("No speaker of this call has a role yet; say for each who is rep and who is buyer.")
    asked = {speaker.label: other[speaker.role] for speaker in known}
    if len(speakers) == 2 and len(known) == 1:
        unknown = next(speaker for speaker in speakers if speaker.role is Role.UNKNOWN)
        asked[unknown.label] = known[0].role
    return roles_change(transcript, [RoleAsked(speaker=label, role=role) for label, role in asked.items()])


def name_change(transcript: Transcript, *, heard: str, spelling: str) -> NameChange:
    """Return the change that spells a misheard name right in the whole call. Raises InvalidInput."""
    heard = _clean(heard, "heard", longest=LONGEST_NAME)
    spelling = _clean(spelling, "spelling", longest=LONGEST_NAME)
    change = NameChange(heard=heard, spelling=spelling)
    if heard == spelling:
        raise InvalidInput("Both spellings are the same.")
    if not any(character.isalnum() for character in heard):
        raise InvalidInput("The misheard name has no letter or digit.")
    if not sum(times_said(turn.text, change) for turn in transcript.turns):
        raise InvalidInput(f"Nobody says {heard!r} in this call; give the name as the transcript spells it.")
    return change


def _turn(transcript: Transcript, turn_index: int) -> Turn:
    for turn in transcript.turns:
        if turn.index == turn_index:
            return turn
    there = f"turns 0 to {transcript.turns[-1].index}" if transcript.turns else "no turns"
    raise InvalidInput(f"There is no turn {turn_index}; this transcript has {there}.")


def _clean(text: str, field: str, *, longest: int) -> str:
    tidy = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not tidy:
        raise InvalidInput(f"`{field}` is empty; write what was said.")
    if len(tidy) > longest:
        raise InvalidInput(f"`{field}` is longer than {longest:,} characters.")
    return tidy


def _is_already(speaker: Speaker, asked: RoleAsked) -> bool:
    return speaker.role is asked.role and (not asked.name or asked.name.strip() == speaker.name)


def _name(asked: RoleAsked, *, speakers: Mapping[str, Speaker]) -> str | None:
    """Return a speaker's name: the one given, or else the one it has, or had by a role that it no longer has."""
    if asked.name and asked.name.strip():
        return _clean(asked.name, "name", longest=LONGEST_NAME)
    own = speakers[asked.speaker]
    if own.role is asked.role or own.role is Role.UNKNOWN:
        return own.name
    before = [speaker.name for speaker in speakers.values() if speaker.role is asked.role]
    return before[0] if len(before) == 1 else None


def _edits(words: Sequence[Word], text: str, *, language: str) -> tuple[Edit, ...]:
    said = [word.word for word in words]
    if language in UNSPACED_LANGUAGES:
        return (_unspaced_edit(words, "".join(text.split()), language=language),)
    meant = text.split()
    found = SequenceMatcher(a=said, b=meant, autojunk=False).get_opcodes()
    edits: list[Edit] = []
    for kind, a, b, c, d in found:
        if kind == "equal":
            continue
        edit = _edit(words, first=a, last=b, new=meant[c:d])
        if edits and edit.first < edits[-1].first + len(edits[-1].was):
            # Words were added on both sides of one word, and both took it in.
            edits[-1] = replace(edits[-1], words=(*edits[-1].words, *edit.words[1:]))
        else:
            edits.append(edit)
    return tuple(edits)


def _unspaced_edit(words: Sequence[Word], text: str, *, language: str) -> Edit:
    """Return one edit over everything between the words at the start and at the end that stay."""
    said = [word.word for word in words]
    head = max(n for n in range(len(said) + 1) if text.startswith(running_text(said[:n], language=language)))
    rest = text[len("".join(said[:head])) :]
    tail = max(n for n in range(len(said) - head + 1) if rest.endswith("".join(said[len(said) - n :])))
    middle = rest[: len(rest) - len("".join(said[len(said) - tail :]))]
    return _edit(words, first=head, last=len(said) - tail, new=[middle] if middle else [])


def _edit(words: Sequence[Word], *, first: int, last: int, new: Sequence[str]) -> Edit:
    """Return the edit that replaces `words[first:last]`; one that only adds takes a neighbour in, to have a time."""
    if first == last:
        at = first - 1 if first > 0 else 0
        new = [words[at].word, *new] if first > 0 else [*new, words[at].word]
        first, last = at, at + 1
    was = words[first:last]
    return Edit(
        first=first,
        was=tuple(word.word for word in was),
        words=tuple(new),
        start_s=was[0].start_s,
        end_s=max(word.end_s for word in was),
    )


def at_version(version: int | None, *, current: int) -> None:
    """Check that a person looked at the current version. Raises Conflict."""
    if version is not None and version != current:
        raise Conflict(f"Version {current} of the transcript is current by now, not version {version}. {_LOAD_AGAIN}")
