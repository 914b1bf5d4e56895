"""How values read on a page: kinds, states, times, counts and rates in plain words."""

from datetime import date, datetime

from calls.analysis import AnalysisState
from calls.call import CallState
from calls.correction import Change, ConfirmChange, NameChange, TextChange
from calls.judgement import Judged, Judgement, Label, Verdict
from calls.moment import Category, Kind, Moment
from calls.theme import ThemeState
from calls.theme_change import ThemeChange
from calls.tracker import SaidBy
from calls.transcript import DecidedBy, Speaker
from insight.rates import Rate
from insight.versions import Part
from store.theme_history import EventView

KINDS: dict[Kind, tuple[str, str, str]] = {
    Kind.OBJECTION: ("Objection", "Objections", "What buyers push back on."),
    Kind.QUESTION: ("Question", "Questions", "What buyers ask before they can decide."),
    Kind.PREFERENCE: ("Preference", "Preferences", "What buyers would rather have."),
    Kind.DEAL_BREAKER: ("Deal-breaker", "Deal-breakers", "What buyers will not do without."),
    Kind.PAIN: ("Pain", "Pains", "What hurts buyers today."),
    Kind.COMPETITOR: ("Competitor", "Competitors", "Whom buyers compare us with."),
    Kind.PRAISE: ("Praise", "Praise", "What buyers like."),
}
CALL_STATES: dict[CallState, str] = {
    CallState.RECEIVED: "Waiting",
    CallState.DECODING: "Reading the sound",
    CallState.TRANSCRIBING: "Transcribing",
    CallState.MINING: "Finding moments",
    CallState.READY: "Ready",
    CallState.FAILED: "Failed",
}
DECIDED_BY: dict[DecidedBy, str] = {
    DecidedBy.CHANNELS: "by the recording’s channels",
    DecidedBy.WORDS: "by what is said",
    DecidedBy.VOICE: "by the voice",
    DecidedBy.SIDECAR: "by what the source says",
    DecidedBy.PERSON: "set by a person",
    DecidedBy.NOTHING: "not known yet",
}
_SUSPECTS: dict[str, str] = {
    "loop": "may be a repetition nobody spoke",
    "unlikely": "may never have been said",
    "unsure": "was hard to hear however it was tried",
    "no_speech": "may be made up: hardly a voice is to be heard",
}
JUDGED: dict[Judged, str] = {
    Judged.CONFIRMED: "Confirmed",
    Judged.RELABELLED: "Changed",
    Judged.ADDED: "Added",
    Judged.REJECTED: "Rejected",
}
SAID_BY: dict[SaidBy, str] = {
    SaidBy.ANYONE: "said by anyone",
    SaidBy.BUYER: "said by the buyer",
    SaidBy.REP: "said by the rep",
}
ANALYSIS_STATES: dict[AnalysisState, str] = {
    AnalysisState.BUILDING: "Not shown yet",
    AnalysisState.CURRENT: "Shown",
    AnalysisState.KEPT: "Kept",
}
REVIEW_KINDS: dict[Kind, str] = {
    Kind.OBJECTION: "an objection about",
    Kind.QUESTION: "a question about",
    Kind.PREFERENCE: "a preference about",
    Kind.DEAL_BREAKER: "a deal-breaker about",
    Kind.PAIN: "a pain about",
    Kind.COMPETITOR: "about a competitor:",
    Kind.PRAISE: "praise for",
}
REVIEW_SAID: dict[str, str] = {
    "right": "You said yes.",
    "wrong": "You said no.",
    "skipped": "Skipped; another one is drawn in its place.",
    "none": "You said no; the quote is put aside and counts nowhere.",
}
THEME_STATES: dict[ThemeState, str] = {
    ThemeState.SUGGESTED: "Suggested",
    ThemeState.ACCEPTED: "Accepted",
    ThemeState.ARCHIVED: "Archived",
}


def kind_name(kind: Kind) -> str:
    """Return the name of one moment of a kind."""
    return KINDS[kind][0]


def moment_name(moment: Moment) -> str:
    """Return a moment's kind and, for an objection, what it is about."""
    name = kind_name(moment.kind)
    return f"{name}: {moment.category.value}" if moment.category else name


def label_name(label: Label) -> str:
    """Return a label's kind and, for an objection, what it is about."""
    return f"{kind_name(label.kind)}: {label.category.value}" if label.category else kind_name(label.kind)


def label_choices() -> tuple[tuple[str, str], ...]:
    """Return every label as (value of a form, name)."""
    objections = [Label(kind=Kind.OBJECTION, category=category) for category in Category]
    labels = [*objections, *(Label(kind=kind) for kind in Kind if kind is not Kind.OBJECTION)]
    return tuple((_label_value(label), label_name(label)) for label in labels)


def _label_value(label: Label) -> str:
    return f"{label.kind.value}:{label.category.value}" if label.category else label.kind.value


def verdict_words(judgement: Judgement) -> str:
    """Return what a person said of a moment: `Changed from objection: price to praise`."""
    if judgement.verdict is Verdict.RELABEL and judgement.found and judgement.label:
        return f"Changed from {label_name(judgement.found).lower()} to {label_name(judgement.label).lower()}"
    about = judgement.label or judgement.found
    word = {Verdict.CONFIRM: "Confirmed as", Verdict.REJECT: "Rejected as", Verdict.ADD: "Added as"}[judgement.verdict]
    return f"{word} {label_name(about).lower()}" if about else word


