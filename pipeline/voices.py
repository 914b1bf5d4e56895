"""Who speaks in a transcript, as far as the channels or the source tell, and what a person should know about that."""

from collections.abc import Sequence
from dataclasses import replace

from calls.call import Medium, Party
from calls.speakers import named, speakers_of
from calls.transcript import DecidedBy, Role, Transcript

_ONE_VOICE = "unknown"


def with_speakers(transcript: Transcript, *, parties: Sequence[Party], decided_by: DecidedBy) -> Transcript:
    """Return the transcript with all its speakers listed, named by who took part where that is certain.

    `decided_by` is what the roles rest on that the turns already have.
    """
    speakers = named(speakers_of(transcript, decided_by=decided_by), parties)
    return replace(transcript, speakers=speakers)


def speaker_warnings(transcript: Transcript, *, medium: Medium) -> tuple[str, ...]:
    """Return why nothing was mined, in words for the person who sent the call in; nothing where a buyer speaks."""
    if not is_mined(transcript):
        return (f"Only English calls are mined, and this one is in another language ({transcript.language}).",)
    roles = {turn.role for turn in transcript.turns}
    if Role.BUYER in roles:
        return ()
    if medium is Medium.AUDIO and {turn.speaker for turn in transcript.turns} == {_ONE_VOICE}:
        return ("One channel holds both speakers, so it is not known who the buyer is; nothing was mined.",)
    if roles == {Role.UNKNOWN}:
        return (
            "It is not known which speaker is the buyer, so nothing was mined. Say who is who on the call's page, or "
            "send the file again with its channel map (such as rep,buyer) or a sidecar.",
        )
    return ("No buyer speaks in this call; nothing was mined.",)


def is_mined(transcript: Transcript) -> bool:
    """Say whether a transcript's language is one that moments are found in; in another they would be invented."""
    return transcript.language.lower().startswith("en")
