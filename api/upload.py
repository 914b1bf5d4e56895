"""Take a multipart upload piece by piece: the file goes to disk and is hashed as it arrives, never held in memory."""

from collections.abc import Callable
from typing import Any

import anyio.to_thread
from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from calls.errors import InvalidInput
from store.blobs import BlobWriter

_LARGEST_FIELD = 1_000_000
_MOST_FIELDS = 20
_PIECE = 1 << 20


class IncomingForm:
    """The text fields of an upload, and the writer that holds its file."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.filename: str | None = None
        self.writer: BlobWriter | None = None

    def discard(self) -> None:
        """Throw away what was written, unless it was finished."""
        if self.writer is not None:
            self.writer.__exit__(None, None, None)


async def receive_form(request: Request, open_writer: Callable[[], BlobWriter]) -> IncomingForm:
    """Read a multipart body with one `file` part and some text fields. Raises InvalidInput, TooLarge and StorageFull.

    The caller discards the form when done.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != b"multipart/form-data" or b"boundary" not in options:
        raise InvalidInput("Send the recording as multipart/form-data with a part named `file`.")
    form = IncomingForm()
    reader = _Reader(form, open_writer)
    parser = MultipartParser(options[b"boundary"], reader.callbacks())  # type: ignore[arg-type]
    pending = bytearray()
    try:
        async for chunk in request.stream():
            pending += chunk
            if len(pending) >= _PIECE:
                await anyio.to_thread.run_sync(parser.write, bytes(pending))
                pending.clear()
        await anyio.to_thread.run_sync(parser.write, bytes(pending))
        parser.finalize()
    except FormParserError as error:
        form.discard()
        raise InvalidInput("The upload is not well-formed multipart/form-data.") from error
    except BaseException:
        form.discard()
        raise
    if not reader.ended:
        form.discard()
        raise InvalidInput("The upload broke off before its end; send it again.")
    if form.writer is None:
        raise InvalidInput("The upload has no part named `file`.")
    return form


class _Reader:
    """Callbacks of the push parser: fields into memory, the file into its writer."""

    def __init__(self, form: IncomingForm, open_writer: Callable[[], BlobWriter]) -> None:
        self.form = form
        self.open_writer = open_writer
        self.ended = False
        self.parts = 0
        self._start_part()

    def _start_part(self) -> None:
        self.header_name = b""
        self.header_value = b""
        self.headers: dict[bytes, bytes] = {}
        self.name = ""
        self.text = bytearray()
        self.in_file = False

    def callbacks(self) -> dict[str, Any]:
        """Return the callbacks by the names the parser knows them under."""
        return {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_part_begin(self) -> None:
        self.parts += 1
        if self.parts > _MOST_FIELDS:
            raise InvalidInput(f"The upload has more than {_MOST_FIELDS} parts; send one recording at a time.")
        self._start_part()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self.header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self.header_value += data[start:end]

    def _on_header_end(self) -> None:
        self.headers[self.header_name.lower()] = self.header_value
        self.header_name = self.header_value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self.headers.get(b"content-disposition", b""))
        self.name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        if self.name != "file":
            return
        if self.form.writer is not None:
            raise InvalidInput("The upload has two parts named `file`; send one recording at a time.")
        self.in_file = True
        self.form.filename = (filename or b"recording").decode("utf-8", "replace")
        self.form.writer = self.open_writer()

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self.in_file and self.form.writer is not None:
            self.form.writer.write(data[start:end])
            return
        self.text += data[start:end]
        if len(self.text) > _LARGEST_FIELD:
            raise InvalidInput(f"The field {self.name!r} is larger than {_LARGEST_FIELD // 1_000_000} MB.")

    def _on_part_end(self) -> None:
        if not self.in_file:
            self.form.fields[self.name] = self.text.decode("utf-8", "replace")

    def _on_end(self) -> None:
        self.ended = True
