"""Where the service is, and what it is asked with."""

import httpx

from talktrack_client.answers import problem_of
from talktrack_client.v1.client import AuthenticatedClient

_TIMEOUT_S = 30.0


def connect(url: str, *, key: str | None = None, timeout_s: float = _TIMEOUT_S) -> AuthenticatedClient:
    """Return a client of the service at `url`, to be used in a `with` block. The demo reads without a key."""
    timeout = httpx.Timeout(timeout_s)
    client = AuthenticatedClient(base_url=url, token=key or "", timeout=timeout)
    if key is None:
        client.set_httpx_client(httpx.Client(base_url=url, timeout=timeout))
        client.set_async_httpx_client(httpx.AsyncClient(base_url=url, timeout=timeout))
    return client


def listen(client: AuthenticatedClient, audio_url: str, *, first_byte: int = 0, last_byte: int) -> bytes:
    """Return a part of a recording: `audio_url` is that of a moment. Raises ProblemError.

    Recordings are compressed; whoever wants seconds hands the address to a player, which asks for parts by itself.
    """
    answer = client.get_httpx_client().get(audio_url, headers={"Range": f"bytes={first_byte}-{last_byte}"})
    if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        raise problem_of(answer.status_code, answer.content)
    return answer.content
