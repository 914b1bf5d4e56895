import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.moment_page import MomentPage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    number: int,
    *,
    theme_id: str,
    with_: int | None | Unset = UNSET,
    other_finds: bool | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["theme_id"] = theme_id

    json_with_: int | None | Unset
    if isinstance(with_, Unset):
        json_with_ = UNSET
    else:
        json_with_ = with_
    params["with"] = json_with_

    json_other_finds: bool | None | Unset
    if isinstance(other_finds, Unset):
        json_other_finds = UNSET
    else:
        json_other_finds = other_finds
    params["other_finds"] = json_other_finds

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
        "url": "/v1/analyses/{number}/evidence".format(
            number=quote(str(number), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> MomentPage | Problem | None:
    if response.status_code == 200:
        response_200 = MomentPage.from_dict(response.json())

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
) -> Response[MomentPage | Problem]:
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
    theme_id: str,
    with_: int | None | Unset = UNSET,
    other_finds: bool | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[MomentPage | Problem]:
    """List what an analysis finds of a theme in the calls that it is compared on

     List what an analysis finds of a theme in the calls that it is compared on: the calls that `found`
    counts.

    `other_finds` leaves those that both find, or that only this one does.

    Args:
        number (int):
        theme_id (str):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        other_finds (bool | None | Unset): Only calls in which the other analysis finds the theme
            too, or (false) does not.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MomentPage | Problem]
    """

    kwargs = _get_kwargs(
        number=number,
        theme_id=theme_id,
        with_=with_,
        other_finds=other_finds,
        from_=from_,
        to=to,
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
    theme_id: str,
    with_: int | None | Unset = UNSET,
    other_finds: bool | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> MomentPage | Problem | None:
    """List what an analysis finds of a theme in the calls that it is compared on

     List what an analysis finds of a theme in the calls that it is compared on: the calls that `found`
    counts.

    `other_finds` leaves those that both find, or that only this one does.

    Args:
        number (int):
        theme_id (str):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        other_finds (bool | None | Unset): Only calls in which the other analysis finds the theme
            too, or (false) does not.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MomentPage | Problem
    """

    return sync_detailed(
        number=number,
        client=client,
        theme_id=theme_id,
        with_=with_,
        other_finds=other_finds,
        from_=from_,
        to=to,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    theme_id: str,
    with_: int | None | Unset = UNSET,
    other_finds: bool | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[MomentPage | Problem]:
    """List what an analysis finds of a theme in the calls that it is compared on

     List what an analysis finds of a theme in the calls that it is compared on: the calls that `found`
    counts.

    `other_finds` leaves those that both find, or that only this one does.

    Args:
        number (int):
        theme_id (str):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        other_finds (bool | None | Unset): Only calls in which the other analysis finds the theme
            too, or (false) does not.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MomentPage | Problem]
    """

    kwargs = _get_kwargs(
        number=number,
        theme_id=theme_id,
        with_=with_,
        other_finds=other_finds,
        from_=from_,
        to=to,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    number: int,
    *,
    client: AuthenticatedClient,
    theme_id: str,
    with_: int | None | Unset = UNSET,
    other_finds: bool | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> MomentPage | Problem | None:
    """List what an analysis finds of a theme in the calls that it is compared on

     List what an analysis finds of a theme in the calls that it is compared on: the calls that `found`
    counts.

    `other_finds` leaves those that both find, or that only this one does.

    Args:
        number (int):
        theme_id (str):
        with_ (int | None | Unset): Compare with this one, not with the current one.
        other_finds (bool | None | Unset): Only calls in which the other analysis finds the theme
            too, or (false) does not.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MomentPage | Problem
    """

    return (
        await asyncio_detailed(
            number=number,
            client=client,
            theme_id=theme_id,
            with_=with_,
            other_finds=other_finds,
            from_=from_,
            to=to,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
