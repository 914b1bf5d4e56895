from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    upload_metadata: str | Unset = UNSET,
    upload_length: int | Unset = UNSET,
    upload_defer_length: int | Unset = UNSET,
    upload_concat: str | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(upload_metadata, Unset):
        headers["upload-metadata"] = upload_metadata

    if not isinstance(upload_length, Unset):
        headers["upload-length"] = str(upload_length)

    if not isinstance(upload_defer_length, Unset):
        headers["upload-defer-length"] = str(upload_defer_length)

    if not isinstance(upload_concat, Unset):
        headers["upload-concat"] = upload_concat

    if not isinstance(tus_resumable, Unset):
        headers["tus-resumable"] = tus_resumable

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/uploads",
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem | None:
    if response.status_code == 201:
        response_201 = cast(Any, None)
        return response_201

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 412:
        response_412 = Problem.from_dict(response.json())

        return response_412

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

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
    *,
    client: AuthenticatedClient,
    upload_metadata: str | Unset = UNSET,
    upload_length: int | Unset = UNSET,
    upload_defer_length: int | Unset = UNSET,
    upload_concat: str | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Response[Any | Problem]:
    """Begin to send a file of `Upload-Length` bytes

     Begin to send a file of `Upload-Length` bytes; `Location` is where they go. `Upload-Metadata` takes
    `filename`, `channels`, `metadata` and `client_unique_id` as `POST /v1/calls` does, and `sha256`, by
    which a file that changed on the way is refused.

    Args:
        upload_metadata (str | Unset):
        upload_length (int | Unset):
        upload_defer_length (int | Unset):
        upload_concat (str | Unset):
        tus_resumable (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        upload_metadata=upload_metadata,
        upload_length=upload_length,
        upload_defer_length=upload_defer_length,
        upload_concat=upload_concat,
        tus_resumable=tus_resumable,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    upload_metadata: str | Unset = UNSET,
    upload_length: int | Unset = UNSET,
    upload_defer_length: int | Unset = UNSET,
    upload_concat: str | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Any | Problem | None:
    """Begin to send a file of `Upload-Length` bytes

     Begin to send a file of `Upload-Length` bytes; `Location` is where they go. `Upload-Metadata` takes
    `filename`, `channels`, `metadata` and `client_unique_id` as `POST /v1/calls` does, and `sha256`, by
    which a file that changed on the way is refused.

    Args:
        upload_metadata (str | Unset):
        upload_length (int | Unset):
        upload_defer_length (int | Unset):
        upload_concat (str | Unset):
        tus_resumable (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        client=client,
        upload_metadata=upload_metadata,
        upload_length=upload_length,
        upload_defer_length=upload_defer_length,
        upload_concat=upload_concat,
        tus_resumable=tus_resumable,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    upload_metadata: str | Unset = UNSET,
    upload_length: int | Unset = UNSET,
    upload_defer_length: int | Unset = UNSET,
    upload_concat: str | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Response[Any | Problem]:
    """Begin to send a file of `Upload-Length` bytes

     Begin to send a file of `Upload-Length` bytes; `Location` is where they go. `Upload-Metadata` takes
    `filename`, `channels`, `metadata` and `client_unique_id` as `POST /v1/calls` does, and `sha256`, by
    which a file that changed on the way is refused.

    Args:
        upload_metadata (str | Unset):
        upload_length (int | Unset):
        upload_defer_length (int | Unset):
        upload_concat (str | Unset):
        tus_resumable (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        upload_metadata=upload_metadata,
        upload_length=upload_length,
        upload_defer_length=upload_defer_length,
        upload_concat=upload_concat,
        tus_resumable=tus_resumable,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    upload_metadata: str | Unset = UNSET,
    upload_length: int | Unset = UNSET,
    upload_defer_length: int | Unset = UNSET,
    upload_concat: str | Unset = UNSET,
    tus_resumable: str | Unset = UNSET,
) -> Any | Problem | None:
    """Begin to send a file of `Upload-Length` bytes

     Begin to send a file of `Upload-Length` bytes; `Location` is where they go. `Upload-Metadata` takes
    `filename`, `channels`, `metadata` and `client_unique_id` as `POST /v1/calls` does, and `sha256`, by
    which a file that changed on the way is refused.

    Args:
        upload_metadata (str | Unset):
        upload_length (int | Unset):
        upload_defer_length (int | Unset):
        upload_concat (str | Unset):
        tus_resumable (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            upload_metadata=upload_metadata,
            upload_length=upload_length,
            upload_defer_length=upload_defer_length,
            upload_concat=upload_concat,
            tus_resumable=tus_resumable,
        )
    ).parsed
