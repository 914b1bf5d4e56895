"""A small world of calls, moments and themes for tests: real steps and tables, and a detector and former made of words.

A quote's first word says its family, its second its concern, so that anybody can tell which theme it belongs in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
from sqlalchemy import select

from calls.call import CallDetails, Deal, Medium, Party
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from nlp.continuity import Carried, carry_ids
from pipeline.theme_steps import ThemeSteps
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import MomentFilter, list_moments, replace_moments
from store.rollups import call_cuts, counted_call_days, counted_days, counted_pairs
from store.session import Database, Session
from store.theme_tables import CallAnalysisRow, CallCutRow, CallDayRow, ThemeCallRow, ThemeDayRow, ThemeRow
from store.themes import ThemeFilter, get_theme, list_themes

FAMILIES = ("money", "time")
CONCERNS = ("alpha", "beta", "gamma")
QUOTES = tuple(f"{family} {concern}" for family in FAMILIES for concern in CONCERNS)
KINDS = (Kind.OBJECTION, Kind.PAIN)
START = datetime(2026, 8, 3, 12, tzinfo=UTC)


def provenance(version: int) -> tuple[Provenance, ...]:
    return (Provenance(name="scripted", version=str(version)),)


def vector(quote: str) -> np.ndarray:
    family, concern = quote.split()[:2]
    made = np.zeros(8, dtype=np.float32)
    made[FAMILIES.index(family)] = 1.0
    made[2 + CONCERNS.index(concern)] = 0.8
    return made / np.linalg.norm(made)


class ScriptedModels:
    """Forms a theme of each family, with its concerns as sub-themes where there are two or more of them."""

    themes_provenance = Provenance(name="themes by word", version="1")

    def __init__(self) -> None:
        self.version, self.made = 1, 0

    @property
    def mined_by(self) -> tuple[Provenance, ...]:
        return provenance(self.version)

    def assign(self, moments: Sequence[Moment], vectors: np.ndarray, known: Sequence[Any]) -> dict[str, str]:
        found = {}
        for moment, at in zip(moments, vectors, strict=True):
            fitting = [(float(at @ each.vector), each.theme_id) for each in known if each.kind is moment.kind]
            best = max(fitting, default=(0.0, ""))
            if best[0] >= 0.6:
                found[moment.id] = best[1]
        return found

    def nearest(self, kinds: Sequence[Kind], vectors: np.ndarray, known: Sequence[Any]) -> list[str | None]:
        found: list[str | None] = []
        for kind, at in zip(kinds, vectors, strict=True):
            fitting = [(float(at @ each.vector), each.theme_id) for each in known if each.kind is kind]
            best = max(fitting, default=(0.0, ""))
            found.append(best[1] if best[0] >= 0.9 else None)
        return found

    def form(self, moments: Sequence[Moment], vectors: np.ndarray, *, before: Sequence[Theme]) -> Carried:
        assert len(vectors) == len(moments)
        formed: list[Theme] = []
        for kind in KINDS:
            for family in FAMILIES:
                of_family = [each for each in moments if each.kind is kind and each.quote.startswith(family)]
                if len(of_family) >= 2:
                    formed += self._family(kind, family, of_family)
        carried = carry_ids(before, formed)
        ids = {one.id: other.id for one, other in zip(formed, carried.themes, strict=True)}
        themes = tuple(replace(each, parent_id=ids.get(each.parent_id or "")) for each in carried.themes)
        return Carried(themes=themes, successors=carried.successors)

    def _family(self, kind: Kind, family: str, moments: Sequence[Moment]) -> list[Theme]:
        concerns: dict[str, list[str]] = {}
        for moment in moments:
            concerns.setdefault(moment.quote.split()[1], []).append(moment.id)
        parts = {name: ids for name, ids in concerns.items() if len(concerns) >= 2 and len(ids) >= 2}
        inside = {moment_id for ids in parts.values() for moment_id in ids}
        own = tuple(moment.id for moment in moments if moment.id not in inside)
        whole = Theme(id=self._id(), kind=kind, label=family, moment_ids=own)
        return [
            whole,
            *(
                Theme(id=self._id(), kind=kind, label=f"{family} {name}", moment_ids=tuple(ids), parent_id=whole.id)
                for name, ids in parts.items()
            ),
        ]

    def _id(self) -> str:
        self.made += 1
        return f"th_{self.made:012d}"


class World:
    """Calls come in, are mined, and their moments find themes, by the steps that the worker takes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.models = ScriptedModels()
        plain: Any = SimpleNamespace(masked=lambda _session, moments: tuple(moments))
        models: Any = self.models
        self.steps = ThemeSteps(database=database, models=models, redacting=plain)
        self.said: dict[str, list[tuple[Kind, str]]] = {}

    def add(self, *said: tuple[Kind, str] | str) -> str:
        """Take a call in, in which a buyer says these quotes, and let its moments find themes."""
        number = len(self.said)
        details = CallDetails(
            started_at=START + timedelta(days=number % 9),
            account=f"Account {number % 3}" if number % 4 else None,
            parties=(Party(name=f"Rep {number % 2}", role=Role.REP),),
            deal=Deal(segment=("smb", "enterprise")[number % 2], outcome=("won", "lost", None)[number % 3]),
        )
        arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
        with self.database.transaction() as session:
            call_id, _ = insert_call(session, arrival)
        self.said[call_id] = [(Kind.OBJECTION, each) if isinstance(each, str) else each for each in said]
        self.mine(call_id)
        return call_id

    def mine(self, call_id: str, *, leave_out: int | None = None) -> None:
        """Mine a call (again) by the present detector, which may overlook a quote, and place what was found."""
        made_by = self.models.mined_by[-1]
        moments = [
            Moment(
                id=moment_id(call_id=call_id, turn_index=2 * turn + 1, kind=kind, quote=quote, provenance=made_by),
                call_id=call_id,
                turn_index=2 * turn + 1,
                kind=kind,
                category=None,
                quote=quote,
                start_s=10.0 * turn,
                end_s=10.0 * turn + 4,
                role=Role.BUYER,
                score=0.9,
                provenance=made_by,
            )
            for turn, (kind, quote) in enumerate(self.said[call_id])
            if turn != leave_out
        ]
        vectors = np.stack([vector(each.quote) for each in moments]) if moments else np.zeros((0, 8), dtype=np.float32)
        counted = list(self.said).index(call_id) % 6 != 5
        with self.database.transaction() as session:
            analysis = analysis_for(session, self.models.mined_by)
            replace_moments(session, call_id, moments, vectors=vectors, analysis=analysis)
            set_call_analysed(session, call_id, analysis=analysis, analysed=counted)
        self.steps.assign(call_id)

    def rerun(self) -> None:
        """Place everything again and suggest themes from the rest, as `talktrack reprocess` does."""
        for call_id in self.said:
            self.steps.assign(call_id)
        self.steps.suggest()

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """Return mentions, calls and accounts of every theme that answers for itself."""
        with self.database.reading() as session:
            ids = session.scalars(select(ThemeRow.id).where(ThemeRow.successor_id.is_(None))).all()
            views = [get_theme(session, theme_id) for theme_id in ids]
        return {view.id: (view.mentions, view.calls, view.accounts) for view in views}

    def evidence(self, theme_id: str) -> tuple[int, int, int]:
        """Return how many quotes, calls and accounts a theme's evidence has."""
        with self.database.reading() as session:
            found = []
            cursor = None
            while True:
                page = list_moments(session, MomentFilter(theme_id=theme_id), limit=100, cursor=cursor)
                found += page.items
                cursor = page.next_cursor
                if cursor is None:
                    break
        accounts = {each.account for each in found if each.account is not None}
        return len(found), len({each.moment.call_id for each in found}), len(accounts)

    def theme(self, label: str, kind: Kind = Kind.OBJECTION) -> str:
        """Return the id of the listed theme with a label."""
        with self.database.reading() as session:
            views = list_themes(session, ThemeFilter(kind=kind), limit=100).items
        return next(view.id for view in views if view.label == label)

    def quotes(self, theme_id: str) -> list[tuple[str, str]]:
        """Return the quotes of a theme as (moment's id, words), in order."""
        with self.database.reading() as session:
            items = list_moments(session, MomentFilter(theme_id=theme_id), limit=100).items
        return sorted((each.moment.id, each.moment.quote) for each in items)


def rollup_differences(session: Session) -> Mapping[str, Any]:
    """Return what the kept counts hold too much or too little of, by table."""
    found = {
        "theme_calls": _both_ways(session, ThemeCallRow, counted_pairs()),
        "theme_days": _both_ways(session, ThemeDayRow, counted_days()),
        "call_days": _both_ways(session, CallDayRow, counted_call_days()),
        "call_cuts": _cuts(session),
    }
    return {name: differences for name, differences in found.items() if differences}


def _both_ways(session: Session, table: Any, counted: Any) -> list[Any]:
    kept = {tuple(row) for row in session.execute(select(*table.__table__.columns))}
    anew = {tuple(row) for row in session.execute(counted)}
    return sorted(map(str, kept ^ anew))


def _cuts(session: Session) -> list[Any]:
    names = [column.name for column in CallCutRow.__table__.columns]
    kept = {tuple(row) for row in session.execute(select(*CallCutRow.__table__.columns))}
    anew = set()
    for number, call_id in session.execute(select(CallAnalysisRow.analysis, CallAnalysisRow.call_id)).all():
        anew |= {tuple(row[name] for name in names) for row in call_cuts(session, [call_id], number)}
    return sorted(map(str, kept ^ anew))
