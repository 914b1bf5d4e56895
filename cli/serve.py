"""`talktrack serve`: everything on one machine."""

import signal
import sys
from types import FrameType

import click


@click.command()
def serve() -> None:
    """Run the pages, the API and one worker on this machine, over one data folder (TALKTRACK_DATA_DIR)."""
    from api.settings import ApiSettings
    from cli.supervisor import Supervisor

    settings = ApiSettings()
    supervisor = Supervisor(
        settings.data_dir,
        environment={},
        say=lambda text: click.echo(text, err=True),
        watch_dir=settings.watch_dir,
    )
    stop_on_signals()
    supervisor.start()
    try:
        url = f"http://{settings.host}:{settings.port}"
        supervisor.wait_until_served(url.replace("//0.0.0.0:", "//127.0.0.1:"))
        click.echo(f"Talktrack serves {url} from {settings.data_dir}. Press Ctrl+C to stop.", err=True)
        supervisor.wait()
    except KeyboardInterrupt:
        click.echo("stopping", err=True)
    finally:
        supervisor.stop()


def stop_on_signals() -> None:
    """Make being ended politely the same as Ctrl+C."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)
