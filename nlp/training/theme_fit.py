"""Learning which concern a theme vector voices: a softmax over the concerns that are possible for a kind."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from nlp.encoder import Vectors

# Strength of the squared penalty a taught row, and how much longer the rows are made: the softmax can be sharp then
# without large weights.
PENALTY, SCALE = 10.0, 11.0
STEPS = 25

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """The number of the concern of each of n quotes (n,), which concerns each may voice (n, concerns), and the family
    of each concern (concerns,).
    """

    concern: NDArray[np.int64]
    possible: NDArray[np.bool_]
    family: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """`weight` (512, concerns) and `bias` (concerns,)."""

    weight: Floats
    bias: Floats

    def sharper(self, factor: float) -> "Fitted":
        """Return the same order of concerns with probabilities nearer to 0 and 1 (nearer to each other below 1)."""
        return replace(self, weight=self.weight * np.float32(factor), bias=self.bias * np.float32(factor))


def fit(vectors: Vectors, lesson: Lesson, *, steps: int = STEPS) -> Fitted:
    """Return the softmax that explains the lesson's concerns and their families best, by L-BFGS from zero."""
    rows = torch.from_numpy(vectors * np.float32(SCALE))
    wanted, family = torch.from_numpy(lesson.concern), torch.from_numpy(lesson.family)
    masked = ~torch.from_numpy(lesson.possible)
    others = family[None, :] != family[wanted][:, None]
    weight = torch.zeros(vectors.shape[1], lesson.possible.shape[1], requires_grad=True)
    bias = torch.zeros(lesson.possible.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=steps, history_size=8, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logs = torch.log_softmax((rows @ weight + bias).masked_fill(masked, -1e4), dim=-1)
        own = logs.gather(1, wanted[:, None]).mean()
        relatives = logs.masked_fill(others, -1e4).logsumexp(dim=-1).mean()
        value = -(own + relatives) / 2 + PENALTY / len(rows) * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return Fitted(weight=weight.detach().numpy() * np.float32(SCALE), bias=bias.detach().numpy())
