"""What a page of numbers is narrowed down to: read from its address, offered in its filters, said in words."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query, Request

from api.access import DatabaseDep, WhoDep
from api.pages.filters import link
from api.pages.numbering import CUTS
from api.pages.render import may_write
from api.pages.wording import day, sentence
from api.redacting import redacts
from api.windows import cut_to, named_rep, shown_value, window_from, window_query
from calls.cut import Cut
from store.counts import cut_values
from store.session import Session
from store.windows import Window

_LONGEST = 300
_Text = Annotated[str, Query(max_length=_LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One filter: its name in addresses, its title, what can be chosen as (value, text), and what is."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """The calls a page is narrowed down to. `in_full`: its reader sees names of reps."""

    window: Window
    in_full: bool

    @property
    def query(self) -> dict[str, str]:
        """The query that narrows another page down to the same calls."""
        return window_query(self.window, in_full=self.in_full)

    def to(self, path: str, **values: str | None) -> str:
        """Return the address of a page narrowed down to the same calls."""
        return link(path, **{**self.query, **values})

    def to_value(self, path: str, cut: Cut, value: str, **values: str | None) -> str:
        """Return the address of a page narrowed down further, to a value of a cut."""
        return replace(self, window=cut_to(self.window, cut, value)).to(path, **values)

    @property
    def words(self) -> str:
        """What it is narrowed down to, in words: `Mid-market · rep Ana · 2 Mar to 30 Apr 2026`; empty for all calls."""
        cuts = [
            sentence(value) if cut is Cut.SEGMENT else f"{CUTS[cut].lower()} {sentence_of(cut, value, self.in_full)}"
            for cut, value in self.window.cuts
        ]
        return " · ".join(
            [*cuts, *([span_words(self.window)] if self.window.start_from or self.window.start_to else [])]
        )

    def picks(self, session: Session) -> tuple[Pick, ...]:
        """Return the filters that can be chosen from: one a cut that calls have values of."""
        chosen = dict(self.window.cuts)
        return tuple(
            Pick(name=cut.value, title=CUTS[cut], options=options, chosen=self._shown(cut, chosen.get(cut, "")))
            for cut in CUTS
            if (options := self._options(session, cut, chosen.get(cut)))
        )

    def _options(self, session: Session, cut: Cut, chosen: str | None) -> tuple[tuple[str, str], ...]:
        values = [value for value in cut_values(session, cut) if value]
        # What was asked for stays on show where no call has it.
        values += [chosen] if chosen and chosen not in values else []
        return tuple((self._shown(cut, value), sentence_of(cut, value, self.in_full)) for value in values)

    def _shown(self, cut: Cut, value: str) -> str:
        return shown_value(cut, value, in_full=self.in_full) if value else ""


def narrowed(
    request: Request,
    db: DatabaseDep,
    who: WhoDep,
    *,
    start_from: Annotated[str, Query(alias="from", max_length=40)] = "",
    to: Annotated[str, Query(max_length=40)] = "",
    segment: _Text = "",
    stage: _Text = "",
    outcome: _Text = "",
    source: _Text = "",
    rep: _Text = "",
    competitor: _Text = "",
) -> Narrowed:
    """Return what the address of a page narrows it down to; an empty value narrows nothing. Raises InvalidInput."""
    given = {"from": start_from, "to": to, "segment": segment, "stage": stage, "outcome": outcome, "source": source}
    window = window_from({**given, "competitor": competitor})
    if rep:
        with db.reading() as session:
            window = replace(window, rep=named_rep(session, rep))
    return Narrowed(window=window, in_full=not redacts(request) or may_write(request, who))


NarrowedDep = Annotated[Narrowed, Depends(narrowed)]


def sentence_of(cut: Cut, value: str, in_full: bool) -> str:
    """Return a value of a cut as it is read: names as they are, all else as words."""
    if cut is Cut.REP:
        return value if in_full else shown_value(cut, value, in_full=False).replace("_", " ").capitalize()
    return value if cut is Cut.COMPETITOR else sentence(value)


def span_words(window: Window) -> str:
    """Return from when to when a window goes: `2 Mar 2026 to 30 Apr 2026`, whole days by their last day."""
    last = window.start_to - timedelta(seconds=1) if window.start_to else None
    if window.start_from and last:
        return f"{day(window.start_from)} to {day(last)}"
    if window.start_from:
        return f"from {day(window.start_from)}"
    return f"up to {day(last)}" if last else "all calls"
