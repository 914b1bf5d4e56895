import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cut import Cut
from ...models.one_theme_out import OneThemeOut
from ...models.period import Period
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    theme_id: str,
    *,
    period: Period | Unset = UNSET,
    by: Cut | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
    include: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_period: str | Unset = UNSET
    if not isinstance(period, Unset):
        json_period = period

    params["period"] = json_period

    json_by: str | Unset = UNSET
    if not isinstance(by, Unset):
        json_by = by

    params["by"] = json_by

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

    json_include: None | str | Unset
    if isinstance(include, Unset):
        json_include = UNSET
    else:
        json_include = include
    params["include"] = json_include

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/themes/{theme_id}".format(
            theme_id=quote(str(theme_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> OneThemeOut | Problem | None:
    if response.status_code == 200:
        response_200 = OneThemeOut.from_dict(response.json())

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
) -> Response[OneThemeOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    period: Period | Unset = UNSET,
    by: Cut | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
    include: None | str | Unset = UNSET,
) -> Response[OneThemeOut | Problem]:
    """Return one theme

     Return one theme. The id of a theme that was taken up by another answers with that one, for ever.

    Args:
        theme_id (str):
        period (Period | Unset): How wide one step of a trend is. Weeks start on Monday.
        by (Cut | Unset): A dimension of calls. A call may have several values of one: two reps,
            or none.
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
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: trend, segments, evidence, lineage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneThemeOut | Problem]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
        period=period,
        by=by,
        from_=from_,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        competitor=competitor,
        as_of=as_of,
        include=include,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    period: Period | Unset = UNSET,
    by: Cut | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
    include: None | str | Unset = UNSET,
) -> OneThemeOut | Problem | None:
    """Return one theme

     Return one theme. The id of a theme that was taken up by another answers with that one, for ever.

    Args:
        theme_id (str):
        period (Period | Unset): How wide one step of a trend is. Weeks start on Monday.
        by (Cut | Unset): A dimension of calls. A call may have several values of one: two reps,
            or none.
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
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: trend, segments, evidence, lineage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneThemeOut | Problem
    """

    return sync_detailed(
        theme_id=theme_id,
        client=client,
        period=period,
        by=by,
        from_=from_,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        competitor=competitor,
        as_of=as_of,
        include=include,
    ).parsed


async def asyncio_detailed(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    period: Period | Unset = UNSET,
    by: Cut | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
    include: None | str | Unset = UNSET,
) -> Response[OneThemeOut | Problem]:
    """Return one theme

     Return one theme. The id of a theme that was taken up by another answers with that one, for ever.

    Args:
        theme_id (str):
        period (Period | Unset): How wide one step of a trend is. Weeks start on Monday.
        by (Cut | Unset): A dimension of calls. A call may have several values of one: two reps,
            or none.
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
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: trend, segments, evidence, lineage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OneThemeOut | Problem]
    """

    kwargs = _get_kwargs(
        theme_id=theme_id,
        period=period,
        by=by,
        from_=from_,
        to=to,
        segment=segment,
        stage=stage,
        outcome=outcome,
        source=source,
        rep=rep,
        competitor=competitor,
        as_of=as_of,
        include=include,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    theme_id: str,
    *,
    client: AuthenticatedClient,
    period: Period | Unset = UNSET,
    by: Cut | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
    include: None | str | Unset = UNSET,
) -> OneThemeOut | Problem | None:
    """Return one theme

     Return one theme. The id of a theme that was taken up by another answers with that one, for ever.

    Args:
        theme_id (str):
        period (Period | Unset): How wide one step of a trend is. Weeks start on Monday.
        by (Cut | Unset): A dimension of calls. A call may have several values of one: two reps,
            or none.
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
        include (None | str | Unset): Parts to answer with besides, in `included`; several with
            commas: trend, segments, evidence, lineage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OneThemeOut | Problem
    """

    return (
        await asyncio_detailed(
            theme_id=theme_id,
            client=client,
            period=period,
            by=by,
            from_=from_,
            to=to,
            segment=segment,
            stage=stage,
            outcome=outcome,
            source=source,
            rep=rep,
            competitor=competitor,
            as_of=as_of,
            include=include,
        )
    ).parsed
