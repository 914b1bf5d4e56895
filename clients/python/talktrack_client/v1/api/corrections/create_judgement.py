from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.judgement_out import JudgementOut
from ...models.problem import Problem
from ...models.verdict_in import VerdictIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    moment_id: str,
    *,
    body: VerdictIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/moments/{moment_id}/corrections".format(
            moment_id=quote(str(moment_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> JudgementOut | Problem | None:
    if response.status_code == 200:
        response_200 = JudgementOut.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = JudgementOut.from_dict(response.json())

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
) -> Response[JudgementOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: VerdictIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[JudgementOut | Problem]:
    """Confirm, reject or relabel a moment

     Confirm, reject or relabel a moment.

    What the detector stored stays as it is. A rejected moment disappears from every list, count and
    theme; a relabelled
    one leaves its theme and is placed anew (`reprocess` in the call's status says when that is done). A
    new verdict on
    the same moment takes the place of the one before. Needs `calls:write`, as every correction of a
    call does.

    Args:
        moment_id (str):
        idempotency_key (str | Unset):
        body (VerdictIn): What a person says of a moment. `relabel` needs the right `kind`, and
            for an objection its `category`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JudgementOut | Problem]
    """

    kwargs = _get_kwargs(
        moment_id=moment_id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: VerdictIn,
    idempotency_key: str | Unset = UNSET,
) -> JudgementOut | Problem | None:
    """Confirm, reject or relabel a moment

     Confirm, reject or relabel a moment.

    What the detector stored stays as it is. A rejected moment disappears from every list, count and
    theme; a relabelled
    one leaves its theme and is placed anew (`reprocess` in the call's status says when that is done). A
    new verdict on
    the same moment takes the place of the one before. Needs `calls:write`, as every correction of a
    call does.

    Args:
        moment_id (str):
        idempotency_key (str | Unset):
        body (VerdictIn): What a person says of a moment. `relabel` needs the right `kind`, and
            for an objection its `category`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JudgementOut | Problem
    """

    return sync_detailed(
        moment_id=moment_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: VerdictIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[JudgementOut | Problem]:
    """Confirm, reject or relabel a moment

     Confirm, reject or relabel a moment.

    What the detector stored stays as it is. A rejected moment disappears from every list, count and
    theme; a relabelled
    one leaves its theme and is placed anew (`reprocess` in the call's status says when that is done). A
    new verdict on
    the same moment takes the place of the one before. Needs `calls:write`, as every correction of a
    call does.

    Args:
        moment_id (str):
        idempotency_key (str | Unset):
        body (VerdictIn): What a person says of a moment. `relabel` needs the right `kind`, and
            for an objection its `category`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JudgementOut | Problem]
    """

    kwargs = _get_kwargs(
        moment_id=moment_id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: VerdictIn,
    idempotency_key: str | Unset = UNSET,
) -> JudgementOut | Problem | None:
    """Confirm, reject or relabel a moment

     Confirm, reject or relabel a moment.

    What the detector stored stays as it is. A rejected moment disappears from every list, count and
    theme; a relabelled
    one leaves its theme and is placed anew (`reprocess` in the call's status says when that is done). A
    new verdict on
    the same moment takes the place of the one before. Needs `calls:write`, as every correction of a
    call does.

    Args:
        moment_id (str):
        idempotency_key (str | Unset):
        body (VerdictIn): What a person says of a moment. `relabel` needs the right `kind`, and
            for an objection its `category`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JudgementOut | Problem
    """

    return (
        await asyncio_detailed(
            moment_id=moment_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
