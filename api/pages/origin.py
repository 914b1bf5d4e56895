"""The address that people open this service at."""

from fastapi import Request

from api.settings import ApiSettings


def origin_of(request: Request) -> str:
    """Return where the service is opened: as it is set for one behind a proxy, else as it was asked for now."""
    settings: ApiSettings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")
