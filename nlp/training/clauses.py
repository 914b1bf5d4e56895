"""Teach spaCy's sentence recognizer where speech without punctuation begins anew: `python -m nlp.training.clauses`.

The bank's turns, whose sentences are told line by line, are put one after the other as a recognizer would write them:
in small letters, without marks. What is learnt is written beside the other weights. The seed is fixed.
"""

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from calls.transcript import Role
from nlp import clauses
from nlp.reading import plain_words
from nlp.training.bank_text import BANK, Block, read_blocks
from nlp.training.snippets import bank_files, bank_sha256

SEED = 7
# Every such file is kept out of the teaching and measured.
KEPT_OUT_EVERY = 12
MOST_SENTENCES = 7
BATCH_STRETCHES = 8

LONGEST_UNMARKED = 14
# Log-odds by which the taught component leans towards a boundary: half-learnt, it is too shy. Chosen on the tuning part
# of bench/sentences/stretches.txt.
LEAN = 0.8

Told = tuple[str, ...]

_MARK = re.compile(r"(?<=[.?!…])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9])")


def said_in(block: Block) -> Iterator[list[str]]:
    """Yield the sentences of the buyer and those of the rep of one block, each in order."""
    for role in (Role.BUYER, Role.REP):
        lines = [s.text for turn in block.turns if turn.role is role for s in turn.sentences]
        yield [text for line in lines if _is_told(line) for text in _MARK.split(line)]


def _is_told(line: str) -> bool:
    """A long line without a mark at its end was written as a recognizer does, and its sentences are not told."""
    return line.rstrip('"”’) ').endswith((".", "?", "!", "…")) or len(line.split()) <= LONGEST_UNMARKED


def stretches(sentences: Sequence[str], generator: random.Random) -> Iterator[Told]:
    """Yield runs of one to MOST_SENTENCES sentences as recognizers write them; now and then with a capital kept."""
    position = 0
    while position < len(sentences):
        size = generator.randint(1, MOST_SENTENCES)
        run = sentences[position : position + size]
        keep_case = generator.random() < 0.2
        told = tuple(_cased(text) if keep_case else plain_words(text) for text in run)
        yield tuple(text for text in told if text)
        position += size


def _cased(text: str) -> str:
    """Return a sentence without marks whose names keep their capitals, as some recognizers write."""
    words = [word.strip('.,!?;:"“”()…—-') for word in text.replace("’", "'").split()]
    words = [word for word in words if word]
    if words and not words[0].startswith(("I'", "I ")) and words[0] != "I":
        words[0] = words[0][0].lower() + words[0][1:]
    return " ".join(words)


def example(language: Any, told: Told) -> Any:
    """Return a spaCy Example of a stretch with its true sentence starts."""
    from spacy.tokens import Doc
    from spacy.training import Example

    doc = language.make_doc(" ".join(told))
    starts, position = set(), 0
    for text in told:
        starts.add(position)
        position += len(text) + 1
    truth = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        sent_starts=[token.idx in starts for token in doc],
    )
    return Example(doc, truth)


def read_told(folder: Path, *, kept_out: bool) -> list[list[str]]:
    """Return the sentences of every speaker of every block of the files taught (or of those kept out)."""
    files = [p for i, p in enumerate(bank_files(folder)) if (i % KEPT_OUT_EVERY == KEPT_OUT_EVERY - 1) == kept_out]
    return [said for path in files for block in read_blocks(path) for said in said_in(block)]


def teach(told: Sequence[Sequence[str]], *, passes: int) -> Any:
    """Return a pipeline whose only component `clause_boundaries` was taught on these sentences."""
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(SEED)
    generator = random.Random(SEED)
    language = clauses.bare_language()
    language.add_pipe("senter", name=clauses.NAME, config=clauses.CONFIG)
    first = [example(language, run) for said in told[:50] for run in stretches(said, generator) if run]
    # The published vocabulary has its own table of norms; spaCy would fetch another from a package we do not need.
    language.config["initialize"]["lookups"] = None
    optimizer = language.initialize(lambda: first)
    for number in range(passes):
        joined = _shuffled(told, generator)
        examples = [example(language, run) for run in stretches(joined, generator) if run]
        generator.shuffle(examples)
        losses: dict[str, float] = {}
        optimizer.learn_rate = 0.002 * (1 - number / passes)
        for batch in minibatch(examples, BATCH_STRETCHES):
            language.update(batch, sgd=optimizer, losses=losses, drop=0.15)
        sys.stderr.write(f"pass {number + 1} of {passes}: loss {losses[clauses.NAME]:.0f}\n")
    return language


def lean(language: Any) -> None:
    """Let the taught component put a boundary where it is nearly sure of one, LEAN log-odds earlier."""
    component = language.get_pipe(clauses.NAME)
    (output,) = (node for node in component.model.walk() if node.name == "softmax")
    bias = output.get_param("b").copy()
    bias[list(component.labels).index("S")] += LEAN
    output.set_param("b", bias)


def _shuffled(told: Sequence[Sequence[str]], generator: random.Random) -> list[str]:
    order = list(told)
    generator.shuffle(order)
    return [text for said in order for text in said]


def measure(language: Any, told: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return precision, recall and F1 of sentence starts within stretches."""
    generator = random.Random(SEED)
    examples = [example(language, run) for said in told for run in stretches(said, generator) if run]
    right = found = true = 0
    for one in examples:
        doc = language(one.predicted)
        said = {token.i for token in doc[1:] if token.is_sent_start}
        meant = {token.i for token in one.reference[1:] if token.is_sent_start}
        right, found, true = right + len(said & meant), found + len(said), true + len(meant)
    precision, recall = right / max(1, found), right / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3), "boundaries": true}


def main(arguments: list[str] | None = None) -> None:
    """Teach from the command line and print the figures of the files kept out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=BANK)
    parser.add_argument("--out", type=Path, default=clauses.SHIPPED)
    parser.add_argument("--passes", type=int, default=4)
    options = parser.parse_args(arguments)
    language = teach(read_told(options.bank, kept_out=False), passes=options.passes)
    measured = measure(language, read_told(options.bank, kept_out=True))
    lean(language)
    facts = {
        "bank_sha256": bank_sha256(options.bank),
        "passes": options.passes,
        "lean": LEAN,
        "files kept out, before leaning": measured,
    }
    clauses.save(language.get_pipe(clauses.NAME), options.out, facts=facts)
    sys.stdout.write(f"{measured}\n")


if __name__ == "__main__":
    main()
