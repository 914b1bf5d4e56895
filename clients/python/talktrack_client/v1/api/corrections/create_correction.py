from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.confirm_in import ConfirmIn
from ...models.correction_out import CorrectionOut
from ...models.name_in import NameIn
from ...models.problem import Problem
from ...models.roles_in import RolesIn
from ...models.text_in import TextIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    call_id: str,
    *,
    body: ConfirmIn | NameIn | RolesIn | TextIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/calls/{call_id}/corrections".format(
            call_id=quote(str(call_id), safe=""),
        ),
    }

    if isinstance(body, TextIn):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, ConfirmIn):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RolesIn):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CorrectionOut | Problem | None:
    if response.status_code == 201:
        response_201 = CorrectionOut.from_dict(response.json())

        return response_201

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CorrectionOut | Problem]:
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
    body: ConfirmIn | NameIn | RolesIn | TextIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[CorrectionOut | Problem]:
    """Put something right in a call's transcript

     Put something right in a call's transcript.

    The stored transcript stays as the machine made it; the correction is laid over it, in every version
    to come. The
    call is then mined again: `reprocess` in its status says when its moments have it.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ConfirmIn | NameIn | RolesIn | TextIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CorrectionOut | Problem]
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
    body: ConfirmIn | NameIn | RolesIn | TextIn,
    idempotency_key: str | Unset = UNSET,
) -> CorrectionOut | Problem | None:
    """Put something right in a call's transcript

     Put something right in a call's transcript.

    The stored transcript stays as the machine made it; the correction is laid over it, in every version
    to come. The
    call is then mined again: `reprocess` in its status says when its moments have it.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ConfirmIn | NameIn | RolesIn | TextIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CorrectionOut | Problem
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
    body: ConfirmIn | NameIn | RolesIn | TextIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[CorrectionOut | Problem]:
    """Put something right in a call's transcript

     Put something right in a call's transcript.

    The stored transcript stays as the machine made it; the correction is laid over it, in every version
    to come. The
    call is then mined again: `reprocess` in its status says when its moments have it.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ConfirmIn | NameIn | RolesIn | TextIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CorrectionOut | Problem]
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
    body: ConfirmIn | NameIn | RolesIn | TextIn,
    idempotency_key: str | Unset = UNSET,
) -> CorrectionOut | Problem | None:
    """Put something right in a call's transcript

     Put something right in a call's transcript.

    The stored transcript stays as the machine made it; the correction is laid over it, in every version
    to come. The
    call is then mined again: `reprocess` in its status says when its moments have it.

    Args:
        call_id (str):
        idempotency_key (str | Unset):
        body (ConfirmIn | NameIn | RolesIn | TextIn):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CorrectionOut | Problem
    """

    return (
        await asyncio_detailed(
            call_id=call_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
