from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.one_moment_out import OneMomentOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    moment_id: str,
    *,
    include: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_include: None | str | Unset
    if isinstance(include, Unset):
        json_include = UNSET
    else:
        json_include = include
    params["include"] = json_include

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/moments/{moment_id}".format(
            moment_id=quote(str(moment_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OneMomentOut | Problem | None:
    if response.status_code == 200:
        response_200 = OneMomentOut.from_dict(response.json())

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
) -> Response[OneMomentOut | Problem]:
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
    include: None | str | Unset = UNSET,
) -> Response[OneMomentOut | Problem]:
    """Return one moment

     Return one moment.

    Args:
        moment_id (str):
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: context.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneMomentOut | Problem]
    """

    kwargs = _get_kwargs(
        moment_id=moment_id,
        include=include,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    include: None | str | Unset = UNSET,
) -> OneMomentOut | Problem | None:
    """Return one moment

     Return one moment.

    Args:
        moment_id (str):
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: context.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneMomentOut | Problem
    """

    return sync_detailed(
        moment_id=moment_id,
        client=client,
        include=include,
    ).parsed


async def asyncio_detailed(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    include: None | str | Unset = UNSET,
) -> Response[OneMomentOut | Problem]:
    """Return one moment

     Return one moment.

    Args:
        moment_id (str):
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: context.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneMomentOut | Problem]
    """

    kwargs = _get_kwargs(
        moment_id=moment_id,
        include=include,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    moment_id: str,
    *,
    client: AuthenticatedClient,
    include: None | str | Unset = UNSET,
) -> OneMomentOut | Problem | None:
    """Return one moment

     Return one moment.

    Args:
        moment_id (str):
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: context.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneMomentOut | Problem
    """

    return (
        await asyncio_detailed(
            moment_id=moment_id,
            client=client,
            include=include,
        )
    ).parsed
