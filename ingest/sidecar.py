"""Sidecars: the JSON file beside a recording in which a call platform says what the call was.

Shape: `{id, title, started, direction, account: {name}, parties: [{name, affiliation, channel, email, voice_profile}],
deal: {stage, outcome, amount}, segment, lead_source}`. Every field may be missing.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from calls.call import CallDetails, Deal, Party
from calls.errors import InvalidInput
from calls.transcript import Role

_MOST_TEXT = 300
_AFFILIATIONS = {"internal": Role.REP, "external": Role.BUYER, "rep": Role.REP, "buyer": Role.BUYER}
_MOST_SIDECAR_BYTES = 5_000_000


def read_sidecar(path: Path) -> CallDetails:
    """Read a sidecar file. Raises InvalidInput."""
    if path.stat().st_size > _MOST_SIDECAR_BYTES:
        raise InvalidInput(f"{path.name} is too large for a sidecar.")
    return parse_sidecar(path.read_bytes(), name=path.name)


def parse_sidecar(content: bytes | str, *, name: str = "metadata") -> CallDetails:
    """Read the content of a sidecar. Raises InvalidInput, naming what is wrong."""
    try:
        data = json.loads(content)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"{name} is not JSON: {error}.") from error
    if not isinstance(data, Mapping):
        raise InvalidInput(f"{name} must be a JSON object.")
    return details_from(data, name=name)


def details_from(data: Mapping[str, Any], *, name: str = "metadata") -> CallDetails:
    """Return what a sidecar object tells about its call. Raises InvalidInput."""
    parties = tuple(_party(item, name) for item in _list(data.get("parties"), "parties", name))
    deal = data.get("deal") or {}
    if not isinstance(deal, Mapping):
        raise InvalidInput(f"{name}: deal must be an object with stage, outcome and amount.")
    return CallDetails(
        client_unique_id=clean_text(data.get("id"), "id", name),
        title=clean_text(data.get("title"), "title", name),
        started_at=_instant(data.get("started"), name),
        direction=clean_text(data.get("direction"), "direction", name),
        account=_account(data.get("account"), name),
        parties=parties,
        channel_roles=roles_by_channel(parties),
        deal=Deal(
            stage=clean_text(deal.get("stage"), "deal.stage", name),
            outcome=clean_text(deal.get("outcome"), "deal.outcome", name),
            segment=clean_text(data.get("segment") or deal.get("segment"), "segment", name),
            lead_source=clean_text(data.get("lead_source") or deal.get("lead_source"), "lead_source", name),
            amount=_number(deal.get("amount"), name),
        ),
    )


def details_of(fields: Mapping[str, str]) -> CallDetails:
    """Return what the text fields sent along with a file tell about its call. Raises InvalidInput.

    `metadata` is a sidecar's JSON; `channels` and `client_unique_id` win over what it says.
    """
    said, map_given = fields.get("metadata", ""), fields.get("channels", "")
    details = parse_sidecar(said) if said.strip() else CallDetails()
    channels = parse_channels(map_given) if map_given.strip() else details.channel_roles
    own_id = clean_text(fields.get("client_unique_id"), "client_unique_id", "the form")
    return replace(details, channel_roles=channels, client_unique_id=own_id or details.client_unique_id)


def roles_by_channel(parties: tuple[Party, ...]) -> tuple[Role, ...]:
    """Return the role of each channel in order, or nothing where the parties do not name every channel once."""
    named = {party.channel: party.role for party in parties if party.channel is not None}
    channels = [party.channel for party in parties if party.channel is not None]
    if not named or sorted(named) != list(range(len(named))) or len(channels) != len(named):
        return ()
    return tuple(named[channel] for channel in sorted(named))


def parse_channels(text: str) -> tuple[Role, ...]:
    """Read a channel map such as `rep,buyer`. Raises InvalidInput."""
    names = [name.strip().lower() for name in text.split(",")]
    try:
        roles = tuple(Role(name) for name in names)
    except ValueError as error:
        raise InvalidInput("Channels are given in order as rep, buyer or unknown, for example `rep,buyer`.") from error
    if len(roles) > 2:
        raise InvalidInput("A recording has one or two channels: give one role, or two such as `rep,buyer`.")
    return roles


def _party(item: object, name: str) -> Party:
    if not isinstance(item, Mapping):
        raise InvalidInput(f"{name}: each of parties must be an object with name, affiliation and channel.")
    channel = item.get("channel")
    if channel is not None and (isinstance(channel, bool) or channel not in (0, 1)):
        raise InvalidInput(f"{name}: a party's channel is 0 or 1, not {channel!r}.")
    consent = item.get("voice_profile")
    if consent is not None and not isinstance(consent, bool):
        # Consent is never read into something that may have meant something else.
        raise InvalidInput(f"{name}: a party's voice_profile is true or false, not {consent!r}.")
    affiliation = str(item.get("affiliation") or item.get("role") or "").strip().lower()
    return Party(
        name=clean_text(item.get("name"), "parties.name", name) or "unknown",
        role=_AFFILIATIONS.get(affiliation, Role.UNKNOWN),
        channel=channel,
        email=clean_text(item.get("email"), "parties.email", name),
        voice_consent=consent is True,
    )


def _account(value: object, name: str) -> str | None:
    return clean_text(value.get("name") if isinstance(value, Mapping) else value, "account.name", name)


def clean_text(value: object, field: str, name: str) -> str | None:
    """Return text fit to be stored, or None where there is none. Raises InvalidInput, naming the field."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InvalidInput(f"{name}: {field} must be text.")
    # PostgreSQL keeps no NUL, and lone surrogates cannot be written as UTF-8.
    text = str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()
    if len(text) > _MOST_TEXT:
        raise InvalidInput(f"{name}: {field} is longer than {_MOST_TEXT} characters.")
    return text or None


def _number(value: object, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) > 1e15:
        raise InvalidInput(f"{name}: deal.amount must be a number.")
    return float(value)


def _instant(value: object, name: str) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(str(value))
        instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        # Far years overflow when they are turned into another zone.
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{name}: started must be a date and time such as 2026-08-14T15:02:00Z.") from error


def _list(value: object, field: str, name: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidInput(f"{name}: {field} must be a list.")
    return value
