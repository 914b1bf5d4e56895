"""`talktrack api`: the HTTP process."""

import os
import threading
import time

import click


@click.command()
@click.option("--parent", type=int, default=None, hidden=True)
def api(parent: int | None) -> None:
    """Run the pages and the API only; workers run apart. Settings: TALKTRACK_HOST, TALKTRACK_PORT and more."""
    import uvicorn

    from api.app import create_app
    from api.settings import ApiSettings

    settings = ApiSettings()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False)


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
