"""Fitting linear heads: logistic regression for all outputs at once, calibration, thresholds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.heads import CATEGORIES, KINDS, OUTPUTS, FloatArray

# Inverse strength of the L2 penalty, chosen on held-out files of the bank.
LOOSENESS = 0.3
STEPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """`kinds` (n, kinds) holds 0 or 1; `categories` (n, categories) sums to 1 for objections and 0 for the rest."""

    kinds: FloatArray
    categories: FloatArray

    def rows(self, chosen: NDArray[np.bool_]) -> "Targets":
        """Return the chosen rows."""
        return Targets(kinds=self.kinds[chosen], categories=self.categories[chosen])


def fit_linear(dense: FloatArray, phrases: Any, targets: Targets) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weights (d, OUTPUTS) of `dense` (n, d), (p, OUTPUTS) of scipy-sparse `phrases` (n, p), bias (OUTPUTS,).

    Kinds are independent logistic regressions whose rare class weighs as much as the common one; categories are one
    softmax over the objections. All are minimised together by L-BFGS from zero, so nothing is random.
    """
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    d, width = dense.shape[1], dense.shape[1] + phrases.shape[1]
    importance = _importance(targets)
    phrases_turned = phrases.T.tocsr()

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        weights = flat.reshape(width + 1, OUTPUTS)
        scores = dense @ weights[:d] + phrases @ weights[d:-1] + weights[-1]
        value, slope = _loss_of_scores(scores, targets, importance)
        fitted = np.concatenate([dense.T @ slope, phrases_turned @ slope]) + weights[:-1] / LOOSENESS
        gradient = np.concatenate([fitted, slope.sum(axis=0, keepdims=True)])
        return value + 0.5 * float((weights[:-1] ** 2).sum()) / LOOSENESS, gradient.ravel()

    start = np.zeros((width + 1) * OUTPUTS)
    # The products are small: more threads cost more than they bring, and their number must not change the sums.
    with threadpool_limits(limits=1):
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weights = found.x.reshape(width + 1, OUTPUTS)
    return weights[:d], weights[d:-1], weights[-1]


def _importance(targets: Targets) -> FloatArray:
    """Weight each row of a kind so that its two classes count the same and the mean weight is 1."""
    share = np.clip(targets.kinds.mean(axis=0), 1e-6, 1 - 1e-6)
    return np.asarray(np.where(targets.kinds > 0, 0.5 / share, 0.5 / (1 - share)), dtype=np.float64)


def _loss_of_scores(scores: FloatArray, targets: Targets, importance: FloatArray) -> tuple[float, FloatArray]:
    kinds, categories = scores[:, : len(KINDS)], scores[:, len(KINDS) :]
    value = float((importance * (np.logaddexp(0, kinds) - targets.kinds * kinds)).sum())
    slope_kinds = importance * (1 / (1 + np.exp(-np.clip(kinds, -30, 30))) - targets.kinds)
    shifted = categories - categories.max(axis=1, keepdims=True)
    log_share = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    value -= float((targets.categories * log_share).sum())
    slope_categories = targets.categories.sum(axis=1, keepdims=True) * np.exp(log_share) - targets.categories
    return value, np.concatenate([slope_kinds, slope_categories], axis=1)


def fit_platt(scores: FloatArray, truth: FloatArray) -> tuple[float, float]:
    """Return slope and offset of Platt's logistic for one kind: held-out scores (n,), truth (n,) of 0 and 1.

    Newton's method on the two numbers, with Platt's softened targets so that clean separation stays finite.
    """
    yes, no = float(truth.sum()), float((1 - truth).sum())
    soft = np.where(truth > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    found = np.array([1.0, 0.0])
    for _ in range(50):
        share = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        curvature = design.T @ (design * (share * (1 - share))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, design.T @ (share - soft))
        found = found - np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-8:
            break
    return float(found[0]), float(found[1])


def best_threshold(probabilities: FloatArray, truth: FloatArray) -> float:
    """Return the probability from which saying yes gives the best F1 on held-out rows."""
    order = np.argsort(-probabilities, kind="stable")
    said = probabilities[order]
    right = np.cumsum(truth[order] > 0)
    f1 = 2 * right / (np.arange(1, len(said) + 1) + right[-1])
    # Between equal probabilities nothing can be cut.
    whole = np.append(said[1:] < said[:-1], True)
    return float(said[np.flatnonzero(whole)[f1[whole].argmax()]])


def f1_score(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Return F1 = 2 x both / (said + true), and 0 where nothing is either."""
    total = int(said.sum()) + int(truth.sum())
    return 2 * int((said & truth).sum()) / total if total else 0.0


def targets_of(labels: list[frozenset[Any]]) -> Targets:
    """Return the targets for the labels (nlp.training.snippets.Label) of each sentence."""
    kinds = np.array([[any(label.kind is kind for label in row) for kind in KINDS] for row in labels], dtype=np.float64)
    given = np.array([[any(x.category is c for x in row) for c in CATEGORIES] for row in labels], dtype=np.float64)
    return Targets(kinds=kinds, categories=given / np.maximum(1.0, given.sum(axis=1, keepdims=True)))
