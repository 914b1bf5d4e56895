"""A transcript's topics: few stretches, each with what it is about, who raised it and how the buyer took it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.moment import Moment
from calls.provenance import Provenance
from calls.topic import Topic, stretch_id
from calls.topic_catalogue import TopicDefinition, built_in_topics, catalogue_digest
from calls.transcript import Role, Transcript
from nlp.alignment import TurnClock
from nlp.encoder import Encoder
from nlp.language import default_language
from nlp.topics.head import TopicHead, load, read_facts
from nlp.topics.keyphrases import keyphrases
from nlp.topics.reaction import reactions
from nlp.topics.scores import score
from nlp.topics.stretches import evidence, way_through
from nlp.topics.units import Unit, units_of

NO_TOPIC = "Something else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Units `begin` to `end` (excluded) about the topic at `place` of the catalogue, None where none fits."""

    begin: int
    end: int
    place: int | None


class TopicFinder:
    """Finds topics by the trained head and a catalogue. Raises WeightsError where weights are missing or damaged.

    The head was trained on MiniLM's vectors; another `encoder` is for tests only. `catalogue` may hold topics that are
    switched off, which are left out.
    """

    def __init__(
        self,
        *,
        encoder: Encoder,
        catalogue: Sequence[TopicDefinition] | None = None,
        head: TopicHead | None = None,
        language: Any = None,
    ) -> None:
        given = built_in_topics() if catalogue is None else catalogue
        self._catalogue = tuple(topic for topic in given if topic.enabled)
        self._encoder = encoder
        self._head = load() if head is None else head
        self._language = language
        self.provenance = topics_provenance(given, encoder=encoder.provenance)

    def find(self, transcript: Transcript, *, moments: Sequence[Moment] = ()) -> tuple[Topic, ...]:
        """Return the topics of a transcript in order; together they cover every word of it.

        `moments` are the call's, for how the buyer took each. The same input gives the same ids.
        """
        units = units_of(transcript)
        if not units:
            return ()
        stretches = self._stretches(units)
        phrases = keyphrases([_text(units, s) for s in stretches], language=self._language or default_language())
        taken = reactions(transcript, units, ends=[s.end for s in stretches], moments=moments)
        clocks = {place: TurnClock(transcript.turns[place]) for place in {unit.turn for unit in units}}
        talk = _talk(units, transcript)
        found = []
        for index, (stretch, own, (sentiment, n)) in enumerate(zip(stretches, phrases, taken, strict=True)):
            first, last = units[stretch.begin], units[stretch.end - 1]
            topic = None if stretch.place is None else self._catalogue[stretch.place]
            topic_id = topic.id if topic else None
            first_turn = transcript.turns[first.turn].index
            found.append(
                Topic(
                    id=stretch_id(
                        call_id=transcript.call_id,
                        index=index,
                        topic_id=topic_id,
                        first_turn=first_turn,
                        provenance=self.provenance,
                    ),
                    call_id=transcript.call_id,
                    index=index,
                    topic_id=topic_id,
                    label=topic.label if topic else _discovered(own),
                    start_s=clocks[first.turn].times(first.begin, first.end)[0],
                    end_s=clocks[last.turn].times(last.begin, last.end)[1],
                    first_turn=first_turn,
                    last_turn=transcript.turns[last.turn].index,
                    talk_share=round(float(talk[stretch.begin : stretch.end].sum()), 4),
                    raised_by=_raised_by(units[stretch.begin : stretch.end]),
                    sentiment=sentiment,
                    sentiment_n=n,
                    keyphrases=own,
                    provenance=self.provenance,
                )
            )
        return tuple(found)

    def _stretches(self, units: Sequence[Unit]) -> list[Stretch]:
        texts = [unit.text for unit in units]
        scores = score(
            texts, self._encoder.encode(texts), catalogue=self._catalogue, head=self._head, encoder=self._encoder
        )
        fits_none = np.full((len(units), 1), self._head.other)
        likely = evidence(np.concatenate([scores.topics, fits_none], axis=1), units, nothing=scores.nothing)
        return runs(way_through(likely, units, switch=self._head.switch), topics=len(self._catalogue))


def topics_provenance(catalogue: Sequence[TopicDefinition], *, encoder: Provenance) -> Provenance:
    """Return what topics are made by: the trained head, the encoder and the catalogue as people have it."""
    return Provenance(
        name="topics",
        version=str(read_facts()["weights_sha256"])[:12],
        options={
            "encoder": f"{encoder.name} {encoder.version}",
            "catalogue": catalogue_digest(catalogue),
        },
    )


def runs(way: NDArray[np.intp], *, topics: int) -> list[Stretch]:
    """Return the stretches of a way through: neighbours with one topic. `topics` itself stands for none that fits."""
    edges = [0, *(int(place) + 1 for place in np.flatnonzero(np.diff(way))), len(way)]
    return [Stretch(begin=a, end=b, place=None if way[a] == topics else int(way[a])) for a, b in pairwise(edges)]


def _text(units: Sequence[Unit], stretch: Stretch) -> str:
    return " ".join(unit.text for unit in units[stretch.begin : stretch.end])


def _discovered(phrases: Sequence[str]) -> str:
    return phrases[0][:1].upper() + phrases[0][1:] if phrases else NO_TOPIC


def _raised_by(units: Sequence[Unit]) -> Role:
    return next((unit.role for unit in units if not unit.is_back_channel), units[0].role)


def _talk(units: Sequence[Unit], transcript: Transcript) -> NDArray[np.float64]:
    """Return (units,) each one's share of the call's talk: of speaking time where all turns have times, else of words.

    A turn's time is divided among its units by their words.
    """
    words = np.array([unit.words for unit in units], dtype=np.float64)
    turn_of = np.array([unit.turn for unit in units])
    seconds = [
        turn.end_s - turn.start_s if turn.start_s is not None and turn.end_s is not None else None
        for turn in (transcript.turns[place] for place in turn_of)
    ]
    if all(length is not None for length in seconds) and sum(length or 0.0 for length in seconds) > 0:
        in_turn = np.bincount(turn_of, weights=words)[turn_of]
        words = words / in_turn * np.array([max(length or 0.0, 0.0) for length in seconds])
    return np.asarray(words / words.sum(), dtype=np.float64)
