from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.channel_map_change_in import ChannelMapChangeIn
from ...models.channel_map_out import ChannelMapOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    map_id: str,
    *,
    body: ChannelMapChangeIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/channel-maps/{map_id}".format(
            map_id=quote(str(map_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChannelMapOut | Problem | None:
    if response.status_code == 200:
        response_200 = ChannelMapOut.from_dict(response.json())

        return response_200

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
) -> Response[ChannelMapOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    map_id: str,
    *,
    client: AuthenticatedClient,
    body: ChannelMapChangeIn,
) -> Response[ChannelMapOut | Problem]:
    """Change a channel map

     Change a channel map. Calls that came in with it keep their roles.

    Args:
        map_id (str):
        body (ChannelMapChangeIn): What to change of a map; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChannelMapOut | Problem]
    """

    kwargs = _get_kwargs(
        map_id=map_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    map_id: str,
    *,
    client: AuthenticatedClient,
    body: ChannelMapChangeIn,
) -> ChannelMapOut | Problem | None:
    """Change a channel map

     Change a channel map. Calls that came in with it keep their roles.

    Args:
        map_id (str):
        body (ChannelMapChangeIn): What to change of a map; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChannelMapOut | Problem
    """

    return sync_detailed(
        map_id=map_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    map_id: str,
    *,
    client: AuthenticatedClient,
    body: ChannelMapChangeIn,
) -> Response[ChannelMapOut | Problem]:
    """Change a channel map

     Change a channel map. Calls that came in with it keep their roles.

    Args:
        map_id (str):
        body (ChannelMapChangeIn): What to change of a map; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChannelMapOut | Problem]
    """

    kwargs = _get_kwargs(
        map_id=map_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    map_id: str,
    *,
    client: AuthenticatedClient,
    body: ChannelMapChangeIn,
) -> ChannelMapOut | Problem | None:
    """Change a channel map

     Change a channel map. Calls that came in with it keep their roles.

    Args:
        map_id (str):
        body (ChannelMapChangeIn): What to change of a map; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChannelMapOut | Problem
    """

    return (
        await asyncio_detailed(
            map_id=map_id,
            client=client,
            body=body,
        )
    ).parsed
