from typing import Any

from calls.moment import Kind
from nlp.labels import LONGEST_QUOTE, Unnamed, name_themes


def unnamed(*quotes: str, concern: str | None = None, kind: Kind = Kind.OBJECTION) -> Unnamed:
    return Unnamed(kind=kind, quotes=quotes, concern=concern)


def labels(language: Any, *themes: Unnamed) -> list[str]:
    return [name.label for name in name_themes(themes, language=language)]


def test_a_known_concern_gives_the_label(language: Any) -> None:
    theme = unnamed("The licence for each seat is dear.", "Every seat costs us.", concern="Price per seat")
    assert labels(language, theme) == ["Price per seat"]


def test_a_second_theme_of_one_concern_is_told_apart_by_what_it_is_about(language: Any) -> None:
    first = unnamed("Each login is charged.", "Every login costs.", concern="Price per seat")
    second = unnamed(
        "The seasonal cleaners cost us.",
        "Paying for seasonal cleaners is mad.",
        concern="Price per seat",
        kind=Kind.PAIN,
    )
    third = unnamed("It adds up.", "That grows quickly.", concern="Price per seat", kind=Kind.DEAL_BREAKER)
    assert labels(language, first, second, third) == [
        "Price per seat",
        "Price per seat: seasonal cleaners",
        "Price per seat (deal breaker)",
    ]


def test_a_noun_phrase_names_a_theme_only_where_half_the_quotes_share_its_head(language: Any) -> None:
    shared = unnamed("The warranty is too short.", "A longer warranty would help.", "What warranty?", "Nobody said.")
    assert labels(language, shared)[0].lower().endswith("warranty")
    pair = unnamed("The warranty is too short.", "A longer warranty would help.")
    assert labels(language, pair) == ["“The warranty is too short”"]
    apart = unnamed("The ladder fell.", "A hammer was lost.", "Nobody explained it.")
    assert labels(language, apart) == ["“The ladder fell”"]


def test_a_quote_as_label_is_short_ends_at_a_word_and_skips_the_run_up(language: Any) -> None:
    long = "And, okay, honestly, we never really understood why it had to be done in that strange way every time."
    label = labels(language, unnamed(long, "Whatever they said."))[0]
    assert label.startswith("“We never")
    assert label.endswith("…”")
    assert len(label) <= LONGEST_QUOTE + 1
    assert label.strip("“…”").lower() in long.lower()
    assert len(labels(language, unnamed("x" * 90, "Hm."))[0]) <= LONGEST_QUOTE + 1


def test_themes_about_a_competitor_name_it(language: Any) -> None:
    theme = unnamed("We also have a bid from Brightwater.", "Brightwater is a third cheaper.", kind=Kind.COMPETITOR)
    known = unnamed(*theme.quotes, concern="Competitor is cheaper", kind=Kind.COMPETITOR)
    assert labels(language, theme) == ["Brightwater"]
    assert labels(language, known) == ["Competitor is cheaper: Brightwater"]


def test_labels_are_never_given_twice(language: Any) -> None:
    theme = unnamed("Hm, no.", "Hm, no.")
    assert len({label.lower() for label in labels(language, *[theme] * 4)}) == 4
    known = unnamed("Hm, no.", "Hm, no.", concern="No need")
    assert len({label.lower() for label in labels(language, *[known] * 5)}) == 5


def test_a_word_of_one_quote_is_no_keyword(language: Any) -> None:
    theme = unnamed("The warranty is short.", "The warranty ended in Denver.", "A warranty on bearings?")
    (name,) = name_themes([theme], language=language)
    assert name.keywords == ("warranty",)
