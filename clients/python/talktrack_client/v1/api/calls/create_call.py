from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.create_call_body import CreateCallBody
from ...models.problem import Problem
from ...models.receipt_out import ReceiptOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CreateCallBody,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/calls",
    }

    _kwargs["files"] = body.to_multipart()

    headers["Content-Type"] = "multipart/form-data; boundary=+++"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | ReceiptOut | None:
    if response.status_code == 202:
        response_202 = ReceiptOut.from_dict(response.json())

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

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

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
) -> Response[Problem | ReceiptOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateCallBody,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | ReceiptOut]:
    """Send a recording or a ready transcript in

     Send a recording or a ready transcript in.

    Answers at once with 202; follow `Location` until the state is `ready` or `failed`. Sending the same
    recording again
    answers with the call it already is and `duplicate: true`.

    Args:
        idempotency_key (str | Unset):
        body (CreateCallBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReceiptOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CreateCallBody,
    idempotency_key: str | Unset = UNSET,
) -> Problem | ReceiptOut | None:
    """Send a recording or a ready transcript in

     Send a recording or a ready transcript in.

    Answers at once with 202; follow `Location` until the state is `ready` or `failed`. Sending the same
    recording again
    answers with the call it already is and `duplicate: true`.

    Args:
        idempotency_key (str | Unset):
        body (CreateCallBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReceiptOut
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CreateCallBody,
    idempotency_key: str | Unset = UNSET,
) -> Response[Problem | ReceiptOut]:
    """Send a recording or a ready transcript in

     Send a recording or a ready transcript in.

    Answers at once with 202; follow `Location` until the state is `ready` or `failed`. Sending the same
    recording again
    answers with the call it already is and `duplicate: true`.

    Args:
        idempotency_key (str | Unset):
        body (CreateCallBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReceiptOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CreateCallBody,
    idempotency_key: str | Unset = UNSET,
) -> Problem | ReceiptOut | None:
    """Send a recording or a ready transcript in

     Send a recording or a ready transcript in.

    Answers at once with 202; follow `Location` until the state is `ready` or `failed`. Sending the same
    recording again
    answers with the call it already is and `duplicate: true`.

    Args:
        idempotency_key (str | Unset):
        body (CreateCallBody):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReceiptOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
