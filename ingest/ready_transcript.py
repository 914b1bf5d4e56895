"""Ready transcripts, as call platforms export them: JSON with speaker, text and millisecond times, or WebVTT.

Such a call has no audio. Accepted JSON: Talktrack's own transcript shape; a list of turns, or an object holding one
under `turns`, `transcript`, `segments`, `utterances` or `monologues`, each turn with a speaker (name, id or role), a
text (or `sentences` with texts) and times in milliseconds.
"""

import html
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import webvtt

from calls.call import CallDetails, Party
from calls.errors import UnreadableTranscript
from calls.formats import READY_MADE, role_of, transcript_from_dict
from calls.transcript import Role, Transcript, Turn
from ingest.sidecar import details_from

_TURN_LISTS = ("turns", "transcript", "segments", "utterances", "monologues")
_SPEAKER_NAMES = ("speaker", "speaker_name", "speakerName", "speaker_id", "speakerId", "participant", "name")
_START_NAMES = ("start_ms", "startMs", "start_time", "startTime", "start")
_END_NAMES = ("end_ms", "endMs", "end_time", "endTime", "end")
_LONGEST_SPEAKER = 200
_NAME_PREFIX = re.compile(r"^([^\W\d_][\w .'-]{0,60}):\s+(.+)$", re.S)


def is_transcript(data: object) -> bool:
    """Whether parsed JSON looks like a transcript rather than a sidecar."""
    if isinstance(data, list):
        return bool(data) and isinstance(data[0], Mapping)
    return isinstance(data, Mapping) and any(isinstance(data.get(name), list) for name in _TURN_LISTS)


def read_ready_transcript(
    content: bytes, *, call_id: str, filename: str, parties: Sequence[Party] = ()
) -> tuple[Transcript, CallDetails]:
    """Read a ready transcript and what it says about its call. Raises UnreadableTranscript.

    Roles come from the turn itself, or from the party the speaker's name belongs to; else they are unknown.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTranscript(f"{filename} is not UTF-8 text.") from error
    if text.lstrip().startswith("WEBVTT"):
        return _assemble(
            _vtt_turns(text.replace("\x00", ""), filename), call_id=call_id, parties=parties
        ), CallDetails()
    try:
        data = cleaned(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UnreadableTranscript(f"{filename} is neither a JSON transcript nor WebVTT: {error}.") from error
    return _from_json(data, call_id=call_id, filename=filename, parties=parties)


def cleaned(value: Any) -> Any:
    """Return parsed JSON with its texts fit to be stored: PostgreSQL keeps no NUL, UTF-8 no lone surrogate."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {cleaned(name): cleaned(item) for name, item in value.items()}
    return value


def _from_json(
    data: object, *, call_id: str, filename: str, parties: Sequence[Party]
) -> tuple[Transcript, CallDetails]:
    if not is_transcript(data):
        raise UnreadableTranscript(
            f"{filename} holds no turns: expected a list of {{speaker, text, start_ms, end_ms}} under `turns`."
        )
    about = data if isinstance(data, Mapping) else {}
    details = details_from({key: about.get(key) for key in _SIDECAR_FIELDS}, name=filename)
    if _is_own_shape(about):
        transcript = transcript_from_dict({**about, "call_id": call_id})
        # Indexes of the file may repeat or have gaps; ours count from 0.
        turns = tuple(replace(turn, index=index) for index, turn in enumerate(transcript.turns))
        return replace(transcript, turns=turns), details
    named = _named_parties(about, tuple(parties) or details.parties)
    raw = [_raw_turn(item, position, filename) for position, item in enumerate(_listed_turns(data))]
    return _assemble(raw, call_id=call_id, parties=tuple(parties) or details.parties, ids=named), details


_SIDECAR_FIELDS = ("id", "title", "started", "direction", "account", "parties", "deal", "segment", "lead_source")


def _listed_turns(data: object) -> list[object]:
    if isinstance(data, list):
        return data
    about = data if isinstance(data, Mapping) else {}
    return next((turns for name in _TURN_LISTS if isinstance(turns := about.get(name), list)), [])


def _is_own_shape(about: Mapping[str, Any]) -> bool:
    turns = about.get("turns")
    return (
        bool(turns)
        and isinstance(turns, list)
        and all(
            isinstance(turn, Mapping) and "index" in turn and not any(name in turn for name in _START_NAMES)
            for turn in turns
        )
    )


