from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kind import Kind
from ...models.name_page import NamePage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    q: str | Unset = "",
    kind: Kind | None | Unset = UNSET,
    limit: int | Unset = 20,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["q"] = q

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/themes/names",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> NamePage | Problem | None:
    if response.status_code == 200:
        response_200 = NamePage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[NamePage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    q: str | Unset = "",
    kind: Kind | None | Unset = UNSET,
    limit: int | Unset = 20,
) -> Response[NamePage | Problem]:
    """Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had

     Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had.

    Args:
        q (str | Unset): Part of a label. Default: ''.
        kind (Kind | None | Unset):
        limit (int | Unset): How many items at most. Default: 20.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NamePage | Problem]
    """

    kwargs = _get_kwargs(
        q=q,
        kind=kind,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    q: str | Unset = "",
    kind: Kind | None | Unset = UNSET,
    limit: int | Unset = 20,
) -> NamePage | Problem | None:
    """Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had

     Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had.

    Args:
        q (str | Unset): Part of a label. Default: ''.
        kind (Kind | None | Unset):
        limit (int | Unset): How many items at most. Default: 20.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NamePage | Problem
    """

    return sync_detailed(
        client=client,
        q=q,
        kind=kind,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    q: str | Unset = "",
    kind: Kind | None | Unset = UNSET,
    limit: int | Unset = 20,
) -> Response[NamePage | Problem]:
    """Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had

     Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had.

    Args:
        q (str | Unset): Part of a label. Default: ''.
        kind (Kind | None | Unset):
        limit (int | Unset): How many items at most. Default: 20.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NamePage | Problem]
    """

    kwargs = _get_kwargs(
        q=q,
        kind=kind,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    q: str | Unset = "",
    kind: Kind | None | Unset = UNSET,
    limit: int | Unset = 20,
) -> NamePage | Problem | None:
    """Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had

     Find themes by a part of their label, also of one they had before, or that a theme merged into them
    had.

    Args:
        q (str | Unset): Part of a label. Default: ''.
        kind (Kind | None | Unset):
        limit (int | Unset): How many items at most. Default: 20.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NamePage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            q=q,
            kind=kind,
            limit=limit,
        )
    ).parsed
