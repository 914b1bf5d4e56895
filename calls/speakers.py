"""The speakers of a transcript: who they are, what they are called, and which of them a voice is."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from calls.call import Party
from calls.correction import Voice
from calls.transcript import DecidedBy, Role, Speaker, Transcript


def speakers_of(transcript: Transcript, *, decided_by: DecidedBy = DecidedBy.NOTHING) -> tuple[Speaker, ...]:
    """Return the speakers, those that only the turns know included, in the order in which they are first heard.

    `decided_by` says what the roles of the turns rest on where the transcript has no speakers.
    """
    known = {speaker.label: speaker for speaker in transcript.speakers}
    roles: dict[str, Role] = {}
    for turn in transcript.turns:
        roles.setdefault(turn.speaker, turn.role)
    found = []
    for label, role in roles.items():
        basis = DecidedBy.NOTHING if role is Role.UNKNOWN else decided_by
        certain = 1.0 if basis is not DecidedBy.NOTHING else None
        found.append(known.get(label) or Speaker(label=label, role=role, confidence=certain, decided_by=basis))
    return tuple(found)


def with_roles(transcript: Transcript, speakers: Sequence[Speaker]) -> Transcript:
    """Return the transcript with these speakers, and with their roles on the turns that carry their labels."""
    roles = {speaker.label: speaker.role for speaker in speakers}
    turns = tuple(replace(turn, role=roles.get(turn.speaker, turn.role)) for turn in transcript.turns)
    return replace(transcript, turns=turns, speakers=tuple(speakers))


def named(speakers: Iterable[Speaker], parties: Sequence[Party]) -> tuple[Speaker, ...]:
    """Give a speaker without a name that of the one participant who has its role; who is alone in a role is known."""
    speakers = tuple(speakers)
    by_role: dict[Role, list[str]] = {}
    for party in parties:
        by_role.setdefault(party.role, []).append(party.name)
    roles = [speaker.role for speaker in speakers]
    return tuple(
        replace(speaker, name=by_role[speaker.role][0])
        if not speaker.name
        and speaker.role is not Role.UNKNOWN
        and roles.count(speaker.role) == 1
        and len(by_role.get(speaker.role, ())) == 1
        else speaker
        for speaker in speakers
    )


def shown_names(transcript: Transcript) -> Mapping[str, str]:
    """Return what to call each speaker by label: its name, or its label with the role where that says more."""
    return {speaker.label: _shown(speaker) for speaker in speakers_of(transcript)}


def _shown(speaker: Speaker) -> str:
    if speaker.name:
        return speaker.name
    says_more = speaker.role is not Role.UNKNOWN and speaker.label.lower() != speaker.role.value
    return f"{speaker.label} ({speaker.role.value})" if says_more else speaker.label


def voice_of(transcript: Transcript, speaker: str, *, around: tuple[float, float] | None = None) -> Voice:
    """Return when a speaker speaks, in the whole call or only `around` (start_s, end_s)."""
    spans = (
        (turn.start_s, turn.end_s)
        for turn in transcript.turns
        if turn.speaker == speaker and turn.start_s is not None and turn.end_s is not None
    )
    near = [span for span in spans if around is None or (span[1] >= around[0] and span[0] <= around[1])]
    return Voice(speaker=speaker, spans=tuple(sorted(near)))


def heard_as(transcript: Transcript, voice: Voice) -> tuple[str | None, float]:
    """Return the label of the speaker whose speech shares most seconds with a voice, and how many.

    Without times the label is the voice's own; (None, 0.0) where nobody speaks then.
    """
    if not voice.spans:
        there = any(turn.speaker == voice.speaker for turn in transcript.turns)
        return (voice.speaker, 0.0) if there else (None, 0.0)
    ends = [end_s for _, end_s in voice.spans]
    shared: dict[str, float] = {}
    for turn in transcript.turns:
        if turn.start_s is None or turn.end_s is None:
            continue
        seconds = 0.0
        for start_s, end_s in voice.spans[bisect_left(ends, turn.start_s) :]:
            if start_s >= turn.end_s:
                break
            seconds += max(0.0, min(end_s, turn.end_s) - max(start_s, turn.start_s))
        shared[turn.speaker] = shared.get(turn.speaker, 0.0) + seconds
    # The label decides between equals, so that nothing changes hands by chance.
    best = max(shared, key=lambda label: (shared[label], label == voice.speaker), default=None)
    return (best, shared[best]) if best is not None and shared[best] > 0 else (None, 0.0)
