"""One recorded conversation: its audio identity, when it was, who took part and the CRM context."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from calls.transcript import Role


class CallState(StrEnum):
    """How far a call has come. `ready` and `failed` are final."""

    RECEIVED = "received"
    DECODING = "decoding"
    TRANSCRIBING = "transcribing"
    MINING = "mining"
    READY = "ready"
    FAILED = "failed"


class Medium(StrEnum):
    """What a call came in as: a recording, or a ready transcript (then its quotes have no audio)."""

    AUDIO = "audio"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A participant. `channel` counts from 0 and is None where the source does not say.

    `voice_consent`: they agreed that a profile of their voice is learned, to know them again on one-channel calls.
    """

    name: str
    role: Role = Role.UNKNOWN
    channel: int | None = None
    email: str | None = None
    voice_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """The CRM context of a call; every field is what the source said, None where it said nothing."""

    stage: str | None = None
    outcome: str | None = None
    segment: str | None = None
    lead_source: str | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDetails:
    """What a sidecar or an upload form tells about a call.

    `started_at` is an aware datetime. `channel_roles` gives the role of each channel of the recording in order; empty
    where unknown (vendors differ, so roles are never guessed).
    """

    client_unique_id: str | None = None
    title: str | None = None
    started_at: datetime | None = None
    direction: str | None = None
    account: str | None = None
    parties: tuple[Party, ...] = ()
    channel_roles: tuple[Role, ...] = ()
    deal: Deal = field(default_factory=Deal)