@dataclass(frozen=True, slots=True)
class _RawTurn:
    """A turn before its speaker is known by role: who, what, and when in seconds."""

    speaker: str
    text: str
    start_s: float | None
    end_s: float | None
    role: Role


def _raw_turn(item: object, position: int, filename: str) -> _RawTurn:
    if not isinstance(item, Mapping):
        raise UnreadableTranscript(f"{filename}: turn {position} is not an object with speaker and text.")
    sentences = [part for part in item.get("sentences") or () if isinstance(part, Mapping)]
    text = (
        item.get("text") if item.get("text") is not None else " ".join(str(part.get("text", "")) for part in sentences)
    )
    if not isinstance(text, str) or (not text and not sentences):
        raise UnreadableTranscript(f"{filename}: turn {position} has no text.")
    speaker = _first(item, _SPEAKER_NAMES)
    if isinstance(speaker, Mapping):
        speaker = speaker.get("name") or speaker.get("id")
    first, last = (sentences[0], sentences[-1]) if sentences else (item, item)
    start, end = _first(item, _START_NAMES), _first(item, _END_NAMES)
    start = _first(first, _START_NAMES) if start is None else start
    end = _first(last, _END_NAMES) if end is None else end
    return _RawTurn(
        speaker=str(speaker or "unknown")[:200],
        text=text.strip(),
        start_s=_from_ms(start, position, filename),
        end_s=_from_ms(end, position, filename),
        role=role_of(item.get("role") or speaker),
    )


def _first(item: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((item[name] for name in names if item.get(name) is not None), None)


def _from_ms(value: object, position: int, filename: str) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value) / 1000.0  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise UnreadableTranscript(f"{filename}: turn {position} has the time {value!r}; give milliseconds.") from error
    if not 0 <= seconds < 10_000_000:
        raise UnreadableTranscript(f"{filename}: turn {position} has the time {value!r}; give milliseconds.")
    return seconds


def _vtt_turns(text: str, filename: str) -> list[_RawTurn]:
    try:
        captions = webvtt.from_buffer(io.StringIO(text)).captions
    except webvtt.errors.MalformedFileError as error:
        raise UnreadableTranscript(f"{filename} is not WebVTT that can be read: {error}.") from error
    turns = []
    for caption in captions:
        spoken = html.unescape(caption.text.replace("\n", " ")).strip()
        speaker = caption.voice
        prefixed = _NAME_PREFIX.match(spoken) if not speaker else None
        if prefixed:
            speaker, spoken = prefixed.group(1), prefixed.group(2)
        name = str(speaker or "unknown")[:200]
        if spoken:
            turns.append(
                _RawTurn(name, spoken, _seconds(caption.start_time), _seconds(caption.end_time), role_of(name))
            )
    return turns


def _seconds(time: Any) -> float:
    return float(time.in_milliseconds()) / 1000.0


def _named_parties(about: Mapping[str, Any], parties: Sequence[Party]) -> dict[str, Party]:
    """Return parties by the ids that exports give them, so that turns may name a speaker by id."""
    listed = about.get("parties") or ()
    found: dict[str, Party] = {}
    for item, party in zip(listed, parties, strict=False):
        if isinstance(item, Mapping):
            for name in ("id", "speaker_id", "speakerId", "user_id"):
                if item.get(name) is not None:
                    found[str(item[name]).casefold()] = party
    return found


def _assemble(
    raw: Sequence[_RawTurn], *, call_id: str, parties: Sequence[Party], ids: Mapping[str, Party] | None = None
) -> Transcript:
    known = {party.name.casefold(): party for party in parties} | dict(ids or {})
    turns: list[Turn] = []
    for item in raw:
        if not item.text:
            continue
        party = known.get(item.speaker.casefold())
        role = item.role if item.role is not Role.UNKNOWN else (party.role if party else Role.UNKNOWN)
        speaker = (party.name if party else item.speaker)[:_LONGEST_SPEAKER]
        turns.append(
            Turn(index=len(turns), speaker=speaker, role=role, text=item.text, start_s=item.start_s, end_s=item.end_s)
        )
    if not turns:
        raise UnreadableTranscript("The transcript holds no spoken text.")
    ends = [turn.end_s or turn.start_s for turn in turns if (turn.end_s or turn.start_s) is not None]
    return Transcript(
        call_id=call_id,
        language="en",
        duration_s=max((end for end in ends if end is not None), default=None),
        turns=tuple(turns),
        provenance=READY_MADE,
    )
