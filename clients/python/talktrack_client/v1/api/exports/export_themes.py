import datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.format_ import Format
from ...models.kind import Kind
from ...models.problem import Problem
from ...models.theme_state import ThemeState
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    format_: Format,
    *,
    kind: Kind | None | Unset = UNSET,
    state: None | ThemeState | Unset = UNSET,
    parent: None | str | Unset = UNSET,
    voiced: bool | Unset = False,
    updated_since: datetime.datetime | None | Unset = UNSET,
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

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

    json_parent: None | str | Unset
    if isinstance(parent, Unset):
        json_parent = UNSET
    else:
        json_parent = parent
    params["parent"] = json_parent

    params["voiced"] = voiced

    json_updated_since: None | str | Unset
    if isinstance(updated_since, Unset):
        json_updated_since = UNSET
    elif isinstance(updated_since, datetime.datetime):
        json_updated_since = updated_since.isoformat()
    else:
        json_updated_since = updated_since
    params["updated_since"] = json_updated_since

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
        "url": "/v1/exports/themes.{format_}".format(
            format_=quote(str(format_), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> File | Problem | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.text))

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[File | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    format_: Format,
    *,
    client: AuthenticatedClient,
    kind: Kind | None | Unset = UNSET,
    state: None | ThemeState | Unset = UNSET,
    parent: None | str | Unset = UNSET,
    voiced: bool | Unset = False,
    updated_since: datetime.datetime | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> Response[File | Problem]:
    """Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers

     Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers.

    Args:
        format_ (Format): What an export is written as.
        kind (Kind | None | Unset):
        state (None | ThemeState | Unset):
        parent (None | str | Unset): Only sub-themes of this theme; `none`: only those that are
            none.
        voiced (bool | Unset): Only themes that are voiced in the calls asked for, and pinned
            ones. Default: False.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
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
        Response[File | Problem]
    """

    kwargs = _get_kwargs(
        format_=format_,
        kind=kind,
        state=state,
        parent=parent,
        voiced=voiced,
        updated_since=updated_since,
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
    format_: Format,
    *,
    client: AuthenticatedClient,
    kind: Kind | None | Unset = UNSET,
    state: None | ThemeState | Unset = UNSET,
    parent: None | str | Unset = UNSET,
    voiced: bool | Unset = False,
    updated_since: datetime.datetime | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> File | Problem | None:
    """Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers

     Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers.

    Args:
        format_ (Format): What an export is written as.
        kind (Kind | None | Unset):
        state (None | ThemeState | Unset):
        parent (None | str | Unset): Only sub-themes of this theme; `none`: only those that are
            none.
        voiced (bool | Unset): Only themes that are voiced in the calls asked for, and pinned
            ones. Default: False.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
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
        File | Problem
    """

    return sync_detailed(
        format_=format_,
        client=client,
        kind=kind,
        state=state,
        parent=parent,
        voiced=voiced,
        updated_since=updated_since,
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
    format_: Format,
    *,
    client: AuthenticatedClient,
    kind: Kind | None | Unset = UNSET,
    state: None | ThemeState | Unset = UNSET,
    parent: None | str | Unset = UNSET,
    voiced: bool | Unset = False,
    updated_since: datetime.datetime | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> Response[File | Problem]:
    """Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers

     Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers.

    Args:
        format_ (Format): What an export is written as.
        kind (Kind | None | Unset):
        state (None | ThemeState | Unset):
        parent (None | str | Unset): Only sub-themes of this theme; `none`: only those that are
            none.
        voiced (bool | Unset): Only themes that are voiced in the calls asked for, and pinned
            ones. Default: False.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
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
        Response[File | Problem]
    """

    kwargs = _get_kwargs(
        format_=format_,
        kind=kind,
        state=state,
        parent=parent,
        voiced=voiced,
        updated_since=updated_since,
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
    format_: Format,
    *,
    client: AuthenticatedClient,
    kind: Kind | None | Unset = UNSET,
    state: None | ThemeState | Unset = UNSET,
    parent: None | str | Unset = UNSET,
    voiced: bool | Unset = False,
    updated_since: datetime.datetime | None | Unset = UNSET,
    from_: datetime.datetime | None | Unset = UNSET,
    to: datetime.datetime | None | Unset = UNSET,
    segment: None | str | Unset = UNSET,
    stage: None | str | Unset = UNSET,
    outcome: None | str | Unset = UNSET,
    source: None | str | Unset = UNSET,
    rep: None | str | Unset = UNSET,
    competitor: None | str | Unset = UNSET,
    as_of: datetime.datetime | None | Unset = UNSET,
) -> File | Problem | None:
    """Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers

     Export what `/v1/themes` lists with the same filters, a row a theme, with the same numbers.

    Args:
        format_ (Format): What an export is written as.
        kind (Kind | None | Unset):
        state (None | ThemeState | Unset):
        parent (None | str | Unset): Only sub-themes of this theme; `none`: only those that are
            none.
        voiced (bool | Unset): Only themes that are voiced in the calls asked for, and pinned
            ones. Default: False.
        updated_since (datetime.datetime | None | Unset): Only what was made or changed at this
            instant or later.
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
        File | Problem
    """

    return (
        await asyncio_detailed(
            format_=format_,
            client=client,
            kind=kind,
            state=state,
            parent=parent,
            voiced=voiced,
            updated_since=updated_since,
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
