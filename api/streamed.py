"""An answer that is read from the database while it is sent: it ends when the reader goes away, or does not read on.

Its status is sent with its first bytes, so what goes wrong before them is a problem like any other; what goes wrong
after them breaks the connection off, and nobody takes what came for the whole.
"""

import anyio
import anyio.to_thread
from anyio import CapacityLimiter
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.export_formats import MEDIA_TYPES
from api.exporting import Export

# A reader who takes nothing for so long holds a transaction for nothing.
STALLED_S = 60.0


class StreamedExport(Response):
    """Sends an export. Those that find no place in the `line` wait, holding nothing."""

    def __init__(self, export: Export, *, line: CapacityLimiter, headers: dict[str, str]) -> None:
        # No super().__init__(): it would count the bytes of a body that is not there.
        self._export, self._line = export, line
        self._own_headers = headers
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers(headers)

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and give the database back whatever happens."""
        failure: Exception | None = None
        async with anyio.create_task_group() as group:

            async def end_when_gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                group.cancel_scope.cancel()

            group.start_soon(end_when_gone)
            try:
                async with self._line:
                    await self._sent(send)
            except Exception as error:
                # Out of the group it would come as a group of errors, which nobody answers.
                failure = error
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _sent(self, send: Send) -> None:
        export = self._export
        try:
            await anyio.to_thread.run_sync(export.open)
            piece = await self._next()
            await _timely(send, {"type": "http.response.start", "status": 200, "headers": self._raw_headers()})
            while piece is not None:
                await _timely(send, {"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self._next()
            await _timely(send, {"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(export.close)

    async def _next(self) -> bytes | None:
        while True:
            # Between two pieces, made or still being made, is where it ends for a reader who went away.
            piece = await anyio.to_thread.run_sync(self._export.read)
            if piece is None or piece:
                return piece

    def _raw_headers(self) -> list[tuple[bytes, bytes]]:
        export = self._export
        headers = self._own_headers | {
            "Content-Type": MEDIA_TYPES[export.format],
            "Content-Disposition": f'attachment; filename="{export.filename}"',
        }
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _timely(send: Send, message: dict[str, object]) -> None:
    with anyio.fail_after(STALLED_S):
        await send(message)
