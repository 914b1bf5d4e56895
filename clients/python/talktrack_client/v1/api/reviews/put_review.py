from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.review_in import ReviewIn
from ...models.review_out import ReviewOut
from ...types import Response


def _get_kwargs(
    theme_id: str,
    moment_id: str,
    *,
    body: ReviewIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/themes/{theme_id}/reviews/{moment_id}".format(
            theme_id=quote(str(theme_id), safe=""),
            moment_id=quote(str(moment_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | ReviewOut | None:
    if response.status_code == 200:
        response_200 = ReviewOut.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | ReviewOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    theme_id: str,
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: ReviewIn,
) -> Response[Problem | ReviewOut]:
    """Say whether a moment that was drawn is about its theme

     Say whether a moment that was drawn is about its theme; said again, it replaces what was said
    before.

    It only measures: the moment stays where it is. To put it aside or to move it, correct or move it.

    Args:
        theme_id (str):
        moment_id (str):
        body (ReviewIn): What a person says of a moment that was drawn: `right` where it is about
            the theme, `skipped` for who knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReviewOut]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
        moment_id=moment_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    theme_id: str,
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: ReviewIn,
) -> Problem | ReviewOut | None:
    """Say whether a moment that was drawn is about its theme

     Say whether a moment that was drawn is about its theme; said again, it replaces what was said
    before.

    It only measures: the moment stays where it is. To put it aside or to move it, correct or move it.

    Args:
        theme_id (str):
        moment_id (str):
        body (ReviewIn): What a person says of a moment that was drawn: `right` where it is about
            the theme, `skipped` for who knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReviewOut
    """

    return sync_detailed(
        theme_id=theme_id,
        moment_id=moment_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    theme_id: str,
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: ReviewIn,
) -> Response[Problem | ReviewOut]:
    """Say whether a moment that was drawn is about its theme

     Say whether a moment that was drawn is about its theme; said again, it replaces what was said
    before.

    It only measures: the moment stays where it is. To put it aside or to move it, correct or move it.

    Args:
        theme_id (str):
        moment_id (str):
        body (ReviewIn): What a person says of a moment that was drawn: `right` where it is about
            the theme, `skipped` for who knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReviewOut]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
        moment_id=moment_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    theme_id: str,
    moment_id: str,
    *,
    client: AuthenticatedClient,
    body: ReviewIn,
) -> Problem | ReviewOut | None:
    """Say whether a moment that was drawn is about its theme

     Say whether a moment that was drawn is about its theme; said again, it replaces what was said
    before.

    It only measures: the moment stays where it is. To put it aside or to move it, correct or move it.

    Args:
        theme_id (str):
        moment_id (str):
        body (ReviewIn): What a person says of a moment that was drawn: `right` where it is about
            the theme, `skipped` for who knows.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReviewOut
    """

    return (
        await asyncio_detailed(
            theme_id=theme_id,
            moment_id=moment_id,
            client=client,
            body=body,
        )
    ).parsed
