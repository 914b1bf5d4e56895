"""A transcript as people corrected it: corrections laid over what the machine heard, in the order they were made.

All functions are pure. In the version a correction was made on, it changes exactly the words it was made for; in
another version it is laid on the words that were spoken at the same time by the same voice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from calls.correction import (
    ConfirmChange,
    Correction,
    Edit,
    NameChange,
    RolesChange,
    TextChange,
    VoiceRole,
)
from calls.names import respelled
from calls.speakers import heard_as, speakers_of
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn, Word
from calls.wording import middle_s, plain, running_text, spread

# Another engine's word times differ by about so much.
_SLACK_S = 0.2
# A correction without any word at its time goes to a turn of the same voice no further away than this.
_FAR_S = 2.0


def corrected(transcript: Transcript, corrections: Iterable[Correction]) -> Transcript:
    """Return the transcript with all corrections in it. Turns keep their indexes; one that is left empty goes."""
    for correction in sorted(corrections, key=lambda item: item.number):
        change = correction.change
        if isinstance(change, TextChange):
            transcript = _with_text(transcript, change, exact=correction.version == transcript.version)
        elif isinstance(change, ConfirmChange):
            transcript = _with_confirmed(transcript, change)
        elif isinstance(change, RolesChange):
            transcript = _with_roles(transcript, change)
        else:
            transcript = _with_name(transcript, change)
    return transcript


def _with_text(transcript: Transcript, change: TextChange, *, exact: bool) -> Transcript:
    if not change.edits:
        return _map_turns(transcript, lambda turn: _retold(turn, change, exact=exact))
    # From the last edit to the first, so that the places of the others hold.
    for edit in reversed(change.edits):
        transcript = (exact and _edited_in_place(transcript, change, edit)) or _edited_by_time(transcript, change, edit)
    return transcript


def _retold(turn: Turn, change: TextChange, *, exact: bool) -> Turn:
    meant = turn.index == change.turn_index and not turn.words and (exact or turn.text == change.was)
    return replace(turn, text=change.text) if meant else turn


def _edited_in_place(transcript: Transcript, change: TextChange, edit: Edit) -> Transcript | None:
    """Return the transcript with the very words replaced, None where they are not there (any more)."""
    turn = next((turn for turn in transcript.turns if turn.index == change.turn_index), None)
    if turn is None:
        return None
    stretch = turn.words[edit.first : edit.first + len(edit.was)]
    if tuple(word.word for word in stretch) != edit.was:
        return None
    words = (*turn.words[: edit.first], *_new_words(edit, stretch), *turn.words[edit.first + len(edit.was) :])
    return _with_turns(transcript, {turn.index: words})


def _edited_by_time(transcript: Transcript, change: TextChange, edit: Edit) -> Transcript:
    """Return the transcript with the words replaced whose middle falls into the edit's time, of the same voice."""
    label, _ = heard_as(transcript, change.voice)
    turns = [turn for turn in transcript.turns if turn.speaker == label and turn.words]
    hits = {turn.index: [n for n, word in enumerate(turn.words) if _inside(word, edit)] for turn in turns}
    hits = {index: places for index, places in hits.items() if places}
    struck = [turn.words[n] for turn in turns for n in hits.get(turn.index, ())]
    if not edit.words:
        unsaid = {plain(word) for word in edit.was}
        return _with_turns(
            transcript,
            {
                turn.index: tuple(w for w in turn.words if not (_inside(w, edit) and plain(w.word) in unsaid))
                for turn in turns
                if turn.index in hits
            },
        )
    if _says_so(turns, edit, struck):
        return transcript
    new = _new_words(edit, struck)
    if hits:
        receiving = min(hits)
        words = {}
        for turn in turns:
            places = hits.get(turn.index)
            if places:
                kept = [word for n, word in enumerate(turn.words) if n not in places]
                at = places[0]
                words[turn.index] = (*kept[:at], *(new if turn.index == receiving else ()), *kept[at:])
        return _with_turns(transcript, words)
    nearest = min(turns, key=lambda turn: _away_s(turn, edit), default=None)
    if nearest is None or _away_s(nearest, edit) > _FAR_S:
        return transcript
    at = sum(middle_s(word) < edit.start_s for word in nearest.words)
    return _with_turns(transcript, {nearest.index: (*nearest.words[:at], *new, *nearest.words[at:])})


def _inside(word: Word, edit: Edit) -> bool:
    return edit.start_s <= middle_s(word) <= edit.end_s


def _away_s(turn: Turn, edit: Edit) -> float:
    return max(0.0, turn.words[0].start_s - edit.end_s, edit.start_s - turn.words[-1].end_s)


