"""Who is the rep and who the buyer, where no channel map says so: from words, names, voices, and from who is there."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from calls.call import Party
from calls.speakers import named, speakers_of, with_roles
from calls.transcript import DecidedBy, Role, Speaker, Transcript, Turn
from nlp.role_names import NameEvidence, name_evidence
from nlp.role_words import load, pieces_of

# Below it a role is unknown. On held-out texts what is said with more is right 98 times in 100 (nlp/training/roles.py).
CONFIDENT = 0.85
# Texts written for training are plainer than talk: the words of two speakers never say more than 99 in 100.
MOST_BY_WORDS = 2.5
MOST_SPEAKERS = 10
# Before anything is heard: a call where all are on one side is rare, several buyers are commoner than several reps.
ONE_SIDED = 0.02
FURTHER_REP = 0.5
# A label with fewer words ("mm-hm") says nothing about who it is.
FEWEST_WORDS = 5
# Log-odds of a role that is known already.
KNOWN = 12.0

# Speaker embeddings of one person in two calls usually compare at 0.5 to 0.8 by cosine, those of two people at -0.1 to
# 0.3; the line between is at 0.4. Set by judgement, not fitted. A voice unlike the profile may be another rep's, so it
# says little.
VOICE_MIDDLE = 0.4
VOICE_SLOPE = 14.0
MOST_BY_VOICE = 4.5
LEAST_BY_VOICE = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMatch:
    """How close a speaker's voice is to the closest voice profile of a rep: cosine -1 to 1, and whose profile it is."""

    cosine: float
    rep_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Log-odds, above 0 for a rep, that one speaker's words, names and voice each give."""

    words: float = 0.0
    names: float = 0.0
    voice: float = 0.0
    known: float = 0.0

    @property
    def total(self) -> float:
        """All together; they are taken as independent."""
        return self.words + self.names + self.voice + self.known

    def strongest(self, *, for_rep: bool) -> tuple[float, DecidedBy]:
        """Return the largest log-odds towards a role and what they come from."""
        sign = 1.0 if for_rep else -1.0
        kinds = ((self.words, DecidedBy.WORDS), (self.names, DecidedBy.SIDECAR), (self.voice, DecidedBy.VOICE))
        return max(((sign * value, kind) for value, kind in kinds), key=lambda pair: pair[0])


def decide(
    transcript: Transcript,
    *,
    parties: Sequence[Party] = (),
    voices: Mapping[str, VoiceMatch] | None = None,
) -> tuple[Speaker, ...]:
    """Return every speaker of the transcript with a role, or `unknown` where it is not sure enough (CONFIDENT).

    Roles that turns or speakers have already are kept and count as evidence about the others. `parties` are those of
    the sidecar, `voices` the match of each speaker label with the reps' profiles, where there are any. Languages other
    than English are decided by names and voices alone. No language model is asked, and nothing is random.
    """
    turns_of = _turns_by_speaker(transcript)
    speakers = list(speakers_of(transcript))
    open_ones = [speaker for speaker in speakers if _is_open(speaker, turns_of.get(speaker.label, ()))]
    if not open_ones:
        return named(speakers, parties)
    evidence = gather(transcript, speakers=speakers, parties=parties, voices=voices or {})
    counted = [s.label for s in speakers if s not in open_ones and s.role is not Role.UNKNOWN]
    counted = (counted + [s.label for s in _most_talkative(open_ones, turns_of)])[:MOST_SPEAKERS]
    confidences = posterior({label: evidence[label].total for label in counted})
    names = name_evidence(turns_of, parties=parties)
    decided = [
        _decided(speaker, confidences[speaker.label], evidence, names.get(speaker.label, NameEvidence()), voices or {})
        if speaker in open_ones and speaker.label in confidences
        else speaker
        for speaker in speakers
    ]
    return named(decided, parties)


