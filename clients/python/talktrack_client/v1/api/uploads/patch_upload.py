from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    uuid: str,
    *,
    body: File,
    upload_offset: int,
    upload_length: int | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["upload-offset"] = str(upload_offset)

    if not isinstance(upload_length, Unset):
        headers["upload-length"] = str(upload_length)

    if not isinstance(tus_resumable, Unset):
        headers["tus-resumable"] = tus_resumable

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/uploads/{uuid}".format(
            uuid=quote(str(uuid), safe=""),
        ),
    }

    _kwargs["content"] = body.payload
    headers["Content-Type"] = "application/offset+octet-stream"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem | None:
    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

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

    if response.status_code == 410:
        response_410 = Problem.from_dict(response.json())

        return response_410

    if response.status_code == 411:
        response_411 = Problem.from_dict(response.json())

        return response_411

    if response.status_code == 412:
        response_412 = Problem.from_dict(response.json())

        return response_412

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 423:
        response_423 = Problem.from_dict(response.json())

        return response_423

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 507:
        response_507 = Problem.from_dict(response.json())

        return response_507

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    uuid: str,
    *,
    client: AuthenticatedClient,
    body: File,
    upload_offset: int,
    upload_length: int | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Response[Any | Problem]:
    """Send bytes from `Upload-Offset` on, as many as you like

     Send bytes from `Upload-Offset` on, as many as you like. With the last one the file becomes a call,
    which `Talktrack-Call` names; `Talktrack-Duplicate` says whether it was here before. Also GET tells
    that.

    Args:
        uuid (str):
        upload_offset (int):
        upload_length (int | Unset):
        tus_resumable (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        uuid=uuid,
        body=body,
        upload_offset=upload_offset,
        upload_length=upload_length,
        tus_resumable=tus_resumable,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    uuid: str,
    *,
    client: AuthenticatedClient,
    body: File,
    upload_offset: int,
    upload_length: int | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Any | Problem | None:
    """Send bytes from `Upload-Offset` on, as many as you like

     Send bytes from `Upload-Offset` on, as many as you like. With the last one the file becomes a call,
    which `Talktrack-Call` names; `Talktrack-Duplicate` says whether it was here before. Also GET tells
    that.

    Args:
        uuid (str):
        upload_offset (int):
        upload_length (int | Unset):
        tus_resumable (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        uuid=uuid,
        client=client,
        body=body,
        upload_offset=upload_offset,
        upload_length=upload_length,
        tus_resumable=tus_resumable,
    ).parsed


async def asyncio_detailed(
    uuid: str,
    *,
    client: AuthenticatedClient,
    body: File,
    upload_offset: int,
    upload_length: int | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Response[Any | Problem]:
    """Send bytes from `Upload-Offset` on, as many as you like

     Send bytes from `Upload-Offset` on, as many as you like. With the last one the file becomes a call,
    which `Talktrack-Call` names; `Talktrack-Duplicate` says whether it was here before. Also GET tells
    that.

    Args:
        uuid (str):
        upload_offset (int):
        upload_length (int | Unset):
        tus_resumable (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        uuid=uuid,
        body=body,
        upload_offset=upload_offset,
        upload_length=upload_length,
        tus_resumable=tus_resumable,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    uuid: str,
    *,
    client: AuthenticatedClient,
    body: File,
    upload_offset: int,
    upload_length: int | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Any | Problem | None:
    """Send bytes from `Upload-Offset` on, as many as you like

     Send bytes from `Upload-Offset` on, as many as you like. With the last one the file becomes a call,
    which `Talktrack-Call` names; `Talktrack-Duplicate` says whether it was here before. Also GET tells
    that.

    Args:
        uuid (str):
        upload_offset (int):
        upload_length (int | Unset):
        tus_resumable (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            uuid=uuid,
            client=client,
            body=body,
            upload_offset=upload_offset,
            upload_length=upload_length,
            tus_resumable=tus_resumable,
        )
    ).parsed
