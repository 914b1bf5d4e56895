"""`talktrack worker`: the process that works on calls."""

import logging

import click


@click.command()
@click.option("--parent", type=int, default=None, hidden=True)
def worker(parent: int | None) -> None:
    """Run a worker only. It may be killed at any moment: what was under way goes on at the next start."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    from pipeline.settings import WorkerSettings
    from pipeline.worker import run

    settings = WorkerSettings()
    logging.getLogger("talktrack").setLevel(settings.log_level.upper())
    run(settings, parent_pid=parent)
