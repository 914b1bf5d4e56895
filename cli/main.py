"""The `talktrack` command: a table of commands, each loaded when it is called."""

import importlib
import os
import sys

import click

from calls.errors import TalktrackError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("cli.demo", "Load the demo calls and serve them."),
    "serve": ("cli.serve", "Run the pages, the API and one worker on this machine."),
    "api": ("cli.api", "Run the pages and the API only."),
    "worker": ("cli.worker", "Run a worker only."),
    "mcp": ("cli.mcp", "Let an AI assistant ask a running Talktrack."),
    "ingest": ("cli.ingest", "Take recordings and ready transcripts in."),
    "transcribe": ("cli.transcribe", "Transcribe one file to standard output."),
    "mine": ("cli.mine", "Find moments in transcripts, one JSON object a line."),
    "themes": ("cli.themes", "Group moments into themes."),
    "reprocess": ("cli.reprocess", "Transcribe or mine stored calls again."),
    "export": ("cli.export", "Write what is stored as files for other programs."),
    "doctor": ("cli.doctor", "Check that what is stored and counted agrees."),
    "keys": ("cli.keys", "Make, list and end API keys."),
    "people": ("cli.people", "Add and list the people who may sign in."),
    "teams": ("cli.people", "Make and list teams, each with calls of its own."),
}


class LazyGroup(click.Group):
    """Lists all commands without loading any: `talktrack --help` answers at once."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or return None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="talktrack")
def talktrack() -> None:
    """What buyers keep saying on sales calls, ready for marketing."""


def main() -> None:
    """Run the command line; an expected error is one line on standard error and exit status 1."""
    # Recordings and transcripts are nobody else's on this machine.
    os.umask(0o077)
    # Nothing is ever fetched from a model hub unless the person named a model that needs it.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        talktrack()
    except TalktrackError as error:
        click.echo(f"talktrack: {error.message}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
