import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.topic_stretch_page import TopicStretchPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    topic_id: str,
    *,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

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

    json_stage: None | str | Unset
    if isinstance(stage, Unset):
        json_stage = UNSET
    else:
        json_stage = stage
    params["stage"] = json_stage

    json_outcome: None | str | Unset
    if isinstance(outcome, Unset):
        json_outcome = UNSET
    else:
        json_outcome = outcome
    params["outcome"] = json_outcome

    json_source: None | str | Unset
    if isinstance(source, Unset):
        json_source = UNSET
    else:
        json_source = source
    params["source"] = json_source

    json_rep: None | str | Unset
    if isinstance(rep, Unset):
        json_rep = UNSET
    else:
        json_rep = rep
    params["rep"] = json_rep

    json_competitor: None | str | Unset
    if isinstance(competitor, Unset):
        json_competitor = UNSET
    else:
        json_competitor = competitor
    params["competitor"] = json_competitor

    json_as_of: None | str | Unset
    if isinstance(as_of, Unset):
        json_as_of = UNSET
    elif isinstance(as_of, datetime.datetime):
        json_as_of = as_of.isoformat()
    else:
        json_as_of = as_of
    params["as_of"] = json_as_of

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/topics/{topic_id}/evidence".format(
            topic_id=quote(str(topic_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | TopicStretchPage | None:
    if response.status_code == 200:
        response_200 = TopicStretchPage.from_dict(response.json())

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
) -> Response[Problem | TopicStretchPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    topic_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> Response[Problem | TopicStretchPage]:
    """List every stretch a topic's `stretches` counts, exactly those, of the newest calls first

     List every stretch a topic's `stretches` counts, exactly those, of the newest calls first.

    Args:
        topic_id (str):
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        stage (None | str | Unset): Only calls of deals in this stage.
        outcome (None | str | Unset): Only calls of deals with this outcome.
        source (None | str | Unset): Only calls of this lead source.
        rep (None | str | Unset): Only calls of this rep, by name or `rep_…` name.
        competitor (None | str | Unset): Only calls in which the buyer names this competitor.
        as_of (datetime.datetime | None | Unset): Only calls that were counted by this instant:
            the `as_of` of an earlier answer gives its numbers again, though calls came since.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TopicStretchPage]
    """

    kwargs = _get_kwargs(
        topic_id=topic_id,
        limit=limit,
        cursor=cursor,
        from_=from_,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        competitor=competitor,
        as_of=as_of,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    topic_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> Problem | TopicStretchPage | None:
    """List every stretch a topic's `stretches` counts, exactly those, of the newest calls first

     List every stretch a topic's `stretches` counts, exactly those, of the newest calls first.

    Args:
        topic_id (str):
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        stage (None | str | Unset): Only calls of deals in this stage.
        outcome (None | str | Unset): Only calls of deals with this outcome.
        source (None | str | Unset): Only calls of this lead source.
        rep (None | str | Unset): Only calls of this rep, by name or `rep_…` name.
        competitor (None | str | Unset): Only calls in which the buyer names this competitor.
        as_of (datetime.datetime | None | Unset): Only calls that were counted by this instant:
            the `as_of` of an earlier answer gives its numbers again, though calls came since.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TopicStretchPage
    """

    return sync_detailed(
        topic_id=topic_id,
        client=client,
        limit=limit,
        cursor=cursor,
        from_=from_,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        competitor=competitor,
        as_of=as_of,
    ).parsed


async def asyncio_detailed(
    topic_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> Response[Problem | TopicStretchPage]:
    """List every stretch a topic's `stretches` counts, exactly those, of the newest calls first

     List every stretch a topic's `stretches` counts, exactly those, of the newest calls first.

    Args:
        topic_id (str):
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        stage (None | str | Unset): Only calls of deals in this stage.
        outcome (None | str | Unset): Only calls of deals with this outcome.
        source (None | str | Unset): Only calls of this lead source.
        rep (None | str | Unset): Only calls of this rep, by name or `rep_…` name.
        competitor (None | str | Unset): Only calls in which the buyer names this competitor.
        as_of (datetime.datetime | None | Unset): Only calls that were counted by this instant:
            the `as_of` of an earlier answer gives its numbers again, though calls came since.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TopicStretchPage]
    """

    kwargs = _get_kwargs(
        topic_id=topic_id,
        limit=limit,
        cursor=cursor,
        from_=from_,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        competitor=competitor,
        as_of=as_of,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    topic_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> Problem | TopicStretchPage | None:
    """List every stretch a topic's `stretches` counts, exactly those, of the newest calls first

     List every stretch a topic's `stretches` counts, exactly those, of the newest calls first.

    Args:
        topic_id (str):
        limit (int | Unset): How many items at most. Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before.
        from_ (datetime.datetime | None | Unset): Calls that started at this instant or later.
        to (datetime.datetime | None | Unset): Calls that started before this instant.
        segment (None | str | Unset): Only calls of this segment.
        stage (None | str | Unset): Only calls of deals in this stage.
        outcome (None | str | Unset): Only calls of deals with this outcome.
        source (None | str | Unset): Only calls of this lead source.
        rep (None | str | Unset): Only calls of this rep, by name or `rep_…` name.
        competitor (None | str | Unset): Only calls in which the buyer names this competitor.
        as_of (datetime.datetime | None | Unset): Only calls that were counted by this instant:
            the `as_of` of an earlier answer gives its numbers again, though calls came since.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TopicStretchPage
    """

    return (
        await asyncio_detailed(
            topic_id=topic_id,
            client=client,
            limit=limit,
            cursor=cursor,
            from_=from_,
            to=to,
            segment=segment,
            stage=stage,
            outcome=outcome,
            source=source,
            rep=rep,
            competitor=competitor,
            as_of=as_of,
        )
    ).parsed
