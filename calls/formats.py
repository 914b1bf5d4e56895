"""The stable shapes in which stages exchange transcripts and moments: JSON out and in, and readable text.

All functions are pure. Times are seconds from the start of the call.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from calls.errors import UnreadableTranscript
from calls.moment import Category, Kind, Moment
from calls.provenance import Provenance
from calls.speakers import shown_names
from calls.theme import Theme
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn, Word

_LONGEST_SPEAKER, _LONGEST_LANGUAGE = 200, 20
READY_MADE = Provenance(name="ready-made", version="1")


def transcript_to_dict(transcript: Transcript) -> dict[str, Any]:
    """Return the JSON shape of a transcript, as `talktrack transcribe --format json` prints it."""
    return {
        "call_id": transcript.call_id,
        "version": transcript.version,
        "language": transcript.language,
        "duration_s": transcript.duration_s,
        "speakers": [speaker_to_dict(speaker) for speaker in transcript.speakers],
        "turns": [turn_to_dict(turn) for turn in transcript.turns],
        "warnings": list(transcript.warnings),
        "provenance": transcript.provenance.as_dict(),
    }


def turn_to_dict(turn: Turn) -> dict[str, Any]:
    """Return the JSON shape of one turn, words included."""
    return {
        "index": turn.index,
        "speaker": turn.speaker,
        "role": turn.role.value,
        "start_s": turn.start_s,
        "end_s": turn.end_s,
        "text": turn.text,
        "words": [word_to_dict(word) for word in turn.words],
    }


def word_to_dict(word: Word) -> dict[str, Any]:
    """Return the JSON shape of one word; `suspect` and `overlap` only where they say something."""
    shape: dict[str, Any] = {
        "word": word.word,
        "start_s": word.start_s,
        "end_s": word.end_s,
        "probability": word.probability,
    }
    if word.suspect:
        shape["suspect"] = word.suspect
    if word.overlap:
        shape["overlap"] = True
    return shape


def speaker_to_dict(speaker: Speaker) -> dict[str, Any]:
    """Return the JSON shape of one speaker."""
    return {
        "speaker": speaker.label,
        "role": speaker.role.value,
        "name": speaker.name,
        "confidence": speaker.confidence,
        "decided_by": speaker.decided_by.value,
    }


def speaker_from_dict(data: Mapping[str, Any]) -> Speaker:
    """Read the JSON shape of one speaker. Raises UnreadableTranscript."""
    try:
        return Speaker(
            label=str(data["speaker"])[:_LONGEST_SPEAKER],
            role=role_of(data.get("role")),
            name=str(data["name"]) if data.get("name") else None,
            confidence=_seconds(data.get("confidence")),
            decided_by=DecidedBy(data.get("decided_by") or "nothing"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableTranscript(f"A speaker is not in the expected shape: {error!r}.") from error


def transcript_from_dict(data: Mapping[str, Any]) -> Transcript:
    """Read the JSON shape of a transcript.

    Role may be given as `speaker: "rep" | "buyer"`; times, words, language and provenance may be missing. Turn indexes
    are kept where given, so that moments refer to the turns of the file. Raises UnreadableTranscript.
    """
    turns_in = data.get("turns")
    if not isinstance(turns_in, list):
        raise UnreadableTranscript("The transcript has no list of turns: expected {call_id, turns: [{speaker, text}]}.")
    if not data.get("call_id"):
        raise UnreadableTranscript("The transcript has no call_id.")
    turns = tuple(_turn_from_dict(turn, position) for position, turn in enumerate(turns_in))
    try:
        duration_s = _seconds(data.get("duration_s"))
    except (TypeError, ValueError) as error:
        raise UnreadableTranscript("The transcript's duration_s is no number of seconds.") from error
    return Transcript(
        call_id=str(data["call_id"]),
        language=str(data.get("language") or "en")[:_LONGEST_LANGUAGE],
        duration_s=duration_s,
        turns=turns,
        speakers=tuple(speaker_from_dict(speaker) for speaker in data.get("speakers") or ()),
        version=int(data.get("version") or 1),
        warnings=tuple(str(warning) for warning in data.get("warnings") or ()),
        provenance=provenance_from_dict(data.get("provenance")),
    )


def _turn_from_dict(data: object, position: int) -> Turn:
    if not isinstance(data, Mapping) or not isinstance(data.get("text"), str):
        raise UnreadableTranscript(f"Turn {position} has no text.")
    speaker = str(data.get("speaker") or "unknown")[:_LONGEST_SPEAKER]
    try:
        return Turn(
            index=int(data.get("index", position)),
            speaker=speaker,
            role=role_of(data.get("role") or speaker),
            text=data["text"],
            start_s=_seconds(data.get("start_s")),
            end_s=_seconds(data.get("end_s")),
            words=tuple(_word_from_dict(word) for word in data.get("words") or ()),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableTranscript(f"Turn {position} is not in the expected shape: {error!r}.") from error


def _word_from_dict(data: Mapping[str, Any]) -> Word:
    return Word(
        word=str(data["word"]),
        start_s=_seconds(data["start_s"]) or 0.0,
        end_s=_seconds(data["end_s"]) or 0.0,
        probability=_seconds(data.get("probability")),
        suspect=str(data["suspect"]) if data.get("suspect") else None,
        overlap=bool(data.get("overlap")),
    )


def _seconds(value: object) -> float | None:
    if value is None:
        return None
    seconds = float(value)  # type: ignore[arg-type]
    if not math.isfinite(seconds):
        raise ValueError(f"{value!r} is no number of seconds")
    return seconds


def role_of(name: object) -> Role:
    """Return the role a name stands for; anything but `rep` and `buyer` is `unknown`."""
    try:
        return Role(str(name).strip().lower())
    except ValueError:
        return Role.UNKNOWN


def provenance_from_dict(data: object) -> Provenance:
    """Read `{name, version, options}`; what has none was made elsewhere and says so."""
    if not isinstance(data, Mapping) or "name" not in data:
        return READY_MADE
    return Provenance(
        name=str(data["name"]), version=str(data.get("version", "")), options=dict(data.get("options") or {})
    )


def moment_to_dict(moment: Moment) -> dict[str, Any]:
    """Return the JSON shape of a moment, as `talktrack mine` prints it, one a line."""
    return {
        "id": moment.id,
        "call_id": moment.call_id,
        "turn_index": moment.turn_index,
        "kind": moment.kind.value,
        "category": moment.category.value if moment.category else None,
        "quote": moment.quote,
        "start_s": moment.start_s,
        "end_s": moment.end_s,
        "role": moment.role.value,
        "score": moment.score,
        "competitor": moment.competitor,
        "answer_turn_index": moment.answer_turn_index,
        "answered": moment.answered,
        "came_back": moment.came_back,
        "came_back_id": moment.came_back_id,
        "provenance": moment.provenance.as_dict(),
    }


def moment_from_dict(data: Mapping[str, Any]) -> Moment:
    """Read the JSON shape of a moment; only id, call_id, kind and quote must be there. Raises UnreadableTranscript."""
    try:
        return Moment(
            id=str(data["id"]),
            call_id=str(data["call_id"]),
            turn_index=int(data.get("turn_index") or 0),
            kind=Kind(data["kind"]),
            category=Category(data["category"]) if data.get("category") else None,
            quote=str(data["quote"]),
            start_s=_seconds(data.get("start_s")),
            end_s=_seconds(data.get("end_s")),
            role=role_of(data.get("role") or "buyer"),
            score=float(data.get("score", 1.0)),
            competitor=str(data["competitor"]) if data.get("competitor") else None,
            answer_turn_index=None if data.get("answer_turn_index") is None else int(data["answer_turn_index"]),
            answered=None if data.get("answered") is None else bool(data["answered"]),
            came_back_id=str(data["came_back_id"]) if data.get("came_back_id") else None,
            provenance=provenance_from_dict(data.get("provenance")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableTranscript(f"A moment needs id, call_id, kind and quote: {error!r}.") from error


def transcript_to_text(transcript: Transcript) -> str:
    """Return the transcript as plain lines: `[mm:ss] speaker: text`, without the time where there is none."""
    names = shown_names(transcript)
    return "".join(f"{_clock(turn.start_s)}{names[turn.speaker]}: {turn.text}\n" for turn in transcript.turns)


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return f"[{minutes:02d}:{rest:02d}] "


def themes_to_list(themes: Sequence[Theme]) -> list[dict[str, Any]]:
    """Return the JSON shape of themes, as `talktrack themes --format json` prints it.

    Sub-themes stand in their theme, which has all of their moments itself.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    for theme in themes:
        if theme.parent_id is not None:
            own = {"id": theme.id, "label": theme.label, "moment_ids": list(theme.moment_ids)}
            parts.setdefault(theme.parent_id, []).append(own)
    return [
        {
            "id": theme.id,
            "kind": theme.kind.value,
            "label": theme.label,
            "moment_ids": list(theme.moment_ids),
            "keywords": list(theme.keywords),
            "subthemes": parts.get(theme.id, []),
        }
        for theme in themes
        if theme.parent_id is None
    ]
