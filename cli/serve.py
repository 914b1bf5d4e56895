"""`talktrack serve`: everything on one machine."""

import signal
import sys
from pathlib import Path
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
        _tell_setup(settings.data_dir, url)
        supervisor.wait()
    except KeyboardInterrupt:
        click.echo("stopping", err=True)
    finally:
        supervisor.stop()


def _tell_setup(data_dir: Path, url: str) -> None:
    """Say where the first admin is made, as long as there is none; the API keeps the code while nobody can sign in."""
    path = data_dir / "setup-code"
    if path.is_file():
        click.echo(
            f"Nobody can sign in yet. Make the first admin: {url}/setup?code={path.read_text().strip()}", err=True
        )


def stop_on_signals() -> None:
    """Make being ended politely the same as Ctrl+C."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)
