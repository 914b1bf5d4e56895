"""Fine-tuning: the network's adapters and heads learn kinds, categories and concerns together."""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from nlp.network import CONCERN_DIMENSIONS, Network
from nlp.reading import Reader, batched, collate
from nlp.training.examples import Example, Truth, pass_over, truth_of
from nlp.training.snippets import Snippet

# A kind is rare among sentences: finding it counts more than leaving it out.
FOUND_COUNTS = 2.0
CATEGORY_WEIGHT = 1.0
CONCERN_WEIGHT = 0.7
# Sharpness of the softmax over cosines with the concerns' directions.
CONCERN_SHARPNESS = 12.0
WARM_UP = 0.06
LARGEST_GRADIENT = 1.0

# torch is not typed here.
Tensor = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast to learn: passes over everything, then over whole conversations alone.

    `batch_pieces` word pieces are learnt from at a time; `rate` is the adapters'.
    """

    passes: int = 3
    closing_passes: int = 1
    rate: float = 1e-3
    heads_rate: float = 1e-3
    batch_pieces: int = 1600
    seed: int = 20_261


def number_concerns(snippets: Sequence[Snippet], *, at_least: int = 5) -> dict[str, int]:
    """Return a number for each concern voiced at least so often, in order of name."""
    counts: dict[str, int] = {}
    for snippet in snippets:
        for sentence in snippet.spoken:
            if sentence.concern:
                counts[sentence.concern] = counts.get(sentence.concern, 0) + 1
    return {name: i for i, name in enumerate(sorted(name for name, count in counts.items() if count >= at_least))}


def tune(network: Network, reader: Reader, snippets: Sequence[Snippet], *, plan: Plan) -> dict[str, Tensor]:
    """Teach the network the snippets in place; progress goes to standard error.

    Returns the direction of each concern in the concern space, (128,) of unit length by name. Concerns are learnt by a
    softmax over cosines with one direction each (Movshovitz-Attias et al. 2017, "No fuss distance metric learning using
    proxies"). The seed fixes everything that is random; sums differ in the last places between machines.
    """
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    concerns = number_concerns(snippets)
    directions = nn.Parameter(torch.randn(max(1, len(concerns)), CONCERN_DIMENSIONS) / CONCERN_DIMENSIONS**0.5)
    optimiser = _optimiser(network, directions, plan)
    network.train()
    began = time.perf_counter()
    rounds = _rounds(snippets, plan)
    size, gone = sum(map(len, rounds)), 0
    for number, taught in enumerate(rounds, start=1):
        groups = list(_groups(pass_over(taught, reader, chance=chance), plan, chance))
        losses = []
        for place, group in enumerate(groups):
            _set_rate(optimiser, (gone + len(taught) * place / len(groups)) / size)
            losses.append(_step(network, directions, optimiser, group, padding=reader.padding, concerns=concerns))
        gone += len(taught)
        seconds = time.perf_counter() - began
        sys.stderr.write(f"pass {number} of {len(rounds)}: loss {np.mean(losses):.3f}, {seconds:.0f} s\n")
    network.eval()
    unit = nn.functional.normalize(directions.detach(), dim=-1)
    return {name: unit[i] for name, i in concerns.items()}


def _rounds(snippets: Sequence[Snippet], plan: Plan) -> list[Sequence[Snippet]]:
    """Everything so often, then conversations alone: what is learnt last knows how rare labels are in life."""
    conversations = [snippet for snippet in snippets if snippet.of_call]
    return [snippets] * plan.passes + ([conversations] * plan.closing_passes if conversations else [])


def _optimiser(network: Network, directions: nn.Parameter, plan: Plan) -> torch.optim.Optimizer:
    named = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    inside = [value for name, value in named if name.startswith("encoder.")]
    heads = [value for name, value in named if not name.startswith("encoder.")]
    return torch.optim.AdamW(
        [
            {"params": inside, "lr": plan.rate, "full_rate": plan.rate},
            {"params": [*heads, directions], "lr": plan.heads_rate, "full_rate": plan.heads_rate},
        ],
        weight_decay=0.01,
    )


def _groups(examples: list[Example], plan: Plan, chance: random.Random) -> Iterator[list[Example]]:
    """Groups of like length, in any order; what is grouped together differs by pass."""
    chance.shuffle(examples)
    # A little noise on the lengths mixes neighbours without much padding.
    lengths = [len(example.stretch.pieces) + chance.randrange(8) for example in examples]
    groups = list(batched(lengths, most_pieces=plan.batch_pieces))
    chance.shuffle(groups)
    for group in groups:
        yield [examples[i] for i in group]


def _set_rate(optimiser: torch.optim.Optimizer, done: float) -> None:
    """Rise at first, then fall in a line to a fiftieth."""
    share = min(1.0, (done + 1e-3) / WARM_UP) * max(0.02, 1.0 - done)
    for group in optimiser.param_groups:
        group["lr"] = group["full_rate"] * share


def _step(
    network: Network,
    directions: nn.Parameter,
    optimiser: torch.optim.Optimizer,
    group: list[Example],
    *,
    padding: int,
    concerns: dict[str, int],
) -> float:
    truth = truth_of([sentence for example in group for sentence in example.spoken], concerns=concerns)
    kinds, categories, vectors = network(collate([example.stretch for example in group], padding=padding))
    loss = _loss(kinds, categories, truth) + CONCERN_WEIGHT * _concern_loss(vectors, directions, truth)
    optimiser.zero_grad()
    loss.backward()
    learning = [value for group in optimiser.param_groups for value in group["params"]]
    nn.utils.clip_grad_norm_(learning, LARGEST_GRADIENT)
    optimiser.step()
    return float(loss.detach())


def _loss(kinds: Tensor, categories: Tensor, truth: Truth) -> Tensor:
    counts = torch.full((kinds.shape[1],), FOUND_COUNTS)
    of_kinds = nn.functional.binary_cross_entropy_with_logits(
        kinds, torch.from_numpy(truth.kinds), pos_weight=counts, reduction="none"
    )
    wanted = torch.from_numpy(truth.categories)
    of_categories = -(wanted * torch.log_softmax(categories, dim=-1)).sum() / wanted.sum().clamp(min=1)
    return of_kinds.sum(dim=-1).mean() + CATEGORY_WEIGHT * of_categories


def _concern_loss(vectors: Tensor, directions: nn.Parameter, truth: Truth) -> Tensor:
    named = torch.from_numpy(truth.concerns >= 0)
    if not bool(named.any()):
        return vectors.sum() * 0.0
    cosines = vectors[named] @ nn.functional.normalize(directions, dim=-1).T
    numbers = torch.from_numpy(truth.concerns)[named]
    return nn.functional.cross_entropy(CONCERN_SHARPNESS * cosines, numbers)
