from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.reprocess_in import ReprocessIn
from ...models.status_out import StatusOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    call_id: str,
    *,
    body: ReprocessIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/calls/{call_id}/reprocess".format(
            call_id=quote(str(call_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StatusOut | None:
    if response.status_code == 202:
        response_202 = StatusOut.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StatusOut]:
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
    body: ReprocessIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | StatusOut]:
    """Let a call be transcribed or mined again, from its stored recording

     Let a call be transcribed or mined again, from its stored recording.

    Answers at once with 202; follow `Location` until `reprocess` is null, or its `error` says why it
    failed. Until the
    new transcript is complete the old one stays current; it can be read ever after. Asked twice, it is
    done once.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ReprocessIn): What a finished call is to go through again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatusOut]
    """

    kwargs = _get_kwargs(
        call_id=call_id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    call_id: str,
    *,
    client: AuthenticatedClient,
    body: ReprocessIn,
    idempotency_key: str | Unset = UNSET,
) -> Problem | StatusOut | None:
    """Let a call be transcribed or mined again, from its stored recording

     Let a call be transcribed or mined again, from its stored recording.

    Answers at once with 202; follow `Location` until `reprocess` is null, or its `error` says why it
    failed. Until the
    new transcript is complete the old one stays current; it can be read ever after. Asked twice, it is
    done once.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ReprocessIn): What a finished call is to go through again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatusOut
    """

    return sync_detailed(
        call_id=call_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    call_id: str,
    *,
    client: AuthenticatedClient,
    body: ReprocessIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | StatusOut]:
    """Let a call be transcribed or mined again, from its stored recording

     Let a call be transcribed or mined again, from its stored recording.

    Answers at once with 202; follow `Location` until `reprocess` is null, or its `error` says why it
    failed. Until the
    new transcript is complete the old one stays current; it can be read ever after. Asked twice, it is
    done once.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ReprocessIn): What a finished call is to go through again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatusOut]
    """

    kwargs = _get_kwargs(
        call_id=call_id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    call_id: str,
    *,
    client: AuthenticatedClient,
    body: ReprocessIn,
    idempotency_key: str | Unset = UNSET,
) -> Problem | StatusOut | None:
    """Let a call be transcribed or mined again, from its stored recording

     Let a call be transcribed or mined again, from its stored recording.

    Answers at once with 202; follow `Location` until `reprocess` is null, or its `error` says why it
    failed. Until the
    new transcript is complete the old one stays current; it can be read ever after. Asked twice, it is
    done once.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ReprocessIn): What a finished call is to go through again.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatusOut
    """

    return (
        await asyncio_detailed(
            call_id=call_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
