from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.next_out import NextOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    theme_id: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_theme_id: None | str | Unset
    if isinstance(theme_id, Unset):
        json_theme_id = UNSET
    else:
        json_theme_id = theme_id
    params["theme_id"] = json_theme_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/reviews/next",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> NextOut | Problem | None:
    if response.status_code == 200:
        response_200 = NextOut.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[NextOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    theme_id: None | str | Unset = UNSET,
) -> Response[NextOut | Problem]:
    """Return the next moment to review

     Return the next moment to review: of each theme 20 are drawn at random, in an order that never
    changes.

    Without `theme_id`, themes come in turn: accepted ones first, then those voiced in most calls.

    Args:
        theme_id (None | str | Unset): Of this theme only; without it, of whichever waits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NextOut | Problem]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    theme_id: None | str | Unset = UNSET,
) -> NextOut | Problem | None:
    """Return the next moment to review

     Return the next moment to review: of each theme 20 are drawn at random, in an order that never
    changes.

    Without `theme_id`, themes come in turn: accepted ones first, then those voiced in most calls.

    Args:
        theme_id (None | str | Unset): Of this theme only; without it, of whichever waits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NextOut | Problem
    """

    return sync_detailed(
        client=client,
        theme_id=theme_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    theme_id: None | str | Unset = UNSET,
) -> Response[NextOut | Problem]:
    """Return the next moment to review

     Return the next moment to review: of each theme 20 are drawn at random, in an order that never
    changes.

    Without `theme_id`, themes come in turn: accepted ones first, then those voiced in most calls.

    Args:
        theme_id (None | str | Unset): Of this theme only; without it, of whichever waits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NextOut | Problem]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    theme_id: None | str | Unset = UNSET,
) -> NextOut | Problem | None:
    """Return the next moment to review

     Return the next moment to review: of each theme 20 are drawn at random, in an order that never
    changes.

    Without `theme_id`, themes come in turn: accepted ones first, then those voiced in most calls.

    Args:
        theme_id (None | str | Unset): Of this theme only; without it, of whichever waits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NextOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            theme_id=theme_id,
        )
    ).parsed
