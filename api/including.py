"""`include=`: parts of a resource that are answered only where they are asked for, by name."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Query

from calls.errors import InvalidInput

_LONGEST = 200


def including(*names: str) -> Any:
    """Return the dependency that reads `include`: a set of names of parts. Raises InvalidInput for an unknown one."""
    described = Query(
        max_length=_LONGEST,
        description=f"Parts to answer with besides, in `included`; several with commas: {', '.join(names)}.",
        examples=[names[0]],
    )
    return Depends(_reader(names, described))


def _reader(names: tuple[str, ...], described: Any) -> Callable[..., frozenset[str]]:
    def read(include: Annotated[str | None, described] = None) -> frozenset[str]:
        asked = frozenset(name.strip() for name in (include or "").split(",") if name.strip())
        unknown = sorted(asked - set(names))
        if unknown:
            raise InvalidInput(f"`include` knows no {', '.join(unknown)}; it knows {', '.join(names)}.")
        return asked

    return read