def _says_so(turns: Sequence[Turn], edit: Edit, struck: Sequence[Word]) -> bool:
    """Whether the corrected words were heard there by now, and what they replaced was not."""
    near = [
        plain(word.word)
        for turn in turns
        for word in turn.words
        if word.end_s > edit.start_s - _SLACK_S and word.start_s < edit.end_s + _SLACK_S
    ]
    still = _holds([plain(word.word) for word in struck], [plain(word) for word in edit.was])
    # Where the old words are part of the new ones ("is" made "is not"), finding the old ones says nothing.
    grown = _holds([plain(word) for word in edit.words], [plain(word) for word in edit.was])
    return _holds(near, [plain(word) for word in edit.words]) and (grown or not still)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(words[n : n + len(wanted)] == list(wanted) for n in range(len(words) - len(wanted) + 1))


def _new_words(edit: Edit, replaced: Sequence[Word]) -> tuple[Word, ...]:
    overlap = any(word.overlap for word in replaced)
    return spread(edit.words, start_s=edit.start_s, end_s=edit.end_s, overlap=overlap)


def _with_confirmed(transcript: Transcript, change: ConfirmChange) -> Transcript:
    label, _ = heard_as(transcript, change.voice)

    def trusted(word: Word) -> Word:
        said = any(
            plain(word.word) == plain(one.word) and one.start_s - _SLACK_S <= middle_s(word) <= one.end_s + _SLACK_S
            for one in change.words
        )
        return replace(word, suspect=None) if word.suspect and said else word

    def confirmed(turn: Turn) -> Turn:
        if turn.speaker != label or not any(word.suspect for word in turn.words):
            return turn
        return replace(turn, words=tuple(trusted(word) for word in turn.words))

    return _map_turns(transcript, confirmed)


def _with_name(transcript: Transcript, change: NameChange) -> Transcript:
    def renamed(turn: Turn) -> Turn:
        if not turn.words:
            return replace(turn, text=respelled(turn.text, change))
        words = respelled(turn.words, change)
        return turn if words == turn.words else _reworded(turn, words, language=transcript.language)

    return _map_turns(transcript, renamed)


def _with_roles(transcript: Transcript, change: RolesChange) -> Transcript:
    speakers = speakers_of(transcript)
    told = _by_label(transcript, change)
    labels = _labels(speakers, told)
    return replace(
        transcript,
        speakers=tuple(_told(speaker, told.get(speaker.label), label=labels[speaker.label]) for speaker in speakers),
        turns=tuple(
            replace(turn, speaker=labels[turn.speaker], role=told[turn.speaker].role)
            if turn.speaker in told
            else replace(turn, speaker=labels[turn.speaker])
            for turn in transcript.turns
        ),
    )


def _by_label(transcript: Transcript, change: RolesChange) -> dict[str, VoiceRole]:
    """Return which speaker is told what; where two voices became one speaker, the one that speaks more has it."""
    best: dict[str, tuple[float, VoiceRole]] = {}
    for item in change.voices:
        label, seconds = heard_as(transcript, item.voice)
        if label is not None and (label not in best or seconds > best[label][0]):
            best[label] = (seconds, item)
    return {label: item for label, (_, item) in best.items()}


def _told(speaker: Speaker, told: VoiceRole | None, *, label: str) -> Speaker:
    if told is None:
        return replace(speaker, label=label)
    return Speaker(label=label, role=told.role, name=told.name, confidence=1.0, decided_by=DecidedBy.PERSON)


def _labels(speakers: Sequence[Speaker], told: dict[str, VoiceRole]) -> dict[str, str]:
    """Return the new label of each speaker: one that names a role must not name the wrong one."""
    roles = {role.value for role in Role}
    stale = {s.label for s in speakers if s.label in told and s.label in roles and s.label != told[s.label].role.value}
    taken = {speaker.label for speaker in speakers} - stale
    labels = {}
    for speaker in speakers:
        label = speaker.label
        if label in stale:
            label = role = told[label].role.value
            number = 2
            while label in taken:
                label, number = f"{role} {number}", number + 1
        taken.add(label)
        labels[speaker.label] = label
    return labels


def _with_turns(transcript: Transcript, words: dict[int, tuple[Word, ...]]) -> Transcript:
    """Return the transcript with the words of some turns (by index) replaced."""
    turns = (
        _reworded(turn, words[turn.index], language=transcript.language) if turn.index in words else turn
        for turn in transcript.turns
    )
    return replace(transcript, turns=tuple(turn for turn in turns if turn.words or turn.text))


def _reworded(turn: Turn, words: tuple[Word, ...], *, language: str) -> Turn:
    return replace(turn, words=words, text=running_text((word.word for word in words), language=language))


def _map_turns(transcript: Transcript, change: Callable[[Turn], Turn]) -> Transcript:
    return replace(transcript, turns=tuple(change(turn) for turn in transcript.turns))
