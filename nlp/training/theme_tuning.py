"""Fine-tuning the encoder of themes: single quotes come to lie by their concern and by its family."""

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nlp.network import CONCERN_DIMENSIONS
from nlp.reading import batched, collate, plain_words
from nlp.tuned import Tuned

WARM_UP = 0.06
LARGEST_GRADIENT = 1.0
# Recognisers write without punctuation and capitals; so is that share of the quotes read.
UNPUNCTUATED = 0.3
# Sharpness of the softmax over cosines with the concerns' directions, and how far from certain the targets are: many
# a quote alone could mean two concerns.
SHARPNESS = 14.0
SMOOTHING = 0.05

# torch is not typed here.
Tensor = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePlan:
    """How long and how fast to learn."""

    passes: int = 1
    rate: float = 8e-4
    heads_rate: float = 2e-3
    batch_pieces: int = 1400
    seed: int = 20_265


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Quotes with the number of the concern of each (n,), which concerns each may voice (n, concerns), and the family
    of each concern (concerns,).
    """

    texts: tuple[str, ...]
    concern: NDArray[np.int64]
    possible: NDArray[np.bool_]
    family: NDArray[np.int64]


def tune_themes(made: Tuned, lesson: Lesson, *, plan: ThemePlan) -> None:
    """Teach a network, in place, concern vectors of single quotes; progress goes to standard error.

    The loss is the cross entropy of the concern plus that of its family, whose probability is the sum over its
    concerns; concerns are directions in the concern space, as in `nlp.training.tuning`.
    """
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    concerns = lesson.possible.shape[1]
    directions = nn.Parameter(torch.randn(concerns, CONCERN_DIMENSIONS) / CONCERN_DIMENSIONS**0.5)
    network = made.network
    learning = [
        value for name, value in network.named_parameters() if name.startswith("encoder.") and value.requires_grad
    ]
    heads = [network.concerns.weight, directions]
    optimiser = torch.optim.AdamW(
        [
            {"params": learning, "lr": plan.rate, "full_rate": plan.rate},
            {"params": heads, "lr": plan.heads_rate, "full_rate": plan.heads_rate},
        ],
        weight_decay=0.01,
    )
    network.train()
    began, gone = time.perf_counter(), 0
    for number in range(1, plan.passes + 1):
        losses = []
        for rows, batch in _batches(made, lesson, plan=plan, chance=chance):
            _set_rate(optimiser, gone / (plan.passes * len(lesson.texts)))
            _, _, vectors = network(batch)
            loss = _loss(vectors, directions, lesson, rows)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*learning, *heads], LARGEST_GRADIENT)
            optimiser.step()
            losses.append(float(loss.detach()))
            gone += len(rows)
            if gone // 1000 != (gone - len(rows)) // 1000:
                sys.stderr.write(f"{gone} quotes: loss {np.mean(losses[-20:]):.3f}, {time.perf_counter() - began:.0f} s\n")
                sys.stderr.flush()
        sys.stderr.write(f"pass {number}: loss {np.mean(losses):.3f}, {time.perf_counter() - began:.0f} s\n")
        sys.stderr.flush()
    network.eval()


def _batches(made: Tuned, lesson: Lesson, *, plan: ThemePlan, chance: random.Random) -> list[tuple[list[int], Any]]:
    stretches = []
    for text in lesson.texts:
        plain = plain_words(text) if chance.random() < UNPUNCTUATED else text
        stretches.append(next(made.reader.stretches([plain or text])))
    lengths = [len(stretch.pieces) + chance.randrange(4) for stretch in stretches]
    groups = list(batched(lengths, most_pieces=plan.batch_pieces))
    chance.shuffle(groups)
    return [(group, collate([stretches[i] for i in group], padding=made.reader.padding)) for group in groups]


def _loss(vectors: Tensor, directions: nn.Parameter, lesson: Lesson, rows: Sequence[int]) -> Tensor:
    scores = SHARPNESS * vectors @ nn.functional.normalize(directions, dim=-1).T
    scores = scores.masked_fill(~torch.from_numpy(lesson.possible[rows]), -1e4)
    wanted = torch.from_numpy(lesson.concern[rows])
    logs = torch.log_softmax(scores, dim=-1)
    own = logs.gather(1, wanted[:, None])[:, 0]
    family = torch.from_numpy(lesson.family)
    relatives = logs.masked_fill(family[None, :] != family[wanted][:, None], -1e4).logsumexp(dim=-1)
    return -((1 - SMOOTHING) * own + relatives.clamp(min=-8.0)).mean()


def _set_rate(optimiser: torch.optim.Optimizer, done: float) -> None:
    """Rise at first, then fall in a line to a fiftieth."""
    share = min(1.0, (done + 1e-3) / WARM_UP) * max(0.02, 1.0 - done)
    for group in optimiser.param_groups:
        group["lr"] = group["full_rate"] * share
