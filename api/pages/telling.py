"""What is wrong with a form is told on its page: in words that name the field, beside all that was typed."""

from collections.abc import Callable
from typing import Any

from fastapi.responses import Response
from pydantic import ValidationError

from calls.errors import Conflict, TalktrackError

# What the forms call the fields that the schema calls otherwise.
_CALLED = {
    "email": "E-mail",
    "label": "Name",
    "term": "As it is written",
    "sounds_like": "Also heard as",
    "pattern": "Files called",
    "roles": "Channels",
    "scopes": "It may",
    "days": "Ends after",
    "description": "What it covers",
}


def told(work: Callable[[], Response], refused: Callable[..., Response], *, taken: str | None = None) -> Response:
    """Do what a form asks; `refused` shows its page with the `problem`, and the field that is `wrong` where known.

    `taken` is the field that somebody or something else may have already.
    """
    try:
        return work()
    except Conflict as error:
        return refused(problem=error.message, wrong=taken)
    except TalktrackError as error:
        return refused(problem=error.message)
    except ValidationError as error:
        return refused(**_first_of(error))
    except ValueError as error:
        return refused(problem=str(error))


def _first_of(error: ValidationError) -> dict[str, Any]:
    """What the API would refuse by its schema, in the words of the first thing that is wrong."""
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ").removesuffix(".")
    # Of one phrase among many, the place ends with its number.
    field = next((part for part in reversed(first["loc"]) if isinstance(part, str)), None)
    if field is None:
        return {"problem": f"{message}."}
    called = _CALLED.get(field, field.replace("_", " ").capitalize())
    said = message.lower()
    if called.lower() not in said and field not in said:
        message = f"{called}: {message[0].lower()}{message[1:]}"
    return {"problem": f"{message}.", "wrong": field}
