"""Train the mining models on the concern bank and write their weights: `python -m nlp.training.train` (make train).

First the linear heads, then the fine-tuned encoder. Thresholds and calibration come from industries kept out of the
teaching; other industries and whole concerns are only measured. The seed is fixed. `--corrections FILE` adds what
people corrected (`talktrack export corrections`), `--continue` starts from the weights in --out instead of the
published model.
"""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlp import heads, tuned
from nlp.reading import Reader
from nlp.training.bank_text import BANK
from nlp.training.calibrating import calibrate, reliability
from nlp.training.examples import truth_of
from nlp.training.measuring import figures, measured, read_all, same_concern
from nlp.training.snippets import Snippet, bank_sha256, read_bank, read_snippets
from nlp.training.split import Split, split
from nlp.training.tuning import Plan, tune
from nlp.tuned import Answers, Calibration, Tuned
from nlp.weights import PUBLISHED, verified_folder

# What people corrected in their own calls is shown more often than a line of the bank.
CORRECTIONS_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A published model and how much of it is changed."""

    name: str = "all-MiniLM-L6-v2"
    first_layer: int = 0
    rank: int = 48


def fine_tune(parts: Split, *, base: Base, plan: Plan, going_on: Path | None = None) -> tuple[Tuned, Calibration]:
    """Return a network taught `parts.teach`, calibrated on `parts.calibrate` (not where that is empty and the network
    goes on from `going_on`, whose calibration it keeps).
    """
    import torch

    from nlp.network import Network, quick_precision

    # What is learnt begins with what chance put there.
    torch.manual_seed(plan.seed)
    if going_on is not None:
        made, calibration = tuned.load(going_on, to_train=True)
    else:
        folder = verified_folder(model=PUBLISHED[base.name])
        network = Network(folder, first_layer=base.first_layer, rank=base.rank, precision=quick_precision())
        made, calibration = Tuned(network, Reader(folder)), None
    tune(made.network, made.reader, parts.teach, plan=plan)
    if parts.calibrate or calibration is None:
        calibration = calibrated(made, parts.calibrate)
    return made, calibration


def calibrated(made: Tuned, snippets: tuple[Snippet, ...]) -> Calibration:
    """Return the calibration of a network from turns it was not taught."""
    truth = truth_of([sentence for snippet in snippets for sentence in snippet.spoken])
    return calibrate(read_all(made, snippets).kinds, truth.kinds, snippets)


def report(made: Tuned, calibration: Calibration, parts: Split) -> dict[str, Any]:
    """Return the figures that the weights' facts keep: industries and concerns not taught, and the rest."""
    answers = read_all(made, parts.test)
    alone = read_all(made, parts.test, in_context=False)
    unseen = read_all(made, parts.unseen_concerns)
    unseen_alone = read_all(made, parts.unseen_concerns, in_context=False)
    of_call = np.array([snippet.of_call for snippet in parts.test for _ in snippet.spoken], dtype=bool)
    calls = tuple(snippet for snippet in parts.test if snippet.of_call)
    truth = truth_of([sentence for snippet in parts.test for sentence in snippet.spoken])
    bins = reliability(calibration.probabilities(answers.kinds), truth.kinds > 0)
    return {
        "unseen industries": measured(answers, calibration, parts.test).as_dict(),
        "unseen industries, whole calls": measured(answers.rows(of_call), calibration, calls).as_dict(),
        "unseen industries, quote alone": measured(alone, calibration, parts.test).as_dict(),
        "unseen concerns": measured(unseen, calibration, parts.unseen_concerns).as_dict(),
        "reliability": [[b.low, b.high, b.count, round(b.said, 3), round(b.true, 3)] for b in bins],
        "concern space": {
            "unseen industries, in context": _concern_space(answers, parts.test),
            "unseen industries, quote alone": _concern_space(alone, parts.test),
            "unseen concerns, in context": _concern_space(unseen, parts.unseen_concerns),
            "unseen concerns, quote alone": _concern_space(unseen_alone, parts.unseen_concerns),
        },
    }


