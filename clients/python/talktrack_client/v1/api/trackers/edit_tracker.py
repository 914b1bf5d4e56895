from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.tracker_change import TrackerChange
from ...models.tracker_out import TrackerOut
from ...types import Response


def _get_kwargs(
    tracker_id: str,
    *,
    body: TrackerChange,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/trackers/{tracker_id}".format(
            tracker_id=quote(str(tracker_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TrackerOut | None:
    if response.status_code == 200:
        response_200 = TrackerOut.from_dict(response.json())

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
) -> Response[Problem | TrackerOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    tracker_id: str,
    *,
    client: AuthenticatedClient,
    body: TrackerChange,
) -> Response[Problem | TrackerOut]:
    """Rename a tracker, or change what it looks for

     Rename a tracker, or change what it looks for; then it is applied to all calls anew.

    Args:
        tracker_id (str):
        body (TrackerChange): What to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TrackerOut]
    """

    kwargs = _get_kwargs(
        tracker_id=tracker_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tracker_id: str,
    *,
    client: AuthenticatedClient,
    body: TrackerChange,
) -> Problem | TrackerOut | None:
    """Rename a tracker, or change what it looks for

     Rename a tracker, or change what it looks for; then it is applied to all calls anew.

    Args:
        tracker_id (str):
        body (TrackerChange): What to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TrackerOut
    """

    return sync_detailed(
        tracker_id=tracker_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    tracker_id: str,
    *,
    client: AuthenticatedClient,
    body: TrackerChange,
) -> Response[Problem | TrackerOut]:
    """Rename a tracker, or change what it looks for

     Rename a tracker, or change what it looks for; then it is applied to all calls anew.

    Args:
        tracker_id (str):
        body (TrackerChange): What to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TrackerOut]
    """

    kwargs = _get_kwargs(
        tracker_id=tracker_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tracker_id: str,
    *,
    client: AuthenticatedClient,
    body: TrackerChange,
) -> Problem | TrackerOut | None:
    """Rename a tracker, or change what it looks for

     Rename a tracker, or change what it looks for; then it is applied to all calls anew.

    Args:
        tracker_id (str):
        body (TrackerChange): What to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TrackerOut
    """

    return (
        await asyncio_detailed(
            tracker_id=tracker_id,
            client=client,
            body=body,
        )
    ).parsed
