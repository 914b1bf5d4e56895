"""What the redactor hides and what it leaves, on sentences of our own with planted values.

    python -m bench.redaction            # the half nobody tunes by: figures only
    python -m bench.redaction --tune     # the half to tune by, with everything that was missed or hidden wrongly

Three registers: `typed` (a careful typist), `recogniser` (small letters, no punctuation, digits as figures) and
`spoken` (digits, signs and house numbers in words, names also spelt). A value counts as hidden when every letter and
digit of it is; precision is the share of what was hidden that touches a planted value. No participants are given,
which a call has.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bench.spoken import digits_said, house_said, mail_said, spelt
from calls.formats import READY_MADE
from calls.redaction import Entity
from calls.transcript import Role, Transcript, Turn

_FOLDER = Path(__file__).parent / "planted"
REGISTERS = ("typed", "recogniser", "spoken")
_DOMAINS = ("gmail.com", "outlook.com", "brightwater.co.uk", "acme-tools.io", "northwind.de", "yahoo.com")
_SEED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A sentence, what is planted in it, and whether that is to be hidden (`entity`), to be kept, or nothing."""

    text: str
    value: str
    entity: str
    register: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts by (entity, register): planted, hidden whole, under the right name; hidden in all, hidden rightly."""

    planted: Counter[tuple[str, str]]
    hidden: Counter[tuple[str, str]]
    named: Counter[tuple[str, str]]
    masks: Counter[str]
    right_masks: Counter[str]
    mistakes: tuple[str, ...]


def sections(half: str) -> dict[str, list[str]]:
    """Return the lines of a half, `tune` or `unseen`, by section."""
    found: dict[str, list[str]] = {}
    for line in (_FOLDER / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            lines = found.setdefault(line[3:].strip(), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def planted_set(half: str, *, rounds: int = 2) -> list[Planted]:
    """Return the sentences of a half in all registers, each carrier with `rounds` values."""
    rng = random.Random(f"{half} {_SEED}")
    parts = sections(half)
    made: list[Planted] = []
    for entity in Entity:
        for carrier in parts[entity.value]:
            for register in REGISTERS:
                made += [_plant(carrier, entity, register, parts=parts, rng=rng) for _ in range(rounds)]
    for register in REGISTERS[:2]:
        for text in parts["nothing"]:
            made.append(Planted(text=_written(text, register), value="", entity="nothing", register=register))
        for product in parts["products"]:
            for carrier in parts["kept"]:
                value = _written(product, register)
                text = _written(carrier, register).replace("{}", value)
                made.append(Planted(text=text, value=value, entity="kept", register=register))
    return made


def _written(text: str, register: str) -> str:
    """Return a text as typed, or as a recogniser without capitals and punctuation writes it."""
    if register == "typed":
        return text
    return " ".join(re.sub(r"[^\w\s{}'’.&%$@/-]|\.(?=\s|$)", " ", text.lower()).split())


def _plant(carrier: str, entity: Entity, register: str, *, parts: dict[str, list[str]], rng: random.Random) -> Planted:
    value = _VALUES[entity](register, parts, rng)
    text = _written(carrier, register).replace("{}", value)
    if entity is Entity.PERSON and register == "spoken":
        text = text.replace(value, f"{value} {rng.choice(('spelt', 'that is', 'spelled'))} {_spelt_last(value, rng)}")
        value = _spelt_last(value, random.Random(0))
        # Only the spelling is looked for here; the name before it is the other registers' subject.
        value = text[_spelling_at(text, value) :][: len(value)]
    return Planted(text=text, value=value, entity=entity.value, register=register)


def _spelt_last(name: str, rng: random.Random) -> str:
    return spelt(name.split()[-1], rng=rng)


def _spelling_at(text: str, spelling: str) -> int:
    pattern = "[ -]".join(re.escape(letter) for letter in spelling if letter.isalpha())
    found = re.search(rf"\b{pattern}\b", text, re.IGNORECASE)
    assert found is not None, (text, spelling)
    return found.start()


def _person(register: str, parts: dict[str, list[str]], rng: random.Random) -> str:
    return _written(rng.choice(parts["names"]), register)


def _email(register: str, parts: dict[str, list[str]], rng: random.Random) -> str:
    first, last = (rng.choice(parts["names"]) + " desk").lower().split()[:2]
    local = rng.choice(
        (f"{first}.{last}", first, f"{first}_{last}", f"{first}{rng.randint(2, 99)}", f"{first[0]}{last}")
    )
    mail = f"{local}@{rng.choice(_DOMAINS)}"
    return mail_said(mail, rng=rng) if register == "spoken" else mail


def _phone(register: str, _parts: dict[str, list[str]], rng: random.Random) -> str:
    area, line = rng.choice(("415", "212", "303", "617", "512", "206")), f"{rng.randint(0, 9999):04d}"
    middle = str(rng.choice((555, 867, 244, 990, 733)))
    if rng.random() < 0.3:
        digits = f"44{rng.choice(('7700', '7911', '2079'))}{rng.randint(100000, 999999)}"
        if register == "spoken":
            return f"plus {digits_said(digits, rng=rng)}"
        return f"+{digits[:2]} {digits[2:6]} {digits[6:]}" if register == "typed" else f"+{digits}"
    if register == "spoken":
        return " ".join(digits_said(part, rng=rng) for part in (area, middle, line))
    if register == "recogniser":
        return rng.choice((f"{area}{middle}{line}", f"{area} {middle} {line}", f"{area}-{middle}-{line}"))
    return rng.choice((f"({area}) {middle}-{line}", f"{area}-{middle}-{line}", f"{area}.{middle}.{line}"))


def _card(register: str, _parts: dict[str, list[str]], rng: random.Random) -> str:
    body = rng.choice(("4", "51", "52", "55")) + "".join(str(rng.randint(0, 9)) for _ in range(14))
    body = body[:15]
    digits = body + _check_digit(body)
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    if register == "spoken":
        return " ".join(digits_said(group, rng=rng) for group in groups)
    return {"typed": rng.choice((" ", "-")), "recogniser": rng.choice((" ", ""))}[register].join(groups)


def _check_digit(body: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _iban(register: str, _parts: dict[str, list[str]], rng: random.Random) -> str:
    country, bank, length = rng.choice((("DE", "", 18), ("FR", "", 23), ("GB", "NWBK", 14), ("NL", "ABNA", 10)))
    body = bank + "".join(str(rng.randint(0, 9)) for _ in range(length))
    number = int("".join(str(int(sign, 36)) for sign in f"{body}{country}00"))
    iban = f"{country}{98 - number % 97:02d}{body}"
    if register == "spoken":
        pieces = re.findall(r"[A-Z]|\d+", iban)
        return " ".join(p.lower() if p.isalpha() else digits_said(p, rng=rng) for p in pieces)
    grouped = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    return rng.choice((iban, grouped)) if register == "typed" else rng.choice((iban, grouped)).lower()


def _address(register: str, parts: dict[str, list[str]], rng: random.Random) -> str:
    number, street = rng.choice((rng.randint(2, 99), rng.randint(101, 4899))), rng.choice(parts["streets"])
    unit, place = rng.choice(("", "", "apartment", "suite")), rng.choice(("", rng.choice(parts["places"])))
    door, code = rng.randint(2, 40), f"{rng.randint(10000, 98999)}"
    with_code = bool(place) and "," in place and rng.random() < 0.5
    if register == "spoken":
        said = [house_said(number), street, f"{unit} {house_said(door)}" if unit else "", place]
        said.append(digits_said(code, rng=rng) if with_code else "")
        return " ".join(_written(part, register) for part in said if part)
    typed = f"{number} {street}" + (f", {unit} {door}" if unit else "") + (f", {place}" if place else "")
    return _written(typed + (f" {code}" if with_code else ""), register)


_VALUES = {
    Entity.PERSON: _person,
    Entity.EMAIL: _email,
    Entity.PHONE: _phone,
    Entity.CARD: _card,
    Entity.IBAN: _iban,
    Entity.ADDRESS: _address,
}


def measure(made: list[Planted]) -> Figures:
    """Return what the redactor makes of the sentences, each a call of its own."""
    from nlp.redaction import redactor

    figures = Figures(
        planted=Counter(), hidden=Counter(), named=Counter(), masks=Counter(), right_masks=Counter(), mistakes=()
    )
    mistakes: list[str] = []
    find = redactor()
    for item in made:
        spans = find.spans(_transcript([item.text]))
        begin = item.text.index(item.value) if item.value else -1
        end = begin + len(item.value)
        covered = {at for span in spans for at in range(span.begin, span.end)}
        whole = all(at in covered for at in range(begin, end) if item.text[at].isalnum()) if item.value else False
        kind = (item.entity, item.register)
        figures.planted[kind] += 1
        figures.hidden[kind] += whole
        touched = any(at in covered for at in range(begin, end)) if item.value else bool(spans)
        figures.named[kind] += whole and any(
            span.entity.value == item.entity and span.begin < end and begin < span.end for span in spans
        )
        for span in spans:
            right = item.entity in set(Entity) and span.begin < end and begin < span.end
            # In the spoken register of names the name stands before its spelling, planted too.
            right = right or (kind == ("person", "spoken") and span.entity is Entity.PERSON)
            figures.masks[span.entity.value] += 1
            figures.right_masks[span.entity.value] += right
            if not right:
                mistakes.append(
                    f"hidden wrongly ({span.entity.value}): {item.text[span.begin : span.end]!r} in {item.text}"
                )
        if item.entity in set(Entity) and not whole:
            mistakes.append(f"missed ({item.entity}, {item.register}): {item.value!r} in {item.text}")
        if item.entity == "kept" and touched:
            figures.hidden[kind] += not whole
    return Figures(
        planted=figures.planted,
        hidden=figures.hidden,
        named=figures.named,
        masks=figures.masks,
        right_masks=figures.right_masks,
        mistakes=tuple(mistakes),
    )


def _transcript(texts: list[str]) -> Transcript:
    turns = tuple(Turn(index=index, speaker="buyer", role=Role.BUYER, text=text) for index, text in enumerate(texts))
    return Transcript(call_id="bench", language="en", duration_s=None, turns=turns, provenance=READY_MADE)


def rows(figures: Figures) -> Iterator[str]:
    """Yield the lines of a table: recall by register, right names and precision by entity; what is to be kept."""
    yield "| | typed | recogniser | spoken | all | right name | precision |"
    yield "|---|---|---|---|---|---|---|"
    for entity in Entity:
        name = entity.value
        cells = [_share(figures.hidden[name, each], figures.planted[name, each]) for each in REGISTERS]
        planted = sum(figures.planted[name, each] for each in REGISTERS)
        hidden = sum(figures.hidden[name, each] for each in REGISTERS)
        named = sum(figures.named[name, each] for each in REGISTERS)
        precision = _share(figures.right_masks[name], figures.masks[name])
        yield f"| {name} | {' | '.join(cells)} | {_share(hidden, planted)} | {_share(named, hidden)} | {precision} |"
    for register in REGISTERS[:2]:
        planted, lost = figures.planted["kept", register], figures.hidden["kept", register]
        yield f"names of companies and products untouched, {register}: {_share(planted - lost, planted)}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def seconds_for_an_hour(*, turns: int = 700) -> float:
    """Return how long a call of that many sentences takes once the models are there."""
    from nlp.redaction import redactor

    texts = [item.text for item in planted_set("tune")]
    long_call = _transcript([texts[at * 7 % len(texts)] for at in range(turns)])
    find = redactor()
    find.spans(_transcript(texts[:3]))
    begun = time.perf_counter()
    find.spans(long_call)
    return time.perf_counter() - begun


@click.command()
@click.option("--tune", is_flag=True, help="The half to tune by, with every mistake.")
def main(tune: bool) -> None:
    """Print recall, precision and what survives."""
    figures = measure(planted_set("tune" if tune else "unseen"))
    for row in rows(figures):
        click.echo(row)
    click.echo(f"700 sentences: {seconds_for_an_hour():.1f} s")
    if tune:
        for mistake in figures.mistakes:
            click.echo(mistake)


if __name__ == "__main__":
    main()
