"""Train what tells a rep's words from a buyer's, and write the weights: `python -m nlp.training.roles`.

Texts are the concern bank and the exchanges beside it. Calibration comes from groups held out of the fit, each in turn
(whole files of the bank), put together into pretended calls, some with words under the wrong speaker. The seed is
fixed: the same texts give the same weights.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.phrases import PhraseVocabulary, learn_phrases
from nlp.role_words import CUES, PHRASE_WEIGHT, SHIPPED, FloatArray, RoleWords, cue_vector, pieces_of, save
from nlp.training.exchanges import EXCHANGES, SMALL_TALKS, Exchange, exchanges_sha256, read_exchanges
from nlp.training.fit import fit_platt

# Inverse strength of the L2 penalty, chosen on held-out files.
LOOSENESS = 1.0
STEPS = 120
SEED = 20_260
CALLS_A_GROUP = 400
EXCHANGES_A_CALL = (1, 16)
MOST_MISPLACED = 0.25
# Real calls hang together more than pretended ones: no less damping than the square root.
DAMPINGS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
INERTIAS = (0.0, 2.0, 6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Pieces of text with who said each (1 for a rep), the group and number of their exchange."""

    texts: tuple[str, ...]
    by_rep: FloatArray
    groups: NDArray[np.str_]
    exchanges: NDArray[np.intp]

    def rows(self, chosen: NDArray[np.bool_]) -> "Said":
        """Return the chosen rows."""
        return Said(
            texts=tuple(text for text, keep in zip(self.texts, chosen, strict=True) if keep),
            by_rep=self.by_rep[chosen],
            groups=self.groups[chosen],
            exchanges=self.exchanges[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PretendedCalls:
    """For each pretended call: sum of scores and number of pieces, (calls, 2), of the rep and of the buyer."""

    sums: FloatArray
    counts: FloatArray

    def contrast(self, *, damping: float, inertia: float) -> FloatArray:
        """Return (calls,) how much more the rep sounds like a rep than the buyer does."""
        damped = np.where(self.counts > 0, self.sums / np.maximum(self.counts + inertia, 1.0) ** damping, 0.0)
        return np.asarray(damped[:, 0] - damped[:, 1], dtype=np.float64)


def prepare(exchanges: Sequence[Exchange]) -> Said:
    """Return all exchanges in pieces."""
    rows = [
        (piece, float(by_rep), exchange.group, number)
        for number, exchange in enumerate(exchanges)
        for by_rep, text in ((True, exchange.rep), (False, exchange.buyer))
        for piece in pieces_of(text)
    ]
    return Said(
        texts=tuple(row[0] for row in rows),
        by_rep=np.array([row[1] for row in rows]),
        groups=np.array([row[2] for row in rows]),
        exchanges=np.array([row[3] for row in rows], dtype=np.intp),
    )


def fit(said: Said) -> RoleWords:
    """Return a model of all rows, not calibrated yet. Both roles weigh the same.

    Questions are learnt from twice, with and without their mark, since recognition may drop it.
    """
    bare = said.rows(np.array(["?" in text for text in said.texts]))
    texts = (*said.texts, *(text.replace("?", "") for text in bare.texts))
    by_rep = np.concatenate([said.by_rep, bare.by_rep])
    vocabulary = learn_phrases(said.texts)
    weights = _fit_logistic(_matrix(texts, vocabulary), by_rep)
    size = len(vocabulary.phrases)
    return RoleWords(
        vocabulary=vocabulary,
        phrases=weights[:size].astype(np.float32),
        cues=weights[size:-1].astype(np.float32),
        bias=float(weights[-1]),
        slope=1.0,
        damping=0.5,
        inertia=0.0,
    )


def _matrix(texts: Sequence[str], vocabulary: PhraseVocabulary) -> Any:
    """Return scipy-sparse (len(texts), phrases + cues), weighted as RoleWords weighs it."""
    from scipy.sparse import csr_matrix, hstack

    vectors = [vocabulary.vector(text) for text in texts]
    rows = np.concatenate([np.full(len(found), row) for row, (found, _) in enumerate(vectors)])
    columns = np.concatenate([found for found, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    phrases = csr_matrix((PHRASE_WEIGHT * values, (rows, columns)), shape=(len(texts), len(vocabulary.phrases)))
    return hstack([phrases, csr_matrix(np.stack([cue_vector(text) for text in texts]).astype(np.float64))]).tocsr()


def _fit_logistic(features: Any, truth: FloatArray) -> FloatArray:
    """Return weights (features + 1,), the last the bias: L2-penalised logistic regression by L-BFGS from zero."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    share = truth.mean()
    importance = np.where(truth > 0, 0.5 / share, 0.5 / (1 - share))

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        scores = features @ flat[:-1] + flat[-1]
        slope = importance * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - truth)
        value = float((importance * (np.logaddexp(0, scores) - truth * scores)).sum())
        penalty = 0.5 * float((flat[:-1] ** 2).sum()) / LOOSENESS
        return value + penalty, np.append(features.T @ slope + flat[:-1] / LOOSENESS, slope.sum())

    with threadpool_limits(limits=1):
        start = np.zeros(features.shape[1] + 1)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x, dtype=np.float64)


def held_out_scores(said: Said) -> FloatArray:
    """Return (rows,) what models that never saw a row's group say of it."""
    scores = np.zeros(len(said.texts))
    for group in sorted(set(said.groups)):
        apart = said.groups == group
        sys.stderr.write(f"held out: {group}\n")
        scores[apart] = fit(said.rows(~apart)).scores(said.rows(apart).texts)
    return scores


def pretend_calls(said: Said, scores: FloatArray, *, seed: int = SEED) -> PretendedCalls:
    """Return calls put together from the exchanges of one group each, 1 to 16 of them.

    In each call a share of the pieces, up to a quarter, lies under the wrong speaker, as diarization leaves them.
    """
    random = np.random.default_rng(seed)
    sums, counts = [], []
    for group in sorted(set(said.groups)):
        numbers = np.unique(said.exchanges[said.groups == group])
        for _ in range(CALLS_A_GROUP):
            size = int(random.integers(EXCHANGES_A_CALL[0], min(EXCHANGES_A_CALL[1], len(numbers)) + 1))
            rows = np.flatnonzero(np.isin(said.exchanges, random.choice(numbers, size=size, replace=False)))
            misplaced = random.random(len(rows)) < random.uniform(0, MOST_MISPLACED)
            as_rep = (said.by_rep[rows] > 0) != misplaced
            sums.append([scores[rows][as_rep].sum(), scores[rows][~as_rep].sum()])
            counts.append([as_rep.sum(), (~as_rep).sum()])
    return PretendedCalls(sums=np.array(sums, dtype=np.float64), counts=np.array(counts, dtype=np.float64))


def calibrate(words: RoleWords, calls: PretendedCalls) -> tuple[RoleWords, FloatArray]:
    """Return the model with the slope, damping and inertia of least log loss, and (calls,) log-odds of being right."""
    best: tuple[float, float, float, float] | None = None
    for damping in DAMPINGS:
        for inertia in INERTIAS:
            contrast = calls.contrast(damping=damping, inertia=inertia)
            both_ways = np.concatenate([contrast, -contrast])
            slope, _ = fit_platt(both_ways, np.concatenate([np.ones_like(contrast), np.zeros_like(contrast)]))
            loss = float(np.logaddexp(0, -slope * contrast).mean())
            best = min(best or (loss, slope, damping, inertia), (loss, slope, damping, inertia))
    assert best is not None
    _, slope, damping, inertia = best
    return (
        replace(words, slope=slope, damping=damping, inertia=inertia),
        slope * calls.contrast(damping=damping, inertia=inertia),
    )


def reliability(log_odds: FloatArray) -> list[tuple[float, float, int, float]]:
    """Return (from, to, calls, share right) for steps of the confidence in the likelier of the two ways round."""
    confidence = 1 / (1 + np.exp(-np.abs(log_odds)))
    steps = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
    table = []
    for low, high in pairwise(steps):
        inside = (confidence >= low) & (confidence < high if high < 1 else confidence <= 1)
        if inside.any():
            table.append((low, high, int(inside.sum()), float((log_odds[inside] > 0).mean())))
    return table


def train(exchanges: Sequence[Exchange]) -> tuple[RoleWords, dict[str, Any], FloatArray]:
    """Return the calibrated model of everything, held-out figures, and log-odds of the pretended calls."""
    said = prepare(exchanges)
    scores = held_out_scores(said)
    words, log_odds = calibrate(fit(said), pretend_calls(said, scores))
    right = (scores > 0) == (said.by_rep > 0)
    balanced = float(np.mean([right[said.by_rep > 0].mean(), right[said.by_rep == 0].mean()]))
    figures = {
        "pieces": len(said.texts),
        "pieces_right": round(balanced, 3),
        "calls_right": round(float((log_odds > 0).mean()), 3),
    }
    return words, figures, log_odds


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line; prints the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=SMALL_TALKS, help="folder of the bank with one exchange a block")
    parser.add_argument("--exchanges", type=Path, default=EXCHANGES, help="folder of .jsonl files of exchanges")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder for roles.safetensors and roles.json")
    options = parser.parse_args(arguments)
    exchanges = read_exchanges(bank=options.bank, folder=options.exchanges)
    words, figures, log_odds = train(exchanges)
    digest = exchanges_sha256(bank=options.bank, folder=options.exchanges)
    facts = {"texts_sha256": digest, "exchanges": len(exchanges), "held_out": figures}
    save(words, options.out, facts=facts)
    sys.stdout.write(f"{facts}\nslope {words.slope:.3f} damping {words.damping} inertia {words.inertia}\n")
    for name, weight in sorted(zip(CUES, words.cues, strict=True), key=lambda pair: -pair[1]):
        sys.stdout.write(f"{weight:+.2f} {name}\n")
    for low, high, count, share in reliability(log_odds):
        sys.stdout.write(f"said {low:.2f}-{high:.2f}: n={count} right {share:.3f}\n")


if __name__ == "__main__":
    main()
