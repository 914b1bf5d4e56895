"""A store with random calls and themes, and its counts made by hand from what was put in."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from calls.call import CallDetails, Deal, Medium, Party
from calls.cut import Cut
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import replace_moments
from store.placing import save_suggestions
from store.windows import Window

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 3, 1, tzinfo=UTC)
THEMES = ("th_a", "th_b", "th_c", "th_part")


@dataclass(frozen=True)
class Told:
    """A call as it was put in: the values it has in each cut, and how often each theme is voiced in it."""

    call_id: str
    started_at: datetime
    account: str | None
    values: dict[Cut, set[str]]
    themes: dict[str, int]

    def is_in(self, window: Window) -> bool:
        begins = window.start_from is None or self.started_at >= window.start_from
        ends = window.start_to is None or self.started_at < window.start_to
        return begins and ends and all(value in self.values[cut] for cut, value in window.cuts)


def moment(call_id: str, turn: int, *, competitor: str | None = None) -> Moment:
    quote = f"it costs too much {turn}"
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.OBJECTION, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=Kind.OBJECTION,
        category=None,
        quote=quote,
        start_s=1.0,
        end_s=2.0,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
        competitor=competitor,
    )


def fill(session: Session, *, seed: int, calls: int = 40) -> list[Told]:
    """Put calls in, some not analysed, with moments in themes (one of them part of another); return the analysed."""
    drawn = random.Random(seed)
    number = analysis_for(session, ())
    told, members = [], {theme_id: [] for theme_id in THEMES}
    for place in range(calls):
        counted = drawn.random() < 0.85
        one, moments = _call(session, drawn, place, number=number, analysed=counted)
        for each in moments:
            theme_id = drawn.choice((*THEMES, None))
            if theme_id is None:
                continue
            members[theme_id].append(each.id)
            for voiced in {theme_id, "th_a" if theme_id == "th_part" else theme_id}:
                one.themes[voiced] = one.themes.get(voiced, 0) + 1
        if counted:
            told.append(one)
    themes = [
        Theme(
            id=theme_id,
            kind=Kind.OBJECTION,
            label=theme_id,
            moment_ids=tuple(ids),
            parent_id="th_a" if theme_id == "th_part" else None,
        )
        for theme_id, ids in members.items()
    ]
    save_suggestions(session, themes, successors={}, provenance=MADE_BY, analysis=number)
    return told


def _call(
    session: Session, drawn: random.Random, place: int, *, number: int, analysed: bool
) -> tuple[Told, list[Moment]]:
    started = START + timedelta(hours=drawn.randrange(24 * 40))
    account = drawn.choice(("Acme", "Binford", "Cyberdyne", None))
    deal = Deal(
        segment=drawn.choice(("smb", "enterprise", None)),
        stage=drawn.choice(("discovery", "proposal")),
        outcome=drawn.choice(("won", "lost", None)),
        lead_source=drawn.choice(("web", None)),
    )
    reps = drawn.sample(("Ann", "Bob", "Cem"), k=drawn.randrange(3))
    details = CallDetails(
        started_at=started,
        account=account,
        deal=deal,
        parties=(*(Party(name=name, role=Role.REP) for name in reps), Party(name="Dee", role=Role.BUYER)),
    )
    arrival = Arrival(sha256=f"{place:064d}", size_bytes=1, filename="c.txt", medium=Medium.TEXT, details=details)
    call_id, _ = insert_call(session, arrival)
    moments = [
        moment(call_id, turn, competitor=drawn.choice(("Vertex", "Zenith", None))) for turn in range(drawn.randrange(6))
    ]
    vectors = np.eye(max(len(moments), 1), 8, dtype=np.float32)[: len(moments)]
    replace_moments(session, call_id, moments, vectors=vectors, analysis=number)
    set_call_analysed(session, call_id, analysis=number, analysed=analysed)
    values = {
        Cut.ALL: {""},
        Cut.SEGMENT: {deal.segment},
        Cut.STAGE: {deal.stage},
        Cut.OUTCOME: {deal.outcome},
        Cut.SOURCE: {deal.lead_source},
        Cut.REP: set(reps),
        Cut.COMPETITOR: {each.competitor for each in moments},
    }
    known = {cut: {value for value in found if value is not None} for cut, found in values.items()}
    return Told(call_id=call_id, started_at=started, account=account, values=known, themes={}), moments
