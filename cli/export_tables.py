"""`talktrack export calls|moments|evidence|themes`: whole lists as files, by the code behind `/v1/exports`."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from calls.call import CallState
from calls.cut import Cut
from calls.errors import InvalidInput
from calls.moment import Category, Kind
from calls.theme import ThemeState
from calls.transcript import Role

if TYPE_CHECKING:
    from api.exporting import Asked
    from store.windows import Window

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")
_BINARY = frozenset({"parquet", "xlsx"})
_TELL_EVERY_S = 0.5


def _choice(values: Any) -> click.Choice[str]:
    return click.Choice([value.value for value in values])


_WRITTEN = (
    click.option(
        "--format",
        "written_as",
        type=click.Choice(["csv", "ndjson", "parquet", "xlsx"]),
        default="csv",
        show_default=True,
        help="How it is written; xlsx holds up to 100,000 rows.",
    ),
    click.option(
        "--output",
        type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
        default="-",
        help="File to write; standard output by default.",
    ),
    click.option("--masked", is_flag=True, help="Hide personal data, as from those who only read."),
    click.option("--team", default=None, help="Id of the team whose data it is; the first team by default."),
)
_WINDOW = (
    click.option("--from", "start_from", metavar="TIME", help="Calls that started then or later, as in 2026-08-01."),
    click.option("--to", metavar="TIME", help="Calls that started before."),
    *(
        click.option(f"--{cut.value}", help=f"Only calls of this {cut.value}.")
        for cut in Cut
        if cut not in (Cut.ALL, Cut.COMPETITOR)
    ),
)
_COMPETITOR = click.option("--competitor", help="Only calls in which the buyer names this competitor.")


def _with(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@click.command()
@_with(*_WRITTEN, *_WINDOW, _COMPETITOR)
@click.option("--state", type=_choice(CallState), help="Only calls in this state.")
@click.option("--account-id", help="Only calls of this account.")
@click.option("--analysed/--not-analysed", default=None, help="Only calls that rates are counted over, or only others.")
@click.option("--theme-id", help="Only calls that voice this theme.")
@click.option("--without-theme-id", help="Only calls that do not voice this theme.")
@click.option("--title", help="Only calls with this text in their title.")
@click.option("--sha256", help="Only the call whose recording has this hash.")
@click.option("--updated-since", metavar="TIME", help="Only calls of which something changed since.")
def calls(written_as: str, output: Path, *, masked: bool, team: str | None, **filters: Any) -> None:
    """Write calls, a row a call."""
    from api.exporting import Calls
    from store.calls import CallFilter

    window, rest = _window(filters)
    state, since = _one_of(CallState, rest.pop("state")), _instant(rest.pop("updated_since"))
    wanted = CallFilter(**rest, state=state, window=window, updated_since=since)
    _write(Calls(wanted=wanted), written_as, output, masked=masked, team=team)


@click.command()
@_with(*_WRITTEN, *_WINDOW)
@click.option("--call-id", help="Only moments of this call.")
@click.option("--kind", type=_choice(Kind), help="Only moments of this kind.")
@click.option("--category", type=_choice(Category), help="Only objections of this category.")
@click.option("--role", type=_choice(Role), help="Only what this role says.")
@click.option("--competitor", help="Only moments that speak of this competitor.")
@click.option("--theme-id", help="Only moments that this theme counts.")
@click.option("--account-id", help="Only moments in calls of this account.")
def moments(written_as: str, output: Path, *, masked: bool, team: str | None, **filters: Any) -> None:
    """Write moments, a row a moment."""
    from api.exporting import Moments
    from store.moments import MomentFilter

    competitor = filters.pop("competitor")
    window, rest = _window(filters)
    kind, category = _one_of(Kind, rest.pop("kind")), _one_of(Category, rest.pop("category"))
    role = _one_of(Role, rest.pop("role"))
    wanted = MomentFilter(**rest, kind=kind, category=category, role=role, competitor=competitor, window=window)
    _write(Moments(wanted=wanted), written_as, output, masked=masked, team=team)


@click.command()
@_with(*_WRITTEN, *_WINDOW, _COMPETITOR)
@click.option("--theme-id", required=True, help="The theme whose quotes are wanted.")
def evidence(written_as: str, output: Path, *, masked: bool, team: str | None, **filters: Any) -> None:
    """Write every quote that a theme counts, a row a quote."""
    from api.exporting import Evidence

    window, rest = _window(filters)
    _write(Evidence(**rest, window=window), written_as, output, masked=masked, team=team)


@click.command()
@_with(*_WRITTEN, *_WINDOW, _COMPETITOR)
@click.option("--kind", type=_choice(Kind), help="Only themes of this kind.")
@click.option("--state", type=_choice(ThemeState), help="Only themes in this state; without, all but archived ones.")
@click.option("--parent", help="Only sub-themes of this theme; `none`: only those that are none.")
@click.option("--voiced", is_flag=True, help="Only themes that are voiced in the calls asked for, and pinned ones.")
@click.option("--updated-since", metavar="TIME", help="Only themes that were changed since.")
def themes(written_as: str, output: Path, *, masked: bool, team: str | None, **filters: Any) -> None:
    """Write themes with their numbers, a row a theme."""
    from api.exporting import Themes

    window, rest = _window(filters)
    kind, state = _one_of(Kind, rest.pop("kind")), _one_of(ThemeState, rest.pop("state"))
    since = _instant(rest.pop("updated_since"))
    asked = Themes(**rest, kind=kind, state=state, updated_since=since, window=window)
    _write(asked, written_as, output, masked=masked, team=team)


TABLES = (calls, moments, evidence, themes)


def _window(filters: dict[str, Any]) -> "tuple[Window, dict[str, Any]]":
    """Return the calls that options narrow down to, and the options that say something else."""
    from store.windows import Window

    cuts = {cut.value: filters.pop(cut.value, None) for cut in Cut if cut is not Cut.ALL}
    start, end = _instant(filters.pop("start_from")), _instant(filters.pop("to"))
    return Window(start_from=start, start_to=end, **cuts), filters


def _one_of(kinds: Callable[[str], Value], given: str | None) -> Value | None:
    return kinds(given) if given else None


def _instant(text: str | None) -> Any:
    from store.cursor import parse_instant

    return parse_instant(text) if text else None


def _write(asked: "Asked", written_as: str, output: Path, *, masked: bool, team: str | None) -> None:
    from api.export_formats import Format
    from api.exporting import Export
    from store.keys import FIRST_TEAM
    from store.migrate import migrate
    from store.settings import StoreSettings
    from store.teams import Teams

    to_screen = str(output) == "-" and sys.stdout.isatty()
    if to_screen and written_as in _BINARY:
        raise InvalidInput(f"{written_as} is no text for a screen: name a file with --output.")
    settings = StoreSettings()
    teams = Teams(settings)
    migrate(teams.home)
    try:
        database = teams.database(team or FIRST_TEAM)
        scratch = settings.data_dir / "exports"
        export = Export(database, asked, written_as=Format(written_as), in_full=not masked, scratch=scratch)
        try:
            export.open()
            with _whole(output) as file:
                told = time.monotonic()
                while (piece := export.read()) is not None:
                    file.write(piece)
                    if time.monotonic() - told > _TELL_EVERY_S and sys.stderr.isatty():
                        click.echo(f"\r{export.rows:,} rows …", nl=False, err=True)
                        told = time.monotonic()
        finally:
            export.close()
    finally:
        teams.close()
    click.echo(f"{chr(13) if sys.stderr.isatty() else ''}{export.rows:,} rows.  ", err=True)


@contextmanager
def _whole(output: Path) -> Iterator[IO[bytes]]:
    """Yield what to write to. A file has its name only when it is whole."""
    if str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        file = part.open("wb")
    except OSError as error:
        raise InvalidInput(f"{output} cannot be written: {error.strerror}.") from error
    try:
        with file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
