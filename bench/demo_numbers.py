"""What the shipped pipeline says of the composed demo calls, against what is declared: `python -m bench.demo_numbers`.

All calls are mined (`--kept FILE` keeps what is found, and is read where it is there), placed in themes as the worker
does it, and counted by what the API rests on. A moment truly voices the concern whose turn it is in; a theme stands
for the concern that most of its moments voice. Told are, theme by theme, how pure it is (the share of its moments that
voice that concern), how complete (the share of the calls truly voicing it that are in the theme), and what is called
rising, falling, new or gone, in all calls and in each segment. Of what is called so and was not declared, it is told
what its moments voice in both halves of the time, which shows where it comes from.

Intervals are asked for the declared rate in each segment: as shown, of the largest theme of each concern and of all
that stand for it together (what merging them would give); corrected for that theme's precision, measured by a review of
a random sample of its moments (sensitivity taken as 1, so a lower bound of what is voiced); and by Rogan and Gladen,
with sensitivity and specificity measured on the calls of the other two segments.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.theme_shifts import shifts_along
from bench.demo_mined import mined, place
from bench.demo_power import (
    EVERYWHERE,
    RISES_IN,
    SILENT,
    VIEWS,
    Heard,
    expected_rate,
    heard,
    is_declared,
    rate_of,
    seen_in,
)
from calls.moment import Moment
from calls.theme import Theme
from demo.catalogue import COMPETITORS
from demo.text_calls.compose import ComposedCall, compose
from demo.text_calls.truth import CONCERNS, FALLING, RISING, SEED, SEGMENTS
from insight.change import Change
from insight.precision import Corrected, corrected_by_precision, rogan_gladen
from insight.rates import Rate, wilson
from insight.verdicts import Verdict
from pipeline.models import Models
from pipeline.settings import WorkerSettings
from store.analyses import current_number
from store.migrate import migrate
from store.moments import moments_with_vectors
from store.placing import groups
from store.session import Database
from store.theme_list import theme_names
from store.windows import Window

NOTHING, OTHER = "(nothing)", "(other questions)"
DECLARED = tuple(concern.name for concern in CONCERNS)
REVIEWED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A theme with what its moments truly voice. `within` says that it is a sub-theme."""

    id: str
    label: str
    kind: str
    within: bool
    voiced: tuple[tuple[str, str], ...]  # call, concern; one for each moment

    @property
    def concern(self) -> str:
        """What most of its moments voice."""
        return Counter(concern for _, concern in self.voiced).most_common(1)[0][0]

    @property
    def calls(self) -> frozenset[str]:
        """The calls that it is voiced in."""
        return frozenset(call for call, _ in self.voiced)

    @property
    def right(self) -> int:
        """How many of its moments voice its concern."""
        return sum(concern == self.concern for _, concern in self.voiced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What was said of a theme in a view, with the change it rests on."""

    view: str
    theme: Found
    verdict: Verdict
    change: Change

    @property
    def is_true(self) -> bool:
        """Whether that was declared."""
        return is_declared(self.theme.concern, self.verdict, view=self.view)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The calls by their ids, as they truly are, and the themes that were found in them, the largest first."""

    calls: Mapping[str, ComposedCall]
    themes: tuple[Found, ...]
    said: tuple[Called, ...]
    moments: int

    def truly(self, view: str = EVERYWHERE) -> tuple[Heard, ...]:
        """Return the calls of a view with what they truly voice."""
        return seen_in(view, heard(call.planned for call in self.calls.values()))

    def standing_for(self, concern: str) -> tuple[Found, ...]:
        """Return the themes (no sub-themes) that stand for a concern, the largest first."""
        return tuple(theme for theme in self.themes if theme.concern == concern and not theme.within)

    def main(self, concern: str) -> Found | None:
        """Return the largest theme that stands for a concern."""
        return next(iter(self.standing_for(concern)), None)


def look(database: Database, calls: Sequence[ComposedCall], ids: Mapping[str, str]) -> World:
    """Read from a store what was found and what is said of it."""
    by_id = {call.id: call for call in calls}
    truth = {(call.id, each.turn_index): each.concern or OTHER for call in calls for each in call.truth}
    with database.reading() as session:
        number = current_number(session)
        assert number is not None, "nothing was mined"
        moments, _ = moments_with_vectors(session, analysis=number)
        formed = groups(session, analysis=number)
        voiced = {
            each.id: (ids[each.call_id], truth.get((ids[each.call_id], each.turn_index), NOTHING)) for each in moments
        }
        themes = _themes(formed, voiced)
        by_theme = {theme.id: theme for theme in themes}
        said: list[Called] = []
        listed = {name.id for name in theme_names(session)}
        for view in VIEWS:
            window = Window(segment=None if view == EVERYWHERE else view)
            shifts = shifts_along(session, window, listed=listed)
            said += [
                Called(view=view, theme=by_theme[theme_id], verdict=verdict, change=shifts.changes[theme_id])
                for theme_id, verdict in sorted(shifts.verdicts.items(), key=lambda each: by_theme[each[0]].label)
            ]
    return World(calls=by_id, themes=themes, said=tuple(said), moments=len(moments))


def _themes(formed: Sequence[Theme], voiced: Mapping[str, tuple[str, str]]) -> tuple[Found, ...]:
    parts: dict[str, list[str]] = {}
    for theme in formed:
        if theme.parent_id is not None:
            parts.setdefault(theme.parent_id, []).extend(theme.moment_ids)
    found = [
        Found(
            id=theme.id,
            label=theme.label,
            kind=theme.kind.value,
            within=theme.parent_id is not None,
            voiced=tuple(sorted(voiced[each] for each in {*theme.moment_ids, *parts.get(theme.id, ())})),
        )
        for theme in formed
        if theme.moment_ids or theme.id in parts
    ]
    return tuple(sorted(found, key=lambda theme: (-len(theme.voiced), theme.id)))


def themes_table(world: World) -> Iterator[str]:
    """Yield a row for the largest theme of each declared concern, and a line on all."""
    yield "| concern | largest theme | calls | pure | complete | themes | complete together |"
    yield "|---|---|---|---|---|---|---|"
    for name in DECLARED:
        truly = {call.id for call in world.calls.values() if name in call.planned.concerns}
        main, own = world.main(name), world.standing_for(name)
        together = len(frozenset().union(*(theme.calls for theme in own)) & truly) / len(truly)
        first = "none | | |"
        if main is not None:
            pure, complete = main.right / len(main.voiced), len(main.calls & truly) / len(truly)
            first = f"{main.label} | {len(main.calls)} | {pure:.2f} | {complete:.2f}"
        yield f"| `{name}` | {first} | {len(own)} | {together:.2f} |"
    whole = [theme for theme in world.themes if not theme.within]
    placed = sum(len(theme.voiced) for theme in whole)
    pure = sum(theme.right for theme in whole) / (placed or 1)
    yield ""
    yield (
        f"{len(whole)} themes, {len(world.themes) - len(whole)} sub-themes; {world.moments} moments, "
        f"{placed / world.moments:.1%} of them in a theme, {pure:.1%} of these in one of their concern"
    )


def called_out(world: World) -> Iterator[str]:
    """Yield a row for each verdict and each declared change that was not seen; then where false ones come from."""
    yield "| calls | theme | stands for | said | by (95 % interval) | p | declared |"
    yield "|---|---|---|---|---|---|---|"
    for one in world.said:
        if one.verdict in SILENT and not _is_missed(world, one):
            continue
        theme = f"{one.theme.label}{' (sub-theme)' if one.theme.within else ''}"
        by = (
            f"{one.change.difference:+.2f} ({one.change.low:+.2f} to {one.change.high:+.2f}) | {one.change.p_value:.4f}"
        )
        declared = "yes" if one.is_true or one.verdict in SILENT else "no"
        yield f"| {one.view} | {theme} | `{one.theme.concern}` | {one.verdict.value} | {by} | {declared} |"
    for one in world.said:
        if one.verdict not in SILENT and not one.is_true:
            yield ""
            yield f"{one.theme.label} in {one.view}: " + "; then ".join(_halves(world, one))


def _is_missed(world: World, one: Called) -> bool:
    """Whether a theme is the one in which a declared change should have been seen."""
    rises = one.theme.concern == RISING and one.view in RISES_IN
    return (rises or one.theme.concern == FALLING) and one.theme == world.main(one.theme.concern)


def _halves(world: World, one: Called) -> Iterator[str]:
    """Yield what a theme's moments voice in the first half of the time and in the second."""
    for months in ((2, 3, 4), (5, 6, 7)):
        of = Counter(
            concern
            for call, concern in one.theme.voiced
            if world.calls[call].planned.started.month in months
            and one.view in (EVERYWHERE, world.calls[call].planned.deal.account.segment)
        )
        yield ", ".join(f"{count} {concern}" for concern, count in of.most_common(5)) or "nothing"


@dataclass(slots=True)
class Held:
    """How many intervals hold the declared rate, of how many, and how wide they are in all."""

    held: int = 0
    asked: int = 0
    width: float = 0.0

    def add(self, found: Rate | Corrected | None, true: float, *, lower_bound: bool = False) -> None:
        """Count an interval; one of a lower bound holds what lies above it too."""
        if found is None or found.low is None or found.high is None:
            return
        self.asked += 1
        self.held += found.low <= true and (lower_bound or true <= found.high)
        self.width += found.high - found.low


def intervals(world: World, *, seed: int = SEED) -> Iterator[str]:
    """Yield how many intervals of the rates in segments hold the declared one, by the way they are made."""
    ways: dict[str, Held] = {}
    draws = random.Random(seed)
    for name in DECLARED:
        theme = world.main(name)
        if theme is None:
            continue
        sample = draws.sample(theme.voiced, min(REVIEWED, len(theme.voiced)))
        right = sum(concern == name for _, concern in sample)
        together = frozenset().union(*(each.calls for each in world.standing_for(name)))
        for segment in SEGMENTS:
            truly = world.truly(segment)
            true = expected_rate(name, truly)
            shown = _shown(world, theme.calls, segment)
            lower = corrected_by_precision(shown, right=right, reviewed=len(sample))
            ways.setdefault("every call's true concerns", Held()).add(rate_of(name, truly), true)
            ways.setdefault("largest theme, as shown", Held()).add(shown, true)
            ways.setdefault("all themes of the concern together", Held()).add(_shown(world, together, segment), true)
            ways.setdefault("largest theme, lower bound by its precision", Held()).add(lower, true, lower_bound=True)
            corrected = _rogan_gladen(world, theme, segment, shown)
            ways.setdefault("largest theme, by Rogan and Gladen", Held()).add(corrected, true)
    yield "| rate of | holds the declared rate | mean width |"
    yield "|---|---|---|"
    for way, counted in ways.items():
        yield f"| {way} | {counted.held} of {counted.asked} | {counted.width / counted.asked:.2f} |"


def _shown(world: World, with_theme: frozenset[str], segment: str) -> Rate:
    """Return the rate in a segment of what is voiced in some calls, as the API shows it."""
    seen = [call for call in world.calls.values() if call.planned.deal.account.segment == segment]
    calls = [
        replace(each, voiced=frozenset({"it"} if call.id in with_theme else ()))
        for call, each in zip(seen, heard(call.planned for call in seen), strict=True)
    ]
    return rate_of("it", calls)


def _rogan_gladen(world: World, theme: Found, segment: str, shown: Rate) -> Corrected | None:
    """Return the rate corrected with what the calls of the other segments show; None where they show too little."""
    others = [call for call in world.calls.values() if call.planned.deal.account.segment != segment]
    voicing = [call.id in theme.calls for call in others if theme.concern in call.planned.concerns]
    silent = [call.id not in theme.calls for call in others if theme.concern not in call.planned.concerns]
    if not voicing or sum(voicing) / len(voicing) + sum(silent) / len(silent) <= 1:
        return None
    return rogan_gladen(
        shown, sensitivity=wilson(sum(voicing), len(voicing)), specificity=wilson(sum(silent), len(silent))
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kept", type=Path, help="file of what was found in each call, read and added to")
    parser.add_argument("--calls", type=int, help="take only this many, spread over the six months")
    options = parser.parse_args(arguments)
    calls = list(compose())
    calls = calls[:: max(1, len(calls) // options.calls)] if options.calls else calls
    # As the demo is served.
    models = Models(WorkerSettings(competitors=COMPETITORS))
    with tempfile.TemporaryDirectory() as folder:
        found: Mapping[str, Sequence[Moment]] = mined(calls, models, kept=options.kept or Path(folder) / "kept.ndjson")
        database = Database(f"sqlite:///{folder}/app.sqlite")
        migrate(database)
        world = look(database, calls, place(database, calls, found, models=models))
        database.close()
    for part in (themes_table(world), called_out(world), intervals(world)):
        sys.stdout.write("\n".join(part) + "\n\n")


if __name__ == "__main__":
    main()
