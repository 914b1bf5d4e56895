import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.comparison_out import ComparisonOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    number: int,
    *,
    with_: int | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    before_from: datetime.datetime | None | Unset = UNSET,
    before_to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_with_: int | None | Unset
    if isinstance(with_, Unset):
        json_with_ = UNSET
    else:
        json_with_ = with_
    params["with"] = json_with_

    json_from_: None | str | Unset
    if isinstance(from_, Unset):
        json_from_ = UNSET
    elif isinstance(from_, datetime.datetime):
        json_from_ = from_.isoformat()
    else:
        json_from_ = from_
    params["from"] = json_from_

    json_to: None | str | Unset
    if isinstance(to, Unset):
        json_to = UNSET
    elif isinstance(to, datetime.datetime):
        json_to = to.isoformat()
    else:
        json_to = to
    params["to"] = json_to

    json_before_from: None | str | Unset
    if isinstance(before_from, Unset):
        json_before_from = UNSET
    elif isinstance(before_from, datetime.datetime):
        json_before_from = before_from.isoformat()
    else:
        json_before_from = before_from
    params["before_from"] = json_before_from

    json_before_to: None | str | Unset
    if isinstance(before_to, Unset):
        json_before_to = UNSET
    elif isinstance(before_to, datetime.datetime):
        json_before_to = before_to.isoformat()
    else:
        json_before_to = before_to
    params["before_to"] = json_before_to

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/analyses/{number}/comparison".format(
            number=quote(str(number), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ComparisonOut | Problem | None:
    if response.status_code == 200:
        response_200 = ComparisonOut.from_dict(response.json())

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
) -> Response[ComparisonOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    with_: int | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    before_from: datetime.datetime | None | Unset = UNSET,
    before_to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[ComparisonOut | Problem]:
    """Compare an analysis with the current one (the current one with the newest other), theme by theme

     Compare an analysis with the current one (the current one with the newest other), theme by theme.

    Only calls that both hold are counted, so a difference is the model's. With an earlier window beside
    `from` and `to`
    each theme's change is split into what the market did and what the model did.

    Args:
        number (int):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        before_from (datetime.datetime | None | Unset): The earlier window, to split changes:
            calls that started at this instant or later.
        before_to (datetime.datetime | None | Unset): The earlier window: calls that started
            before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ComparisonOut | Problem]
    """

    kwargs = _get_kwargs(
        number=number,
        with_=with_,
        from_=from_,
        to=to,
        before_from=before_from,
        before_to=before_to,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    number: int,
    *,
    client: AuthenticatedClient,
    with_: int | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    before_from: datetime.datetime | None | Unset = UNSET,
    before_to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> ComparisonOut | Problem | None:
    """Compare an analysis with the current one (the current one with the newest other), theme by theme

     Compare an analysis with the current one (the current one with the newest other), theme by theme.

    Only calls that both hold are counted, so a difference is the model's. With an earlier window beside
    `from` and `to`
    each theme's change is split into what the market did and what the model did.

    Args:
        number (int):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        before_from (datetime.datetime | None | Unset): The earlier window, to split changes:
            calls that started at this instant or later.
        before_to (datetime.datetime | None | Unset): The earlier window: calls that started
            before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ComparisonOut | Problem
    """

    return sync_detailed(
        number=number,
        client=client,
        with_=with_,
        from_=from_,
        to=to,
        before_from=before_from,
        before_to=before_to,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    with_: int | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    before_from: datetime.datetime | None | Unset = UNSET,
    before_to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[ComparisonOut | Problem]:
    """Compare an analysis with the current one (the current one with the newest other), theme by theme

     Compare an analysis with the current one (the current one with the newest other), theme by theme.

    Only calls that both hold are counted, so a difference is the model's. With an earlier window beside
    `from` and `to`
    each theme's change is split into what the market did and what the model did.

    Args:
        number (int):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        before_from (datetime.datetime | None | Unset): The earlier window, to split changes:
            calls that started at this instant or later.
        before_to (datetime.datetime | None | Unset): The earlier window: calls that started
            before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ComparisonOut | Problem]
    """

    kwargs = _get_kwargs(
        number=number,
        with_=with_,
        from_=from_,
        to=to,
        before_from=before_from,
        before_to=before_to,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    number: int,
    *,
    client: AuthenticatedClient,
    with_: int | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    before_from: datetime.datetime | None | Unset = UNSET,
    before_to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> ComparisonOut | Problem | None:
    """Compare an analysis with the current one (the current one with the newest other), theme by theme

     Compare an analysis with the current one (the current one with the newest other), theme by theme.

    Only calls that both hold are counted, so a difference is the model's. With an earlier window beside
    `from` and `to`
    each theme's change is split into what the market did and what the model did.

    Args:
        number (int):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        before_from (datetime.datetime | None | Unset): The earlier window, to split changes:
            calls that started at this instant or later.
        before_to (datetime.datetime | None | Unset): The earlier window: calls that started
            before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ComparisonOut | Problem
    """

    return (
        await asyncio_detailed(
            number=number,
            client=client,
            with_=with_,
            from_=from_,
            to=to,
            before_from=before_from,
            before_to=before_to,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
