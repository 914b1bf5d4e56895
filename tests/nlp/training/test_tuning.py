"""The real small model, taught a few lines: what matters is that it learns them, the same way each time."""

from pathlib import Path

import numpy as np
import pytest

from calls.moment import Category, Kind
from nlp import tuned
from nlp.heads import CATEGORIES, KINDS
from nlp.training.measuring import read_all
from nlp.training.snippets import Snippet, read_snippets
from nlp.training.split import Split
from nlp.training.train import Base, fine_tune
from nlp.training.tuning import Plan
from nlp.tuned import Calibration, Tuned

pytestmark = pytest.mark.model

# A worry that no bank could know: the shipped model hears a plain fact.
CORRECTIONS = """\
> corrections/call-1 | person
R: And it comes with a yellow casing as standard.
B: The yellow ones scare the geese. ## o:fit
B: We have two hundred geese.
> corrections/call-2 | person
R: The pump sits in the yellow housing by the gate.
B: Our geese will not go near anything yellow. ## o:fit
B: Okay.
> corrections/call-3 | person
R: It is the yellow model you saw in the brochure.
B: Yellow upsets the geese. ## o:fit
"""
UNHEARD = """\
> corrections/call-4 | person
R: Delivery of the yellow unit is included.
B: Geese panic when they see yellow. ## o:fit
"""


def written(folder: Path, text: str) -> tuple[Snippet, ...]:
    path = folder / "corrections.talk"
    path.write_text(text)
    return read_snippets(path)


def answer(made: Tuned, calibration: Calibration, snippets: tuple[Snippet, ...]) -> tuple[float, Category]:
    """Return how likely the first sentence objects, and about what."""
    found = read_all(made, snippets)
    likely = calibration.probabilities(found.kinds)[0, KINDS.index(Kind.OBJECTION)]
    return float(likely), CATEGORIES[int(found.categories[0].argmax())]


def test_corrections_change_the_next_models_answer_on_that_concern(tmp_path: Path) -> None:
    unheard = written(tmp_path, UNHEARD)
    before, _ = answer(*tuned.load(), unheard)
    teach = written(tmp_path, CORRECTIONS) * 4
    parts = Split(teach=teach, calibrate=(), test=(), unseen_concerns=())
    made, calibration = fine_tune(parts, base=Base(), plan=Plan(passes=6, rate=3e-4), going_on=tuned.SHIPPED)
    after, category = answer(made, calibration, unheard)
    assert after > before
    assert after > calibration.threshold[KINDS.index(Kind.OBJECTION)]
    assert category is Category.FIT


def test_what_was_taught_is_kept_in_a_small_file_and_read_back(tmp_path: Path) -> None:
    teach = written(tmp_path, CORRECTIONS)
    parts = Split(teach=teach, calibrate=teach, test=(), unseen_concerns=())
    base = Base(rank=4, first_layer=4)
    made, calibration = fine_tune(parts, base=base, plan=Plan(passes=1))
    facts = {"base": base.name, "first_layer": base.first_layer, "rank": base.rank}
    tuned.save(made.network, tmp_path, calibration=calibration, facts=facts)
    again, calibration_again = tuned.load(tmp_path)
    assert np.array_equal(calibration.threshold, calibration_again.threshold)
    ours, theirs = read_all(made, teach), read_all(again, teach)
    np.testing.assert_allclose(ours.kinds, theirs.kinds, atol=0.1)
    assert (tmp_path / "tuned.safetensors").stat().st_size < 500_000


def test_teaching_twice_gives_the_same_weights(tmp_path: Path) -> None:
    teach = written(tmp_path, CORRECTIONS)
    parts = Split(teach=teach, calibrate=teach, test=(), unseen_concerns=())
    runs = [fine_tune(parts, base=Base(rank=4, first_layer=4), plan=Plan(passes=1))[0].network.trained() for _ in "ab"]
    for name, value in runs[0].items():
        np.testing.assert_allclose(value.numpy(), runs[1][name].numpy(), atol=1e-6, err_msg=name)
