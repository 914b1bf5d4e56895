"""What is said in a call, top to bottom: opening, the buyer's day, the product, doubts, and how it ends."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo.text_calls.chance import Chance
from demo.text_calls.lines import Exchange, Line, exchanges, voicings
from demo.text_calls.numbers import in_words
from demo.text_calls.plan import PlannedCall
from demo.text_calls.truth import BY_NAME, QUESTIONS_PER_CALL, TextMoment

FEWEST_TURNS, MOST_TURNS = 13, 21
"""Both odd, as calls begin and end with the rep. Whoever voices very much makes a call longer."""
_ABOUT_THEIR_DAY = ("manual-reporting", "missed-appointments", "second-visits", "silver-bridge", "green-compass")
_WHILE_SHOWN = ("easy-to-use",)
_AT_LAST = ("busy-season", "boss-sign-off", "pilot-first")
_ASK_FOR_QUESTIONS = (
    "Any questions up to here?", "What else would you like to know?", "Stop me if you have a question.",
    "Is there something you'd like to ask?", "What can I answer for you?", "Questions so far?",
    "Let me pause there for a moment.", "I'll take questions now.",
)  # fmt: skip
_ASK_FOR_MORE = ("Anything else?", "What else?", "And apart from that?", "Go on, I have time.", "Next question?")
_FILLERS = {
    "discovery": ("discovery", "discovery", "smalltalk", "demo"),
    "demo": ("demo", "demo", "demo", "discovery", "smalltalk"),
    "proposal": ("paperwork", "paperwork", "demo", "smalltalk"),
    "negotiation": ("paperwork", "paperwork", "smalltalk"),
    "closed": ("paperwork", "paperwork", "smalltalk"),
}
_SCREEN, _SHORTEST = "screen", 2
_QUESTION = ("question", None, None)
_MOST_FILLERS = {"smalltalk": 1, "paperwork": 5, "discovery": 5, "demo": 6}


@dataclass(slots=True)
class _Unit:
    """Turns that belong together, from the rep's to the buyer's, and what the rep says to it afterwards."""

    turns: list[tuple[str, str]]
    moment: tuple[str, str | None, str | None] | None = None  # kind, category, concern
    answer: str | None = None


@dataclass(slots=True)
class _Parts:
    """The units of a call by where they come, each list in its order."""

    opening: list[_Unit] = field(default_factory=list)
    day: list[_Unit] = field(default_factory=list)
    shown: list[_Unit] = field(default_factory=list)
    doubts: list[_Unit] = field(default_factory=list)
    last: list[_Unit] = field(default_factory=list)


class Scripts:
    """Writes calls one after the other; people of an account never say the same thing or another fact twice."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._heard: defaultdict[str, set[str]] = defaultdict(set)

    def write(self, call: PlannedCall) -> tuple[list[tuple[str, str]], tuple[TextMoment, ...]]:
        """Return what is said, as (role, text), and what the buyer does in it."""
        parts = self._voiced(call)
        close = self._exchange("close", call)
        units = [*parts.day, *parts.shown, *parts.doubts, *parts.last]
        room = MOST_TURNS - sum(len(unit.turns) for unit in [*parts.opening, *units]) - len(close.turns)
        least = max(0, room - (MOST_TURNS - FEWEST_TURNS))
        self._fill(parts, call, turns=self._chance.number(least, room) if room > 0 else 0)
        joined = [*parts.opening, *parts.day, *parts.shown, *parts.doubts, *parts.last]
        return self._joined([*joined, _Unit(turns=list(close.turns))], call)

    def _voiced(self, call: PlannedCall) -> _Parts:
        first = call.number == 0
        opening = self._exchange("open-first" if first else "open-again", call, tag=call.deal.lead_source * first)
        parts = _Parts(opening=[_Unit(turns=list(opening.turns))])
        # Sorted first, so that the order of a set never decides.
        for name in self._chance.shuffled(sorted(call.concerns)):
            place = (
                parts.day if name in _ABOUT_THEIR_DAY
                else parts.shown if name in _WHILE_SHOWN
                else parts.last if name in _AT_LAST
                else parts.doubts
            )  # fmt: skip
            place.append(self._concern(name, call))
        if parts.shown:
            parts.shown[:0] = _units([self._exchange("demo", call, tag=_SCREEN)])
        room = MOST_TURNS - 2 * len(call.concerns) - 8
        for _ in range(min(self._chance.weighted(QUESTIONS_PER_CALL), max(0, room // 2))):
            more = bool(parts.shown) and parts.shown[-1].moment == _QUESTION
            parts.shown.append(self._question(call, _ASK_FOR_MORE if more else _ASK_FOR_QUESTIONS))
        return parts

    def _concern(self, name: str, call: PlannedCall) -> _Unit:
        said = voicings(name)
        lead, line, answer = (self._line(lines, call) for lines in (said.leads, said.lines, said.answers))
        declared = BY_NAME[name]
        return _Unit(
            turns=[("rep", lead), ("buyer", line)],
            moment=(declared.kind, declared.category, declared.name),
            answer=answer,
        )

    def _question(self, call: PlannedCall, leads: Sequence[str]) -> _Unit:
        asked = self._exchange("questions", call)
        (_, question), (_, answer) = asked.turns
        lead = self._chance.rarest(leads, text=str)
        return _Unit(turns=[("rep", lead), ("buyer", question)], moment=_QUESTION, answer=answer)

    def _fill(self, parts: _Parts, call: PlannedCall, *, turns: int) -> None:
        """Add what voices nothing, at most that many turns."""
        added: dict[str, list[Exchange]] = {kind: [] for kind in _MOST_FILLERS}
        begun = bool(parts.shown) and parts.shown[0].moment is None
        while turns >= _SHORTEST:
            open_to = [kind for kind in _FILLERS[call.stage] if len(added[kind]) < _MOST_FILLERS[kind]]
            if not open_to:
                break
            kind = self._chance.one(open_to)
            # Whoever shows something shares the screen first.
            tag = ("" if begun or added["demo"] else _SCREEN) if kind == "demo" else None
            picked = self._exchange(kind, call, tag=tag, most_turns=turns)
            added[kind].append(picked)
            turns -= len(picked.turns)
        steps = sorted(added["demo"], key=lambda step: (step.tag != _SCREEN, step.place))
        parts.opening += _units(added["smalltalk"]) + _units(added["paperwork"])
        parts.day[:0] = _units(added["discovery"])
        parts.shown[begun:begun] = _units(steps)

    def _exchange(
        self, name: str, call: PlannedCall, *, tag: str | None = None, most_turns: int = MOST_TURNS
    ) -> Exchange:
        """Return an exchange that fits: of a tag ("" for none) where one is given, and none that was heard before."""
        heard = self._heard[call.deal.account.name]
        fitting = [
            exchange
            for exchange in exchanges(name)
            if call.started.month in exchange.months
            and (tag is None or (exchange.tag or "") == tag)
            and len(exchange.turns) <= most_turns
        ]
        new = [item for item in fitting if item.text not in heard and f"@{item.tag}" not in heard] or fitting
        picked = self._chance.rarest(new, text=lambda item: item.text)
        heard.add(picked.text)
        if picked.tag and name == "discovery":
            heard.add(f"@{picked.tag}")
        return picked

    def _line(self, lines: Sequence[Line], call: PlannedCall) -> str:
        heard = self._heard[call.deal.account.name]
        fitting = [line for line in lines if line.fits(segment=call.deal.account.segment, month=call.started.month)]
        new = [line for line in fitting if line.text not in heard] or fitting
        picked = self._chance.rarest(new, text=lambda line: line.text)
        heard.add(picked.text)
        return picked.text

    def _joined(
        self, units: Sequence[_Unit], call: PlannedCall
    ) -> tuple[list[tuple[str, str]], tuple[TextMoment, ...]]:
        """Put the units behind each other; the rep answers and goes on in one turn."""
        said: list[tuple[str, str]] = []
        truth: list[TextMoment] = []
        pending: str | None = None
        for unit in units:
            for role, text in unit.turns:
                spoken = _filled(f"{pending} {text}" if pending else text, call)
                pending = None
                said.append((role, spoken))
            if unit.moment:
                kind, category, concern = unit.moment
                truth.append(
                    TextMoment(
                        turn_index=len(said) - 1, quote=said[-1][1], kind=kind, category=category, concern=concern
                    )
                )
            pending = unit.answer
        return said, tuple(truth)


def _units(picked: Sequence[Exchange]) -> list[_Unit]:
    return [_Unit(turns=list(exchange.turns)) for exchange in picked]


def _filled(text: str, call: PlannedCall) -> str:
    deal = call.deal
    for name, value in (
        ("{rep}", deal.rep.split()[0]),
        ("{buyer}", deal.account.buyer.split()[0]),
        ("{buyer_full}", deal.account.buyer),
        ("{account}", deal.account.name),
        ("{trade}", deal.account.trade),
        ("{crew}", in_words(deal.crew)),
    ):
        text = text.replace(name, value)
    return text[0].upper() + text[1:]