def with_decided_roles(
    transcript: Transcript,
    *,
    parties: Sequence[Party] = (),
    voices: Mapping[str, VoiceMatch] | None = None,
) -> Transcript:
    """Return the transcript with the roles that `decide` gives, and a warning that says what was decided."""
    decided = with_roles(transcript, decide(transcript, parties=parties, voices=voices))
    warning = warning_of(decided.speakers)
    return replace(decided, warnings=(*decided.warnings, warning)) if warning else decided


def gather(
    transcript: Transcript, *, speakers: Sequence[Speaker], parties: Sequence[Party], voices: Mapping[str, VoiceMatch]
) -> dict[str, Evidence]:
    """Return the evidence about each speaker, by label."""
    turns_of = _turns_by_speaker(transcript)
    names = name_evidence(turns_of, parties=parties)
    words = _by_words({s.label: turns_of.get(s.label, ()) for s in speakers}, language=transcript.language)
    return {
        speaker.label: Evidence(
            words=words[speaker.label],
            names=names[speaker.label].log_odds if speaker.label in names else 0.0,
            voice=voice_log_odds(voices[speaker.label].cosine) if speaker.label in voices else 0.0,
            known=_KNOWN_ROLE[speaker.role],
        )
        for speaker in speakers
    }


_KNOWN_ROLE = {Role.REP: KNOWN, Role.BUYER: -KNOWN, Role.UNKNOWN: 0.0}


def _by_words(turns_of: Mapping[str, Sequence[Turn]], *, language: str) -> dict[str, float]:
    """Return log-odds by label; 0 for all in a language other than English.

    Where several speak, only how they differ counts, as in the calibration: a whole call may sound more like a buyer's
    words, or a rep's, than the texts of the training.
    """
    if not is_english(language):
        return dict.fromkeys(turns_of, 0.0)
    model = load()
    found = {
        label: model.log_odds([piece for turn in turns for piece in pieces_of(trusted_text(turn))])
        for label, turns in turns_of.items()
    }
    told = [value for label, value in found.items() if turns_of[label]]
    middle = (max(told) + min(told)) / 2 if len(told) > 1 else 0.0
    return {label: max(-MOST_BY_WORDS, min(MOST_BY_WORDS, value - middle)) for label, value in found.items()}


def is_english(language: str) -> bool:
    """Say whether a language code is English, in any country's form."""
    return language.lower().replace("_", "-").split("-")[0] in ("en", "english")


def trusted_text(turn: Turn) -> str:
    """Return the text of a turn without words that may never have been said."""
    if not any(word.suspect for word in turn.words):
        return turn.text
    return " ".join(word.word for word in turn.words if not word.suspect)


def voice_log_odds(cosine: float) -> float:
    """Return the log-odds that a voice is a rep's, from its cosine with the closest rep's voice profile.

    From -1 (unlike the profile: perhaps another rep's) to 4.5 (the same voice).
    """
    if not math.isfinite(cosine):
        return 0.0
    return max(LEAST_BY_VOICE, min(MOST_BY_VOICE, VOICE_SLOPE * (cosine - VOICE_MIDDLE)))


def voice_explanation(match: VoiceMatch) -> str:
    """Return one sentence on what a voice says, for a person."""
    whose = match.rep_name or "a rep"
    log_odds = voice_log_odds(match.cosine)
    if log_odds >= 2.0:
        said = f"sounds like {whose}"
    elif log_odds > 0:
        said = f"sounds a little like {whose}"
    else:
        said = "sounds like none of the reps who agreed to a voice profile"
    return f"The voice {said} (likeness {match.cosine:.2f} of 1)."


