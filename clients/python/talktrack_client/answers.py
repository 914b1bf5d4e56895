"""An answer, or an error that says what to do."""

import json
from typing import Protocol, TypeVar

from talktrack_client.v1.models import Problem

T = TypeVar("T")
Covered = TypeVar("Covered", covariant=True)


class Answered(Protocol[Covered]):
    """What the `sync_detailed` of an operation returns."""

    @property
    def status_code(self) -> int:
        """The status of HTTP."""

    @property
    def content(self) -> bytes:
        """What came, as it came."""

    @property
    def parsed(self) -> Covered | None:
        """What came, typed."""


class ProblemError(Exception):
    """The service refused: `code` is stable, `detail` says what to do, `status` is that of HTTP."""

    def __init__(self, *, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


def ok(response: Answered[T | Problem]) -> T:
    """Return what the service answered. Raises ProblemError where it is a problem, or nothing that is documented."""
    found = response.parsed
    if found is None or isinstance(found, Problem):
        raise problem_of(int(response.status_code), response.content)
    return found


def problem_of(status: int, content: bytes) -> ProblemError:
    """Return the error for an answer that is no success."""
    try:
        said = json.loads(content)
        return ProblemError(status=status, code=str(said["code"]), detail=str(said["detail"]))
    except (ValueError, KeyError, TypeError):
        return ProblemError(status=status, code="unknown", detail=content[:500].decode("utf-8", "replace"))
