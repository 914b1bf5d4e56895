"""Scripts, styles and the icon: built by `npm run build` in api/web, served under names that carry a content hash."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from calls.errors import NotFound

DIST = Path(__file__).parent.parent / "web" / "dist"
_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """What was built: where each source is served, and every file there is."""

    names: Mapping[str, str]
    files: frozenset[str]

    def url(self, source: str) -> str | None:
        """Return the address of a built source, None where nothing is built."""
        name = self.names.get(source)
        return f"/assets/{name}" if name else None


@lru_cache(maxsize=4)
def _read(folder: Path, _changed: float) -> Assets:
    manifest = json.loads((folder / "manifest.json").read_text())
    return Assets(names=manifest["names"], files=frozenset(manifest["files"]))


def assets(folder: Path = DIST) -> Assets:
    """Return what is built; nothing where it is not, and then pages say so."""
    try:
        return _read(folder, (folder / "manifest.json").stat().st_mtime)
    except FileNotFoundError:
        return Assets(names={}, files=frozenset())


@router.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """Return one built file; its name changes when its content does, so it may be kept for ever."""
    if name not in assets().files:
        raise NotFound("There is no such file; the page may be from before an update. Load it again.")
    path = DIST / name
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    packed = path.with_name(path.name + ".gz")
    if "gzip" in request.headers.get("accept-encoding", "") and packed.is_file():
        path, headers = packed, {**headers, "Content-Encoding": "gzip"}
    return FileResponse(path, media_type=_TYPES.get(Path(name).suffix, "application/octet-stream"), headers=headers)


@router.get("/favicon.ico")
def favicon() -> Response:
    """Send browsers that ask by habit to the icon."""
    url = assets().url("favicon.svg")
    return RedirectResponse(url, 302) if url else Response(status_code=204)