def posterior(log_odds: Mapping[str, float]) -> dict[str, float]:
    """Return the probability that each speaker is a rep, from each one's log-odds and from who takes part in calls.

    All ways to give out the roles are weighed; both roles are nearly always there (ONE_SIDED). With one speaker only,
    that speaker's own evidence counts.
    """
    labels = list(log_odds)
    if len(labels) == 1:
        return {labels[0]: _logistic(log_odds[labels[0]])}
    weights: list[tuple[float, tuple[bool, ...]]] = []
    for reps in product((True, False), repeat=len(labels)):
        said = sum(log_odds[label] if rep else -log_odds[label] for label, rep in zip(labels, reps, strict=True)) / 2
        weights.append((said + _prior(sum(reps), len(reps)), reps))
    top = max(weight for weight, _ in weights)
    shares = [(math.exp(weight - top), reps) for weight, reps in weights]
    total = sum(share for share, _ in shares)
    return {label: sum(share for share, reps in shares if reps[i]) / total for i, label in enumerate(labels)}


def _prior(reps: int, speakers: int) -> float:
    if reps in (0, speakers):
        return math.log(ONE_SIDED)
    return (reps - 1) * math.log(FURTHER_REP)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def warning_of(speakers: Sequence[Speaker]) -> str | None:
    """Return a sentence for the uploader where roles were not given but decided or left open, else None."""
    roles_open = [speaker.label for speaker in speakers if speaker.role is Role.UNKNOWN]
    decided = [s for s in speakers if s.decided_by in _DECISIONS and s.role is not Role.UNKNOWN]
    if roles_open:
        who = ", ".join(roles_open)
        return f"Who is the rep and who the buyer is not clear for {who}: set the roles on the call's page."
    if decided:
        least = min(speaker.confidence or 0.0 for speaker in decided)
        grounds = " and ".join(dict.fromkeys(_DECISIONS[speaker.decided_by] for speaker in decided))
        return (
            f"Nobody said who is the rep and who the buyer; it was decided by {grounds}, with a confidence of "
            f"{100 * least:.0f} %. Swap the roles on the call's page if they are wrong."
        )
    return None


_DECISIONS = {
    DecidedBy.WORDS: "what is said",
    DecidedBy.VOICE: "the rep's voice",
    DecidedBy.SIDECAR: "the names that are said",
}


def _turns_by_speaker(transcript: Transcript) -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = {}
    for turn in transcript.turns:
        found.setdefault(turn.speaker, []).append(turn)
    return found


def _is_open(speaker: Speaker, turns: Sequence[Turn]) -> bool:
    if speaker.role is not Role.UNKNOWN or speaker.decided_by is DecidedBy.PERSON:
        return False
    return sum(len(trusted_text(turn).split()) for turn in turns) >= FEWEST_WORDS


def _most_talkative(speakers: Sequence[Speaker], turns_of: Mapping[str, Sequence[Turn]]) -> list[Speaker]:
    return sorted(speakers, key=lambda s: (-sum(len(t.text) for t in turns_of[s.label]), s.label))


def _decided(
    speaker: Speaker,
    rep_share: float,
    evidence: Mapping[str, Evidence],
    names: NameEvidence,
    voices: Mapping[str, VoiceMatch],
) -> Speaker:
    for_rep = rep_share >= 0.5
    confidence = round(max(rep_share, 1 - rep_share), 3)
    if confidence < CONFIDENT:
        return replace(speaker, confidence=confidence)
    # One speaker's role may follow from the other's voice or name: what spoke loudest, for it or against the others.
    own = evidence[speaker.label].strongest(for_rep=for_rep)
    others = [e.strongest(for_rep=not for_rep) for label, e in evidence.items() if label != speaker.label]
    role = Role.REP if for_rep else Role.BUYER
    match = voices.get(speaker.label)
    by_voice = match.rep_name if match and voice_log_odds(match.cosine) > 2.0 and for_rep else None
    introduced = names.introduced_as if names.introduced_as and names.introduced_as.role is role else None
    return replace(
        speaker,
        role=role,
        confidence=confidence,
        decided_by=max([own, *others], key=lambda pair: pair[0])[1],
        name=speaker.name or (introduced.name if introduced else by_voice),
    )