def _concern_space(answers: Answers, part: tuple[Snippet, ...]) -> list[float]:
    """How often the nearest neighbour, and what share of the ten nearest, voice the same concern."""
    concerns = [sentence.concern for snippet in part for sentence in snippet.spoken]
    return [round(share, 3) for share in same_concern(answers.concerns, concerns)]


def train_heads(parts: Split, out: Path, *, facts: dict[str, Any]) -> None:
    """Train the linear heads on the same split and write them."""
    from nlp.encoder import MiniLmEncoder
    from nlp.language import build_language
    from nlp.training.linear import fit_heads, prepare

    encoder, language = MiniLmEncoder(), build_language()
    fitted = fit_heads(prepare(parts.teach, encoder=encoder, language=language))

    def scores(snippets: tuple[Snippet, ...]) -> Any:
        rows = prepare(snippets, encoder=encoder, language=language)
        return fitted.scores(rows.dense, list(rows.texts))

    kinds = len(heads.KINDS)
    truth = truth_of([sentence for snippet in parts.calibrate for sentence in snippet.spoken])
    found = calibrate(scores(parts.calibrate)[:, :kinds], truth.kinds, parts.calibrate)
    fitted = replace(fitted, slope=found.slope, offset=found.offset, threshold=found.threshold)
    held_out = {}
    for name, part in (("unseen industries", parts.test), ("unseen concerns", parts.unseen_concerns)):
        raw = scores(part)
        said = fitted.probabilities(raw) >= fitted.threshold
        held_out[name] = figures(np.asarray(said), raw[:, kinds:].argmax(axis=1), part).as_dict()
    heads.save(fitted, out, facts={**facts, "encoder": encoder.provenance.as_dict(), "held_out": held_out})


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line; prints the figures of what was kept out."""
    options = _options(arguments)
    parts = split(read_bank(options.bank))
    corrections = read_snippets(options.corrections) if options.corrections else ()
    parts = replace(parts, teach=parts.teach + corrections * CORRECTIONS_SHOWN)
    facts = {
        "bank_sha256": bank_sha256(options.bank),
        "sentences": {name: sum(len(s.spoken) for s in getattr(parts, name)) for name in Split.__slots__},
    }
    sys.stderr.write(f"sentences: {facts['sentences']}\n")
    if options.only != "tuned":
        train_heads(parts, options.out, facts=facts)
    if options.only != "heads":
        _train_tuned(parts, options, facts)


def _train_tuned(parts: Split, options: argparse.Namespace, facts: dict[str, Any]) -> None:
    base, plan = Base(), Plan(passes=options.passes)
    going_on = options.out if options.going_on else None
    if going_on is not None:
        before = tuned.read_facts(going_on)
        base = Base(name=before["base"], first_layer=before["first_layer"], rank=before["rank"])
        # Adapters keep what they know only under a gentler rate.
        plan = replace(plan, rate=plan.rate / 4, heads_rate=plan.heads_rate / 4)
    made, calibration = fine_tune(parts, base=base, plan=plan, going_on=going_on)
    described = {"base": base.name, "first_layer": base.first_layer, "rank": base.rank, "plan": _plan(plan), **facts}
    found = report(made, calibration, parts)
    tuned.save(made.network, options.out, calibration=calibration, facts={**described, "measured": found})
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _plan(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in Plan.__slots__}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK, help="folder of .talk files")
    parser.add_argument("--out", type=Path, default=tuned.SHIPPED, help="folder for the weights")
    parser.add_argument("--only", choices=("heads", "tuned"), help="train one of the two")
    parser.add_argument("--corrections", type=Path, help="what people corrected, in the bank's format")
    parser.add_argument("--continue", dest="going_on", action="store_true", help="go on from the weights in --out")
    parser.add_argument("--passes", type=int, default=3, help="times the bank is gone through")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
