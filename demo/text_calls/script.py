"""What is said in a call, top to bottom: opening, the buyer's day, the product, doubts, and how it ends."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo.text_calls.chance import Chance
from demo.text_calls.lines import EXCHANGES, Exchange, Line, exchanges, voicings
from demo.text_calls.numbers import in_words
from demo.text_calls.plan import PlannedCall
from demo.text_calls.truth import BY_NAME, QUESTIONS_PER_CALL, TextMoment

FEWEST_TURNS, MOST_TURNS = 12, 22
_ABOUT_THEIR_DAY = ("manual-reporting", "missed-appointments", "second-visits", "silver-bridge", "green-compass")
_WHILE_SHOWN = ("easy-to-use",)
_AT_LAST = ("busy-season", "boss-sign-off", "pilot-first")
_ASK_FOR_QUESTIONS = (
    "Any questions up to here?", "What else would you like to know?", "Stop me if you have a question.",
    "Is there something you'd like to ask?", "What can I answer for you?", "Questions so far?",
    "Let me pause there for a moment.", "I'll take questions now.",
)  # fmt: skip
_FILLERS = {
    "discovery": ("discovery", "discovery", "smalltalk", "demo"),
    "demo": ("demo", "demo", "demo", "discovery", "smalltalk"),
    "proposal": ("paperwork", "paperwork", "demo", "smalltalk"),
    "negotiation": ("paperwork", "paperwork", "smalltalk"),
    "closed": ("paperwork", "paperwork", "smalltalk"),
}
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
        room = MOST_TURNS - 2 * len(units) - len(close.turns) - len(parts.opening[0].turns)
        least = max(0, room - (MOST_TURNS - FEWEST_TURNS))
        self._fill(parts, call, turns=self._chance.number(least, max(least, room)) if room > 0 else 0)
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
            parts.shown.insert(0, self._neutral("demo", call, tag="screen"))
        room = MOST_TURNS - 2 * len(call.concerns) - 8
        for _ in range(min(self._chance.weighted(QUESTIONS_PER_CALL), max(0, room // 2))):
            parts.shown.append(self._question(call))
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

    def _question(self, call: PlannedCall) -> _Unit:
        asked = self._exchange("questions", call)
        (_, question), (_, answer) = asked.turns
        lead = self._chance.rarest(_ASK_FOR_QUESTIONS, text=str)
        return _Unit(turns=[("rep", lead), ("buyer", question)], moment=("question", None, None), answer=answer)

    def _fill(self, parts: _Parts, call: PlannedCall, *, turns: int) -> None:
        """Add what voices nothing until there are about that many turns more."""
        wanted: dict[str, int] = dict.fromkeys(EXCHANGES, 0)
        kinds = _FILLERS[call.stage]
        while turns >= 2 and any(wanted[kind] < _MOST_FILLERS[kind] for kind in kinds):
            kind = self._chance.one(kinds)
            if wanted[kind] < _MOST_FILLERS[kind]:
                wanted[kind] += 1
                turns -= 2
        parts.opening += self._neutrals("smalltalk", wanted, call)
        parts.opening += self._neutrals("paperwork", wanted, call)
        parts.day[:0] = self._neutrals("discovery", wanted, call)
        shown = self._shown(wanted["demo"], call, begun=len(parts.shown) > 0 and parts.shown[0].moment is None)
        at = 1 if parts.shown and parts.shown[0].moment is None else 0
        parts.shown[at:at] = shown

    def _neutrals(self, kind: str, wanted: dict[str, int], call: PlannedCall) -> list[_Unit]:
        return [self._neutral(kind, call) for _ in range(wanted[kind])]

    def _shown(self, count: int, call: PlannedCall, *, begun: bool) -> list[_Unit]:
        """Return steps of the walk through the product in their order; the first is to share the screen."""
        first = [] if begun or not count else [self._neutral("demo", call, tag="screen")]
        steps = [self._exchange("demo", call, tag="") for _ in range(count - len(first))]
        steps.sort(key=lambda step: step.place)
        return first + [_Unit(turns=list(step.turns)) for step in steps]

    def _neutral(self, kind: str, call: PlannedCall, *, tag: str | None = None) -> _Unit:
        return _Unit(turns=list(self._exchange(kind, call, tag=tag).turns))

    def _exchange(self, name: str, call: PlannedCall, *, tag: str | None = None) -> Exchange:
        """Return an exchange that fits: of a tag ("" for none) where one is given, and none that was heard before."""
        heard = self._heard[call.deal.account.name]
        fitting = [
            exchange
            for exchange in exchanges(name)
            if call.started.month in exchange.months and (tag is None or (exchange.tag or "") == tag)
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
