"""Whose work a worker does: the steps of every team, each over the team's own database and recordings."""

import threading
from collections.abc import Callable

from pipeline.steps import Steps
from store.session import Database
from store.teams import Teams


class Roster:
    """The steps of every team, made when there is first work for it; all share one worker's models."""

    def __init__(self, teams: Teams, *, make: Callable[[str], Steps]) -> None:
        self._teams = teams
        self._make = make
        self._steps: dict[str, Steps] = {}
        self._lock = threading.Lock()

    def steps(self, team_id: str) -> Steps:
        """Return what can be done with a team's calls. Raises NotFound."""
        with self._lock:
            if team_id not in self._steps:
                self._steps[team_id] = self._make(team_id)
            return self._steps[team_id]

    def team_ids(self) -> tuple[str, ...]:
        """Return the ids of all teams, as they are now."""
        return self._teams.ids()

    def databases(self) -> tuple[tuple[str, Database], ...]:
        """Return every team's id and database."""
        return self._teams.every()
