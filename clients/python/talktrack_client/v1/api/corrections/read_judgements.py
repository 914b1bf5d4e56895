import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.judgement_page import JudgementPage
from ...models.judgement_verdict import JudgementVerdict
from ...models.kind import Kind
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    call_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    verdict: JudgementVerdict | None | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    detector: None | str | Unset = UNSET,
    detector_version: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_call_id: None | str | Unset
    if isinstance(call_id, Unset):
        json_call_id = UNSET
    else:
        json_call_id = call_id
    params["call_id"] = json_call_id

    json_moment_id: None | str | Unset
    if isinstance(moment_id, Unset):
        json_moment_id = UNSET
    else:
        json_moment_id = moment_id
    params["moment_id"] = json_moment_id

    json_verdict: None | str | Unset
    if isinstance(verdict, Unset):
        json_verdict = UNSET
    elif isinstance(verdict, str):
        json_verdict = verdict
    else:
        json_verdict = verdict
    params["verdict"] = json_verdict

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_theme_id: None | str | Unset
    if isinstance(theme_id, Unset):
        json_theme_id = UNSET
    else:
        json_theme_id = theme_id
    params["theme_id"] = json_theme_id

    json_detector: None | str | Unset
    if isinstance(detector, Unset):
        json_detector = UNSET
    else:
        json_detector = detector
    params["detector"] = json_detector

    json_detector_version: None | str | Unset
    if isinstance(detector_version, Unset):
        json_detector_version = UNSET
    else:
        json_detector_version = detector_version
    params["detector_version"] = json_detector_version

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

    json_updated_since: None | str | Unset
    if isinstance(updated_since, Unset):
        json_updated_since = UNSET
    elif isinstance(updated_since, datetime.datetime):
        json_updated_since = updated_since.isoformat()
    else:
        json_updated_since = updated_since
    params["updated_since"] = json_updated_since

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
        "url": "/v1/corrections",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> JudgementPage | Problem | None:
    if response.status_code == 200:
        response_200 = JudgementPage.from_dict(response.json())

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
) -> Response[JudgementPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    call_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    verdict: JudgementVerdict | None | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    detector: None | str | Unset = UNSET,
    detector_version: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[JudgementPage | Problem]:
    """List what people said of moments, the newest first

     List what people said of moments, the newest first.

    With the filters of a precision (`theme_id`; or `kind`, `detector` and `detector_version`) these are
    exactly the `n`
    that it counts.

    Args:
        call_id (None | str | Unset):
        moment_id (None | str | Unset):
        verdict (JudgementVerdict | None | Unset):
        kind (Kind | None | Unset): The kind as it was found, or added.
        theme_id (None | str | Unset):
        detector (None | str | Unset):
        detector_version (None | str | Unset):
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JudgementPage | Problem]
    """

    kwargs = _get_kwargs(
        call_id=call_id,
        moment_id=moment_id,
        verdict=verdict,
        kind=kind,
        theme_id=theme_id,
        detector=detector,
        detector_version=detector_version,
        from_=from_,
        to=to,
        segment=segment,
        updated_since=updated_since,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    call_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    verdict: JudgementVerdict | None | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    detector: None | str | Unset = UNSET,
    detector_version: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> JudgementPage | Problem | None:
    """List what people said of moments, the newest first

     List what people said of moments, the newest first.

    With the filters of a precision (`theme_id`; or `kind`, `detector` and `detector_version`) these are
    exactly the `n`
    that it counts.

    Args:
        call_id (None | str | Unset):
        moment_id (None | str | Unset):
        verdict (JudgementVerdict | None | Unset):
        kind (Kind | None | Unset): The kind as it was found, or added.
        theme_id (None | str | Unset):
        detector (None | str | Unset):
        detector_version (None | str | Unset):
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JudgementPage | Problem
    """

    return sync_detailed(
        client=client,
        call_id=call_id,
        moment_id=moment_id,
        verdict=verdict,
        kind=kind,
        theme_id=theme_id,
        detector=detector,
        detector_version=detector_version,
        from_=from_,
        to=to,
        segment=segment,
        updated_since=updated_since,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    call_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    verdict: JudgementVerdict | None | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    detector: None | str | Unset = UNSET,
    detector_version: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Response[JudgementPage | Problem]:
    """List what people said of moments, the newest first

     List what people said of moments, the newest first.

    With the filters of a precision (`theme_id`; or `kind`, `detector` and `detector_version`) these are
    exactly the `n`
    that it counts.

    Args:
        call_id (None | str | Unset):
        moment_id (None | str | Unset):
        verdict (JudgementVerdict | None | Unset):
        kind (Kind | None | Unset): The kind as it was found, or added.
        theme_id (None | str | Unset):
        detector (None | str | Unset):
        detector_version (None | str | Unset):
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JudgementPage | Problem]
    """

    kwargs = _get_kwargs(
        call_id=call_id,
        moment_id=moment_id,
        verdict=verdict,
        kind=kind,
        theme_id=theme_id,
        detector=detector,
        detector_version=detector_version,
        from_=from_,
        to=to,
        segment=segment,
        updated_since=updated_since,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    call_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    verdict: JudgementVerdict | None | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    detector: None | str | Unset = UNSET,
    detector_version: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> JudgementPage | Problem | None:
    """List what people said of moments, the newest first

     List what people said of moments, the newest first.

    With the filters of a precision (`theme_id`; or `kind`, `detector` and `detector_version`) these are
    exactly the `n`
    that it counts.

    Args:
        call_id (None | str | Unset):
        moment_id (None | str | Unset):
        verdict (JudgementVerdict | None | Unset):
        kind (Kind | None | Unset): The kind as it was found, or added.
        theme_id (None | str | Unset):
        detector (None | str | Unset):
        detector_version (None | str | Unset):
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JudgementPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            call_id=call_id,
            moment_id=moment_id,
            verdict=verdict,
            kind=kind,
            theme_id=theme_id,
            detector=detector,
            detector_version=detector_version,
            from_=from_,
            to=to,
            segment=segment,
            updated_since=updated_since,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
