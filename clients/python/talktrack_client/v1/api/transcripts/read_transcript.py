from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.read_transcript_format import ReadTranscriptFormat
from ...models.transcript_out import TranscriptOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    call_id: str,
    *,
    format_: ReadTranscriptFormat | Unset = "json",
    version: int | None | Unset = UNSET,
    corrected: bool | Unset = True,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_

    params["format"] = json_format_

    json_version: int | None | Unset
    if isinstance(version, Unset):
        json_version = UNSET
    else:
        json_version = version
    params["version"] = json_version

    params["corrected"] = corrected

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/calls/{call_id}/transcript".format(
            call_id=quote(str(call_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | TranscriptOut | None:
    if response.status_code == 200:
        response_200 = TranscriptOut.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | TranscriptOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    call_id: str,
    *,
    client: AuthenticatedClient,
    format_: ReadTranscriptFormat | Unset = "json",
    version: int | None | Unset = UNSET,
    corrected: bool | Unset = True,
) -> Response[Problem | TranscriptOut]:
    """Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip)

     Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip).

    Personal data is masked unless the key holds `calls:write`; the header `Talktrack-Redacted` says so
    in every format.

    Args:
        call_id (str):
        format_ (ReadTranscriptFormat | Unset):  Default: 'json'.
        version (int | None | Unset): A version; the current one when not given.
        corrected (bool | Unset): With what people put right, or as the machine heard it. Default:
            True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TranscriptOut]
    """

    kwargs = _get_kwargs(
        call_id=call_id,
        format_=format_,
        version=version,
        corrected=corrected,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    call_id: str,
    *,
    client: AuthenticatedClient,
    format_: ReadTranscriptFormat | Unset = "json",
    version: int | None | Unset = UNSET,
    corrected: bool | Unset = True,
) -> Problem | TranscriptOut | None:
    """Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip)

     Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip).

    Personal data is masked unless the key holds `calls:write`; the header `Talktrack-Redacted` says so
    in every format.

    Args:
        call_id (str):
        format_ (ReadTranscriptFormat | Unset):  Default: 'json'.
        version (int | None | Unset): A version; the current one when not given.
        corrected (bool | Unset): With what people put right, or as the machine heard it. Default:
            True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TranscriptOut
    """

    return sync_detailed(
        call_id=call_id,
        client=client,
        format_=format_,
        version=version,
        corrected=corrected,
    ).parsed


async def asyncio_detailed(
    call_id: str,
    *,
    client: AuthenticatedClient,
    format_: ReadTranscriptFormat | Unset = "json",
    version: int | None | Unset = UNSET,
    corrected: bool | Unset = True,
) -> Response[Problem | TranscriptOut]:
    """Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip)

     Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip).

    Personal data is masked unless the key holds `calls:write`; the header `Talktrack-Redacted` says so
    in every format.

    Args:
        call_id (str):
        format_ (ReadTranscriptFormat | Unset):  Default: 'json'.
        version (int | None | Unset): A version; the current one when not given.
        corrected (bool | Unset): With what people put right, or as the machine heard it. Default:
            True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TranscriptOut]
    """

    kwargs = _get_kwargs(
        call_id=call_id,
        format_=format_,
        version=version,
        corrected=corrected,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    call_id: str,
    *,
    client: AuthenticatedClient,
    format_: ReadTranscriptFormat | Unset = "json",
    version: int | None | Unset = UNSET,
    corrected: bool | Unset = True,
) -> Problem | TranscriptOut | None:
    """Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip)

     Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip).

    Personal data is masked unless the key holds `calls:write`; the header `Talktrack-Redacted` says so
    in every format.

    Args:
        call_id (str):
        format_ (ReadTranscriptFormat | Unset):  Default: 'json'.
        version (int | None | Unset): A version; the current one when not given.
        corrected (bool | Unset): With what people put right, or as the machine heard it. Default:
            True.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TranscriptOut
    """

    return (
        await asyncio_detailed(
            call_id=call_id,
            client=client,
            format_=format_,
            version=version,
            corrected=corrected,
        )
    ).parsed