def judged_right(right: int, rate: Rate) -> str:
    """Return a precision in words: `9 of 12 judged quotes are right, 75 % (47–91 %)`."""
    said = f"{right:,} of {plural(rate.n, 'judged quote')} {'is' if rate.n == 1 else 'are'} right"
    return f"{said}, {interval(rate)}"


def event_words(view: EventView, undid: EventView | None = None) -> str:
    """Return what a person did with a theme: `Merged “Too dear” into “Price”, 12 quotes`."""
    event, one, other = view.event, f"“{view.label}”", f"“{view.other_label}”" if view.other_label else "no theme"
    quotes = plural(event.moments, "quote")
    if undid is not None:
        words = event_words(undid)
        return f"Took back: {words[0].lower()}{words[1:]}"
    if event.kind is ThemeChange.RENAME:
        before, after = event.relabelled or (view.label, view.label)
        return f"Renamed “{before}” to “{after}”" if before != after else f"Kept the name {one}"
    return {
        ThemeChange.ACCEPT: f"Accepted {one}",
        ThemeChange.MERGE: f"Merged {one} into {other}, {quotes}",
        ThemeChange.SPLIT: f"Split {other} off {one}" + (f", {quotes}" if event.moments else ""),
        ThemeChange.MOVE: f"Moved {quotes} from {one} to {other}",
        ThemeChange.NEST: f"Made {one} a sub-theme of {other}",
        ThemeChange.TAKE_OUT: f"Took {one} out of {other}",
        ThemeChange.PIN: f"Pinned {one}",
        ThemeChange.UNPIN: f"Unpinned {one}",
        ThemeChange.ARCHIVE: f"Archived {one}",
        ThemeChange.RESTORE: f"Restored {one}",
    }.get(event.kind, "Took something back")


def suspect_words(reason: str) -> str:
    """Return why words are uncertain."""
    return _SUSPECTS.get(reason, "may never have been said")


def basis(speaker: Speaker) -> str:
    """Return what a speaker's role rests on and how sure that is: `by what is said, 87 % sure`."""
    said = DECIDED_BY[speaker.decided_by]
    guessed = speaker.decided_by in (DecidedBy.WORDS, DecidedBy.VOICE)
    return f"{said}, {percent(speaker.confidence)} sure" if guessed and speaker.confidence is not None else said


def change_words(change: Change) -> str:
    """Return what a correction changes, on one line."""
    if isinstance(change, TextChange):
        return f"Turn {change.turn_index + 1} says “{shortened(change.text)}”"
    if isinstance(change, ConfirmChange):
        return f"Turn {change.turn_index + 1}: “{shortened(' '.join(word.word for word in change.words))}” was said"
    if isinstance(change, NameChange):
        return f"“{shortened(change.heard)}” is spelt “{shortened(change.spelling)}”"
    said = (f"{item.voice.speaker}: {item.name + ', ' if item.name else ''}{item.role.value}" for item in change.voices)
    return "; ".join(said)


def shortened(text: str, *, longest: int = 80) -> str:
    """Return a text, cut at a word with an ellipsis where it is long."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, thousands set apart: `1 call`, `1,204 calls`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def clock(seconds: float | None) -> str:
    """Return a time in a call as `m:ss` or `h:mm:ss`; a dash where it is not known."""
    if seconds is None:
        return "–"
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def day(value: date) -> str:
    """Return a date as `14 Aug 2026`."""
    return f"{value.day} {value:%b %Y}"


def month(value: date) -> str:
    """Return the month of a date as `Aug 2026`."""
    return f"{value:%b %Y}"


def moment_in_time(value: datetime) -> str:
    """Return an instant as `14 Aug 2026, 15:02 UTC`; stored times are in UTC."""
    return f"{day(value)}, {value:%H:%M} UTC"


def percent(share: float) -> str:
    """Return a share of 1 as whole percent."""
    return f"{share * 100:.0f} %"


def interval(rate: Rate) -> str:
    """Return a rate with its 95 % interval, or that there are too few calls to say."""
    if rate.too_few or rate.value is None or rate.low is None or rate.high is None:
        return "too few to say"
    return f"{percent(rate.value)} ({rate.low * 100:.0f}–{rate.high * 100:.0f} %)"


def points(part: Part) -> str:
    """Return a part of a change in percentage points with its interval: `+4 (−2 to +9)`."""
    return f"{signed(part.value)} ({signed(part.low)} to {signed(part.high)})"


def signed(share: float) -> str:
    """Return a difference of shares in percentage points: `+4`, `−2`, `0`."""
    rounded = round(share * 100)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "−")


def rate_words(calls: int, rate: Rate) -> str:
    """Return a rate with its counts: `9 of 16 calls, 56 % (33–77 %)`."""
    return f"{calls:,} of {plural(rate.n, 'call')}, {interval(rate)}"


def sentence(text: str) -> str:
    """Return a value of a source (`closed_won`, `mid-market`, `smb`) as words to read."""
    words = " ".join(_word(word) for word in text.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _word(word: str) -> str:
    # Short words that cannot be spoken are abbreviations: smb, vp, crm.
    abbreviation = word.isalpha() and len(word) <= 3 and not set(word.lower()) & set("aeiouy")
    return word.upper() if abbreviation else word
