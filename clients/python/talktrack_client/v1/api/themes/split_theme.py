from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.changed_out import ChangedOut
from ...models.problem import Problem
from ...models.split_in import SplitIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    theme_id: str,
    *,
    body: SplitIn,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/themes/{theme_id}/split".format(
            theme_id=quote(str(theme_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ChangedOut | Problem | None:
    if response.status_code == 200:
        response_200 = ChangedOut.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = ChangedOut.from_dict(response.json())

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
) -> Response[ChangedOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    body: SplitIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ChangedOut | Problem]:
    """Take moments, or a sub-theme, out into a theme of their own, and answer with that one

     Take moments, or a sub-theme, out into a theme of their own, and answer with that one.

    Args:
        theme_id (str):
        idempotency_key (str | Unset):
        body (SplitIn): What comes out into a theme of its own, under a label: moments of it, or
            one of its sub-themes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChangedOut | Problem]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    body: SplitIn,
    idempotency_key: str | Unset = UNSET,
) -> ChangedOut | Problem | None:
    """Take moments, or a sub-theme, out into a theme of their own, and answer with that one

     Take moments, or a sub-theme, out into a theme of their own, and answer with that one.

    Args:
        theme_id (str):
        idempotency_key (str | Unset):
        body (SplitIn): What comes out into a theme of its own, under a label: moments of it, or
            one of its sub-themes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChangedOut | Problem
    """

    return sync_detailed(
        theme_id=theme_id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    body: SplitIn,
    idempotency_key: str | Unset = UNSET,
) -> Response[ChangedOut | Problem]:
    """Take moments, or a sub-theme, out into a theme of their own, and answer with that one

     Take moments, or a sub-theme, out into a theme of their own, and answer with that one.

    Args:
        theme_id (str):
        idempotency_key (str | Unset):
        body (SplitIn): What comes out into a theme of its own, under a label: moments of it, or
            one of its sub-themes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChangedOut | Problem]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    body: SplitIn,
    idempotency_key: str | Unset = UNSET,
) -> ChangedOut | Problem | None:
    """Take moments, or a sub-theme, out into a theme of their own, and answer with that one

     Take moments, or a sub-theme, out into a theme of their own, and answer with that one.

    Args:
        theme_id (str):
        idempotency_key (str | Unset):
        body (SplitIn): What comes out into a theme of its own, under a label: moments of it, or
            one of its sub-themes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChangedOut | Problem
    """

    return (
        await asyncio_detailed(
            theme_id=theme_id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
