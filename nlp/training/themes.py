"""Train what themes are formed by and write its weights: `python -m nlp.training.themes` (make train).

A softmax learns, from single quotes of the concern bank and of the catalogue, which concern a theme vector voices; a
family is as likely as its concerns together. Thresholds come from industries kept out of the teaching, figures from
others. Nothing is random. The vectors are the mining encoder's, so that is trained first.
"""

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calls.moment import Kind
from nlp.concerns import CATALOGUE, Concern, load_concerns
from nlp.encoder import MiniLmEncoder, Vectors
from nlp.themes.encoder import SHIPPED, read_facts, theme_encoder
from nlp.themes.families import Families, save_families
from nlp.training.bank_text import BANK
from nlp.training.snippets import bank_sha256, read_bank
from nlp.training.split import CALIBRATION_INDUSTRIES, TEST_INDUSTRIES
from nlp.training.theme_calibrating import (
    Pool,
    agreement_of,
    best_assign,
    best_places,
    best_sharpness,
    closeness_to_themes,
    families_with,
    pool_of,
)
from nlp.training.theme_fit import Fitted, Lesson, fit
from nlp.training.theme_measuring import DRAWN
from nlp.training.theme_texts import Wording, allowed, kinds_of_concerns, read_wordings


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything there is to learn from and to measure on."""

    concerns: tuple[Concern, ...]
    kinds: Mapping[str, frozenset[Kind]]
    wordings: tuple[Wording, ...]

    def taught(self) -> list[int]:
        """Return the positions of what is taught."""
        return [i for i, wording in enumerate(self.wordings) if not wording.is_kept_out]

    def of(self, industries: frozenset[str]) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        """Return the positions of the wordings of some industries."""
        return np.array([i for i, wording in enumerate(self.wordings) if wording.industry in industries], dtype=np.intp)


def read_material(bank: Path = BANK) -> Material:
    """Return the bank and the catalogue as wordings of concerns."""
    concerns = load_concerns()
    wordings = read_wordings(read_bank(bank), concerns)
    return Material(concerns=concerns, kinds=kinds_of_concerns(concerns, wordings), wordings=wordings)


def lesson_of(material: Material, rows: Sequence[int]) -> Lesson:
    """Return what is learnt from the wordings `rows`."""
    number = {concern.id: i for i, concern in enumerate(material.concerns)}
    families = list(dict.fromkeys(concern.family for concern in material.concerns))
    wordings = [material.wordings[i] for i in rows]
    concern = np.array([number[wording.concern] for wording in wordings], dtype=np.int64)
    possible = allowed([w.kinds for w in wordings], [material.kinds[c.id] for c in material.concerns])
    possible[np.arange(len(concern)), concern] = True
    return Lesson(
        concern=concern,
        possible=possible,
        family=np.array([families.index(c.family) for c in material.concerns], dtype=np.int64),
    )


def calibrated(fitted: Fitted, material: Material, pool: Pool) -> Families:
    """Return families as sharp as they should be, with thresholds set on a pool not learnt from."""
    sharpness = best_sharpness(fitted, material.concerns, material.kinds, pool)
    families = families_with(
        fitted.sharper(sharpness),
        material.concerns,
        material.kinds,
        sharpness=sharpness,
        place=0.0,
        join=0.0,
        assign=1.0,
    )
    place, join = best_places(families, pool)
    near, right = zip(*(closeness_to_themes(families, pool, kind) for kind in DRAWN), strict=True)
    least = best_assign(np.concatenate(near), np.concatenate(right))
    return families.with_facts(place=place, join=join, assign=round(least, 4))


def measured(families: Families, pool: Pool) -> dict[str, Any]:
    """Return the figures on a pool that nothing was learnt from or set by."""
    figures: dict[str, Any] = {}
    for kind, rows in pool.positions.items():
        likely = families.likely(pool.vectors[rows], kind)
        names = list(dict.fromkeys(concern.family for concern in families.concerns))
        right = [names[f] == pool.families[i] for f, i in zip(likely.family, rows, strict=True)]
        found = agreement_of(families, pool, kind)
        near, own = closeness_to_themes(families, pool, kind, seed=2)
        taken = near >= float(families.facts["assign"])
        figures[kind.value] = {
            "wordings": len(rows),
            "family right": round(float(np.mean(right)), 3),
            "b_cubed": [round(x, 3) for x in (found.precision, found.recall, found.f1)],
            "placed": round(found.placed, 3),
            "assigned": round(float(taken.mean()), 3),
            "assigned wrong": round(float((~own[taken]).mean()) if taken.any() else 0.0, 3),
        }
    return figures


def teach_families(material: Material, vectors: Vectors, out: Path, *, bank: Path) -> dict[str, Any]:
    """Fit, calibrate and measure the families, write them, and return the figures."""
    taught = material.taught()
    fitted = fit(vectors[taught], lesson_of(material, taught))
    pools = [
        pool_of(material.wordings, vectors, material.concerns, material.of(industries))
        for industries in (CALIBRATION_INDUSTRIES, TEST_INDUSTRIES)
    ]
    families = calibrated(fitted, material, pools[0])
    figures = measured(families, pools[1])
    facts = {
        **families.facts,
        "wordings": len(taught),
        "measured": figures,
        "encoder_sha256": read_facts()["weights_sha256"],
        **_sources(bank),
    }
    kinds = [material.kinds[concern.id] for concern in material.concerns]
    save_families(families.with_facts(**facts), out, kinds=kinds)
    return figures


def _sources(bank: Path) -> dict[str, str]:
    return {
        "bank_sha256": bank_sha256(bank),
        "catalogue_sha256": hashlib.sha256(CATALOGUE.read_bytes()).hexdigest(),
    }


def main(arguments: list[str] | None = None) -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args(arguments)
    material = read_material(options.bank)
    vectors = theme_encoder(MiniLmEncoder()).encode([wording.text for wording in material.wordings])
    for kind, figures in teach_families(material, vectors, options.out, bank=options.bank).items():
        sys.stdout.write(f"{kind}: {figures}\n")


if __name__ == "__main__":
    main()
