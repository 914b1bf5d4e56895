"""Progress bars on standard error, quiet where nobody looks."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn


class Bars:
    """Some bars, by name. Where standard error is no terminal, a line is printed at each tenth instead."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description:<48.48}"),
            BarColumn(bar_width=28),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._tenths: dict[str, tuple[str, int]] = {}

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing; the bars stay as they are."""
        self._progress.stop()

    def show(self, name: str, text: str, share: float) -> None:
        """Set a bar to a share, 0 to 1."""
        if self._console.is_terminal:
            if name not in self._tasks:
                self._tasks[name] = self._progress.add_task(text, total=1.0)
            self._progress.update(self._tasks[name], description=text, completed=share)
        elif self._tenths.get(name) != (text, int(share * 10)):
            self._tenths[name] = (text, int(share * 10))
            self._console.print(f"{text} {share:.0%}", highlight=False, soft_wrap=True)
