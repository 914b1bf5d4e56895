import datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.asked_mode import AskedMode
from ...models.category import Category
from ...models.format_ import Format
from ...models.kind import Kind
from ...models.problem import Problem
from ...models.role import Role
from ...models.search_in import SearchIn
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    format_: Format,
    *,
    q: str,
    mode: AskedMode | Unset = UNSET,
    in_: None | SearchIn | Unset = UNSET,
    call_id: None | str | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    category: Category | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    account_id: None | str | Unset = UNSET,
    role: None | Role | Unset = UNSET,
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

    params["q"] = q

    json_mode: str | Unset = UNSET
    if not isinstance(mode, Unset):
        json_mode = mode

    params["mode"] = json_mode

    json_in_: None | str | Unset
    if isinstance(in_, Unset):
        json_in_ = UNSET
    elif isinstance(in_, str):
        json_in_ = in_
    else:
        json_in_ = in_
    params["in"] = json_in_

    json_call_id: None | str | Unset
    if isinstance(call_id, Unset):
        json_call_id = UNSET
    else:
        json_call_id = call_id
    params["call_id"] = json_call_id

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_category: None | str | Unset
    if isinstance(category, Unset):
        json_category = UNSET
    elif isinstance(category, str):
        json_category = category
    else:
        json_category = category
    params["category"] = json_category

    json_theme_id: None | str | Unset
    if isinstance(theme_id, Unset):
        json_theme_id = UNSET
    else:
        json_theme_id = theme_id
    params["theme_id"] = json_theme_id

    json_account_id: None | str | Unset
    if isinstance(account_id, Unset):
        json_account_id = UNSET
    else:
        json_account_id = account_id
    params["account_id"] = json_account_id

    json_role: None | str | Unset
    if isinstance(role, Unset):
        json_role = UNSET
    elif isinstance(role, str):
        json_role = role
    else:
        json_role = role
    params["role"] = json_role

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
        "url": "/v1/exports/search.{format_}".format(
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
    q: str,
    mode: AskedMode | Unset = UNSET,
    in_: None | SearchIn | Unset = UNSET,
    call_id: None | str | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    category: Category | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    account_id: None | str | Unset = UNSET,
    role: None | Role | Unset = UNSET,
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
    """Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first

     Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first.

    Personal data is masked unless the key holds `calls:write`, and whoever sees it masked finds nothing
    by it. `mode`
    says how it was searched.

    Args:
        format_ (Format): What an export is written as.
        q (str): Words, "several words", word*, -not this; or what somebody meant, in any words.
        mode (AskedMode | Unset): How to search; `auto` is by both where both are there.
        in_ (None | SearchIn | Unset): Both where it is left out.
        call_id (None | str | Unset):
        kind (Kind | None | Unset):
        category (Category | None | Unset):
        theme_id (None | str | Unset):
        account_id (None | str | Unset):
        role (None | Role | Unset): Who says it.
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
        q=q,
        mode=mode,
        in_=in_,
        call_id=call_id,
        kind=kind,
        category=category,
        theme_id=theme_id,
        account_id=account_id,
        role=role,
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
    q: str,
    mode: AskedMode | Unset = UNSET,
    in_: None | SearchIn | Unset = UNSET,
    call_id: None | str | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    category: Category | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    account_id: None | str | Unset = UNSET,
    role: None | Role | Unset = UNSET,
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
    """Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first

     Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first.

    Personal data is masked unless the key holds `calls:write`, and whoever sees it masked finds nothing
    by it. `mode`
    says how it was searched.

    Args:
        format_ (Format): What an export is written as.
        q (str): Words, "several words", word*, -not this; or what somebody meant, in any words.
        mode (AskedMode | Unset): How to search; `auto` is by both where both are there.
        in_ (None | SearchIn | Unset): Both where it is left out.
        call_id (None | str | Unset):
        kind (Kind | None | Unset):
        category (Category | None | Unset):
        theme_id (None | str | Unset):
        account_id (None | str | Unset):
        role (None | Role | Unset): Who says it.
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
        q=q,
        mode=mode,
        in_=in_,
        call_id=call_id,
        kind=kind,
        category=category,
        theme_id=theme_id,
        account_id=account_id,
        role=role,
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
    q: str,
    mode: AskedMode | Unset = UNSET,
    in_: None | SearchIn | Unset = UNSET,
    call_id: None | str | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    category: Category | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    account_id: None | str | Unset = UNSET,
    role: None | Role | Unset = UNSET,
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
    """Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first

     Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first.

    Personal data is masked unless the key holds `calls:write`, and whoever sees it masked finds nothing
    by it. `mode`
    says how it was searched.

    Args:
        format_ (Format): What an export is written as.
        q (str): Words, "several words", word*, -not this; or what somebody meant, in any words.
        mode (AskedMode | Unset): How to search; `auto` is by both where both are there.
        in_ (None | SearchIn | Unset): Both where it is left out.
        call_id (None | str | Unset):
        kind (Kind | None | Unset):
        category (Category | None | Unset):
        theme_id (None | str | Unset):
        account_id (None | str | Unset):
        role (None | Role | Unset): Who says it.
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
        q=q,
        mode=mode,
        in_=in_,
        call_id=call_id,
        kind=kind,
        category=category,
        theme_id=theme_id,
        account_id=account_id,
        role=role,
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
    q: str,
    mode: AskedMode | Unset = UNSET,
    in_: None | SearchIn | Unset = UNSET,
    call_id: None | str | Unset = UNSET,
    kind: Kind | None | Unset = UNSET,
    category: Category | None | Unset = UNSET,
    theme_id: None | str | Unset = UNSET,
    account_id: None | str | Unset = UNSET,
    role: None | Role | Unset = UNSET,
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
    """Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first

     Export the first 500 that `/v1/search` finds with the same filters, a row a moment or turn, the best
    first.

    Personal data is masked unless the key holds `calls:write`, and whoever sees it masked finds nothing
    by it. `mode`
    says how it was searched.

    Args:
        format_ (Format): What an export is written as.
        q (str): Words, "several words", word*, -not this; or what somebody meant, in any words.
        mode (AskedMode | Unset): How to search; `auto` is by both where both are there.
        in_ (None | SearchIn | Unset): Both where it is left out.
        call_id (None | str | Unset):
        kind (Kind | None | Unset):
        category (Category | None | Unset):
        theme_id (None | str | Unset):
        account_id (None | str | Unset):
        role (None | Role | Unset): Who says it.
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
            q=q,
            mode=mode,
            in_=in_,
            call_id=call_id,
            kind=kind,
            category=category,
            theme_id=theme_id,
            account_id=account_id,
            role=role,
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
