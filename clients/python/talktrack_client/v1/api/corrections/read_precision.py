import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kind_precision_page import KindPrecisionPage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

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

    json_segment: None | str | Unset
    if isinstance(segment, Unset):
        json_segment = UNSET
    else:
        json_segment = segment
    params["segment"] = json_segment

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/moments/precision",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> KindPrecisionPage | Problem | None:
    if response.status_code == 200:
        response_200 = KindPrecisionPage.from_dict(response.json())

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
) -> Response[KindPrecisionPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
) -> Response[KindPrecisionPage | Problem]:
    """Return the measured precision of each kind, by detector and version

     Return the measured precision of each kind, by detector and version: among the moments that people
    judged.

    Only verdicts given on a moment of that very version count. A change of category alone agrees with
    the kind.
    `/v1/corrections` with `kind`, `detector` and `detector_version` lists the `n` behind each.

    Args:
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KindPrecisionPage | Problem]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        segment=segment,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
) -> KindPrecisionPage | Problem | None:
    """Return the measured precision of each kind, by detector and version

     Return the measured precision of each kind, by detector and version: among the moments that people
    judged.

    Only verdicts given on a moment of that very version count. A change of category alone agrees with
    the kind.
    `/v1/corrections` with `kind`, `detector` and `detector_version` lists the `n` behind each.

    Args:
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KindPrecisionPage | Problem
    """

    return sync_detailed(
        client=client,
        from_=from_,
        to=to,
        segment=segment,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
) -> Response[KindPrecisionPage | Problem]:
    """Return the measured precision of each kind, by detector and version

     Return the measured precision of each kind, by detector and version: among the moments that people
    judged.

    Only verdicts given on a moment of that very version count. A change of category alone agrees with
    the kind.
    `/v1/corrections` with `kind`, `detector` and `detector_version` lists the `n` behind each.

    Args:
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[KindPrecisionPage | Problem]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        segment=segment,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
) -> KindPrecisionPage | Problem | None:
    """Return the measured precision of each kind, by detector and version

     Return the measured precision of each kind, by detector and version: among the moments that people
    judged.

    Only verdicts given on a moment of that very version count. A change of category alone agrees with
    the kind.
    `/v1/corrections` with `kind`, `detector` and `detector_version` lists the `n` behind each.

    Args:
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        KindPrecisionPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            from_=from_,
            to=to,
            segment=segment,
        )
    ).parsed
