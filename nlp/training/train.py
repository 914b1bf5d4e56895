"""Train the linear heads on the concern bank and write their weights: `python -m nlp.training.train`.

Calibration and thresholds come from whole files of the bank (groups of industries) held out of the fit, each in turn.
Nothing here is random: the same bank gives the same weights.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.encoder import Encoder, MiniLmEncoder
from nlp.features import dense_features
from nlp.heads import CATEGORIES, KINDS, PHRASE_WEIGHT, SHIPPED, FloatArray, Heads, platt, save
from nlp.language import build_language
from nlp.phrases import PhraseVocabulary, learn_phrases
from nlp.training.fit import Targets, best_threshold, f1_score, fit_linear, fit_platt, targets_of
from nlp.training.snippets import BANK, Snippet, bank_sha256, read_bank, read_passages


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """`dense` (n, WIDTH) features, texts, group (file) and targets of every sentence of the bank."""

    dense: NDArray[np.float32]
    texts: tuple[str, ...]
    groups: NDArray[np.str_]
    targets: Targets

    def rows(self, chosen: NDArray[np.bool_]) -> "TrainingSet":
        """Return the chosen rows."""
        texts = tuple(text for text, keep in zip(self.texts, chosen, strict=True) if keep)
        return TrainingSet(
            dense=self.dense[chosen], texts=texts, groups=self.groups[chosen], targets=self.targets.rows(chosen)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """What heads that never saw a sentence's file say of it: kind probabilities (n, kinds), right category or not."""

    probabilities: FloatArray
    truth: NDArray[np.bool_]
    categories_right: NDArray[np.bool_]


def prepare(snippets: tuple[Snippet, ...], *, encoder: Encoder, language: Any) -> TrainingSet:
    """Return the features and targets of all sentences."""
    passages = read_passages(snippets, language=language)
    return TrainingSet(
        dense=dense_features(passages, encoder=encoder),
        texts=tuple(text for snippet in snippets for text in snippet.sentences),
        groups=np.array([snippet.group for snippet in snippets for _ in snippet.sentences]),
        targets=targets_of([labels for snippet in snippets for labels in snippet.labels]),
    )


def fit_heads(training: TrainingSet) -> Heads:
    """Return heads fitted on all rows, not calibrated yet: probabilities are logistic, thresholds one half."""
    vocabulary = learn_phrases(training.texts)
    dense, phrases, bias = fit_linear(
        training.dense.astype(np.float64), _phrase_matrix(training.texts, vocabulary), training.targets
    )
    return Heads(
        vocabulary=vocabulary,
        dense=dense.astype(np.float32),
        phrases=phrases.astype(np.float32),
        bias=bias.astype(np.float32),
        slope=np.ones(len(KINDS)),
        offset=np.zeros(len(KINDS)),
        threshold=np.full(len(KINDS), 0.5),
    )


def _phrase_matrix(texts: Sequence[str], vocabulary: PhraseVocabulary) -> Any:
    """Return scipy-sparse (len(texts), len(vocabulary.phrases)), weighted as Heads.scores weighs it."""
    from scipy.sparse import csr_matrix

    vectors = [vocabulary.vector(text) for text in texts]
    rows = np.concatenate([np.full(len(found), row) for row, (found, _) in enumerate(vectors)])
    columns = np.concatenate([found for found, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    return csr_matrix((PHRASE_WEIGHT * values, (rows, columns)), shape=(len(texts), len(vocabulary.phrases)))


def train(training: TrainingSet) -> tuple[Heads, HeldOut]:
    """Return calibrated heads fitted on everything, and what heads without each file said of it."""
    scores = np.zeros((len(training.texts), len(KINDS) + len(CATEGORIES)))
    for group in sorted(set(training.groups)):
        apart = training.groups == group
        sys.stderr.write(f"held out: {group}\n")
        held = training.rows(apart)
        scores[apart] = fit_heads(training.rows(~apart)).scores(held.dense, list(held.texts))
    kinds = training.targets.kinds
    curves = np.array([fit_platt(scores[:, k], kinds[:, k]) for k in range(len(KINDS))])
    slope, offset = curves[:, 0], curves[:, 1]
    probabilities = platt(scores[:, : len(KINDS)], slope=slope, offset=offset)
    threshold = np.array([best_threshold(probabilities[:, k], kinds[:, k]) for k in range(len(KINDS))])
    objections = training.targets.categories.sum(axis=1) > 0
    guessed = scores[objections][:, len(KINDS) :].argmax(axis=1)
    right = training.targets.categories[objections][np.arange(len(guessed)), guessed] > 0
    heads = replace(fit_heads(training), slope=slope, offset=offset, threshold=threshold)
    return heads, HeldOut(probabilities=probabilities, truth=kinds > 0, categories_right=right)


def summary(heads: Heads, held_out: HeldOut) -> dict[str, Any]:
    """Return F1 a kind, macro F1 and share of right categories on held-out files, as the weights' facts keep them."""
    said = held_out.probabilities >= heads.threshold
    f1 = {kind.value: round(f1_score(said[:, k], held_out.truth[:, k]), 3) for k, kind in enumerate(KINDS)}
    return {
        "f1": f1,
        "macro_f1": round(sum(f1.values()) / len(f1), 3),
        "category_right": round(float(held_out.categories_right.mean()), 3),
    }


def reliability(held_out: HeldOut, *, bins: int = 5) -> list[tuple[float, float, int, float, float]]:
    """Return (from, to, sentences x kinds, mean probability, share true) for equal steps of probability."""
    table = []
    for step in range(bins):
        low, high = step / bins, (step + 1) / bins
        inside = (held_out.probabilities >= low) & (held_out.probabilities < high)
        if inside.any():
            mean, true = held_out.probabilities[inside].mean(), held_out.truth[inside].mean()
            table.append((low, high, int(inside.sum()), float(mean), float(true)))
    return table


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line; prints the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK, help="folder of .jsonl files")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder for heads.safetensors and heads.json")
    options = parser.parse_args(arguments)
    encoder = MiniLmEncoder()
    sys.stderr.write("reading the bank\n")
    training = prepare(read_bank(options.bank), encoder=encoder, language=build_language())
    heads, held_out = train(training)
    facts = {
        "bank_sha256": bank_sha256(options.bank),
        "sentences": len(training.texts),
        "encoder": encoder.provenance.as_dict(),
        "held_out": summary(heads, held_out),
    }
    save(heads, options.out, facts=facts)
    sys.stdout.write(f"{facts}\n")
    for low, high, count, mean, true in reliability(held_out):
        sys.stdout.write(f"said {low:.1f}-{high:.1f}: n={count} mean {mean:.2f} true {true:.2f}\n")


if __name__ == "__main__":
    main()
