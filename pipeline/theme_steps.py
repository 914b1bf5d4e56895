"""The steps that place moments in themes and suggest new ones: assign first, form from the rest only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calls.anchoring import SAME_WORDS, likeness
from calls.moment import Kind, Moment
from calls.theme import Theme, ThemeState
from pipeline.models import Models
from pipeline.redacting import Redacting
from store.analyses import analyses_of, analysis_for, current_number
from store.marks import FORMED_OVER, SUGGESTED_FROM, get_mark, set_mark
from store.moments import moments_fingerprint, moments_with_vectors
from store.placing import (
    Anchor,
    anchors,
    groups,
    held_moments,
    place_moments,
    placed_in,
    placed_moments,
    save_anchors,
    save_suggestions,
)
from store.session import Database
from store.side_by_side import place_anchors, take_over_anchors

# Suggestions are formed anew when there are this many times the moments that they were last formed over: so often that
# they follow what buyers say, so seldom that a call costs the same however many are stored.
GROWTH = 1.2


class ThemeSteps:
    """What the worker does with moments once they are found."""

    def __init__(self, *, database: Database, models: Models, redacting: Redacting) -> None:
        self._db = database
        self._models = models
        self._redacting = redacting

    def assign(self, call_id: str) -> int:
        """Put a call's moments into the themes they fit, those already placed aside; return how many found one.

        In an analysis that is built beside the current one, what is in a theme there is put in the same one here.
        """
        analysis = self._analysis()
        carried = self._carried(call_id, analysis)
        self._take_over(analysis)
        with self._db.reading() as session:
            moments, vectors = moments_with_vectors(session, call_id=call_id, analysis=analysis)
            placed = placed_moments(session, analysis=analysis, call_id=call_id)
            known = anchors(session, analysis=analysis)
        free = [i for i, moment in enumerate(moments) if moment.id not in placed and moment.id not in carried]
        found = self._models.assign([moments[i] for i in free], vectors[free], known) if free and known else {}
        with self._db.transaction() as session:
            maker = self._models.themes_provenance.name
            place_moments(session, {**found, **carried}, analysis=analysis, maker=maker)
        return len(found) + len(carried)

    def suggest(self) -> int:
        """Form suggested themes from every moment that no theme holds; return how many themes came of it.

        Where there are many more moments than when it was last done, all suggestions are formed anew, under the ids of
        those they continue. What a person accepted or placed stays as it is. In an analysis that is built beside the
        current one, moments are placed in the themes there are first, and nothing is formed anew.
        """
        analysis = self._analysis()
        self._place_beside(analysis)
        with self._db.reading() as session:
            seen = moments_fingerprint(session)
            moments, vectors = moments_with_vectors(session, analysis=analysis)
            asked = get_mark(session, SUGGESTED_FROM) == ""
            # Suggestions are of the current analysis: those that another one has no moments for are not to go.
            is_current = current_number(session) == analysis
            anew = is_current and (asked or self._is_due(len(moments), get_mark(session, FORMED_OVER)))
            taken = held_moments(session, analysis=analysis) if anew else placed_moments(session, analysis=analysis)
            existing = groups(session, analysis=analysis, states=(ThemeState.SUGGESTED,)) if anew else ()
            free = [index for index, moment in enumerate(moments) if moment.id not in taken]
            # A theme is named from its quotes, and its name is shown to everybody.
            shown = self._redacting.masked(session, [moments[i] for i in free])
        formed = self._form(shown, vectors[free], before=existing, anew=anew) if free or existing else 0
        with self._db.transaction() as session:
            set_mark(session, SUGGESTED_FROM, seen)
            if anew:
                set_mark(session, FORMED_OVER, str(len(moments)))
        return formed

    def has_news(self) -> bool:
        """Whether moments came or went since themes were last suggested."""
        with self._db.reading() as session:
            return moments_fingerprint(session) != get_mark(session, SUGGESTED_FROM)

    def _take_over(self, analysis: int) -> None:
        """Let themes lie in an analysis that is built beside the current one where they lie there."""
        with self._db.transaction() as session:
            current = current_number(session)
            if current is not None and current != analysis:
                take_over_anchors(session, analysis=analysis, current=current)

    def _place_beside(self, analysis: int) -> None:
        """Place what is free in an analysis beside the current one in themes that there are, before more are formed."""
        self._take_over(analysis)
        with self._db.transaction() as session:
            if current_number(session) == analysis:
                return
            place_anchors(session, analysis=analysis)
            known = anchors(session, analysis=analysis)
            moments, vectors = moments_with_vectors(session, analysis=analysis)
            taken = placed_moments(session, analysis=analysis)
        free = [index for index, moment in enumerate(moments) if moment.id not in taken]
        found = self._models.assign([moments[i] for i in free], vectors[free], known) if free and known else {}
        with self._db.transaction() as session:
            place_moments(session, found, analysis=analysis, maker=self._models.themes_provenance.name)

    def _form(
        self, moments: Sequence[Moment], vectors: NDArray[np.float32], *, before: Sequence[Theme], anew: bool
    ) -> int:
        analysis = self._analysis()
        carried = self._models.form(moments, vectors, before=before)
        with self._db.reading() as session:
            known = [anchor for anchor in anchors(session, analysis=analysis) if anchor.is_held or not anew]
        home = self._home(carried.themes, moments, vectors, known)
        # Where a theme goes, its sub-themes go.
        home |= {part.id: home[part.parent_id] for part in carried.themes if part.parent_id in home}
        themes = tuple(theme for theme in carried.themes if theme.id not in home)
        successors = {old: home.get(heir, heir) if heir else None for old, heir in carried.successors.items()}
        # One that continues an earlier suggestion has its id: that one is taken up, too.
        successors |= {theme.id: home[theme.id] for theme in before if theme.id in home}
        quotes = {moment.id: moment.quote for moment in moments}
        joined = {each: home[t.id] for t in carried.themes if t.id in home for each in t.moment_ids}
        provenance = self._models.themes_provenance
        with self._db.transaction() as session:
            save_suggestions(
                session,
                themes,
                successors=successors,
                central={theme.id: quotes[theme.moment_ids[0]] for theme in themes if theme.moment_ids},
                provenance=provenance,
                analysis=analysis,
                anew=anew,
            )
            place_moments(session, joined, analysis=analysis, maker=provenance.name)
            save_anchors(session, {theme.id for theme in themes}, analysis=analysis)
        return len(themes)

    def _home(
        self,
        themes: Sequence[Theme],
        moments: Sequence[Moment],
        vectors: NDArray[np.float32],
        known: Sequence[Anchor],
    ) -> dict[str, str]:
        """Return, for each formed theme that says the same as one that stays, the id of that one.

        One by one its moments were too doubtful for it; together they are not. A theme of its own would be its double.
        """
        # A theme may have its moments in its sub-themes alone.
        themes = [theme for theme in themes if theme.moment_ids]
        if not themes or not known:
            return {}
        row = {moment.id: i for i, moment in enumerate(moments)}
        middles = np.stack([vectors[[row[each] for each in theme.moment_ids]].mean(axis=0) for theme in themes])
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-12)
        near = self._models.nearest([theme.kind for theme in themes], middles, known)
        # Of competitors the name alone decides, and by name each moment was looked at already.
        pairs = ((theme, other) for theme, other in zip(themes, near, strict=True) if theme.kind is not Kind.COMPETITOR)
        return {theme.id: other for theme, other in pairs if other is not None}

    def _carried(self, call_id: str, analysis: int) -> dict[str, str]:
        """Return, by the new moment's id, the theme that the same words are in in the current analysis."""
        with self._db.reading() as session:
            current = current_number(session)
            if current is None or current == analysis or current not in analyses_of(session, call_id):
                return {}
            before, _ = moments_with_vectors(session, call_id=call_id, analysis=current)
            themes = placed_in(session, call_id, analysis=current)
            now, _ = moments_with_vectors(session, call_id=call_id, analysis=analysis)
        found = {}
        for moment in now:
            alike = [(likeness(moment, each), each.id) for each in before if each.kind is moment.kind]
            best = max(alike, default=(0.0, ""))
            if best[0] >= SAME_WORDS and best[1] in themes:
                found[moment.id] = themes[best[1]]
        return found

    def _analysis(self) -> int:
        made_by = self._models.mined_by
        with self._db.transaction() as session:
            return analysis_for(session, made_by)

    @staticmethod
    def _is_due(moments: int, formed_over: str | None) -> bool:
        return formed_over is None or moments >= GROWTH * int(formed_over) or moments < int(formed_over) / GROWTH
