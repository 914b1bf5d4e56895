"""How fast and how well searching is: `python -m bench.search unrelated | quality | speed DATABASE --moments N`.

`unrelated` says how alike a concern's name is to sentences that voice other families of concerns (the concern bank):
what the least likeness of an answer was taken from. `quality` asks for concerns of the demo's truth in other words than
its quotes have. `speed` fills a database of synthetic moments (see bench/synthetic.py) with sentences of the concern
bank and made-up vectors, and asks: that tells the time, nothing else. It changes the database: give it a copy.
"""

import argparse
import itertools
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from demo.text_calls.compose import compose
from nlp.concerns import load_concerns
from nlp.encoder import DIMENSIONS, Encoder, MiniLmEncoder
from nlp.search import LEAST_ALIKE
from nlp.themes import theme_encoder
from pipeline.meaning import TeamMeaning
from store.migrate import migrate
from store.moments import MomentFilter
from store.search import Found, SearchFilter, newest_text, search_words
from store.search_words import read_wording
from store.session import Database
from store.windows import Window

# In other words than the quotes: written from the concern's name alone.
ASKED = {
    "easy-to-use": ("simple to learn", "the app is intuitive"),
    "vendor-size": ("the vendor is a small startup", "worried you will not be around in five years"),
    "contract-length": ("worried about lock-in", "being tied down for years"),
    "per-technician-price": ("too expensive per user", "the fee for every seat is a problem"),
    "manual-reporting": ("paperwork done by hand", "wasting hours typing the same thing twice"),
    "happy-with-current-tool": ("satisfied with the software in place", "no reason to switch"),
    "setup-effort": ("too much work to get started", "migration and onboarding effort"),
    "missed-appointments": ("arriving late at customers", "nobody was home on time"),
    "second-visits": ("going back again to finish the repair", "not fixed the first time"),
    "boss-sign-off": ("someone above has to approve", "not the decision maker"),
    "pilot-first": ("wants a trial before buying", "start with a small group"),
    "security-review": ("is our data safe from hackers", "IT compliance concerns"),
    "busy-season": ("bad timing", "call back when things are calmer"),
}
TEXTS = (
    "price",
    "budget approval",
    "contract",
    '"too much"',
    "custom* data",
    "switch -contract",
    "month price",
    "team",
)


def unrelated() -> None:
    """Print how alike names of concerns are to sentences of other families."""
    concerns, encoder = load_concerns(), MiniLmEncoder()
    families = np.array([concern.family for concern in concerns])
    said = [(concern.family, voicing) for concern in concerns for voicing in concern.voicings]
    alike = encoder.encode([c.label for c in concerns]) @ encoder.encode([voicing for _, voicing in said]).T
    others = alike[families[:, None] != np.array([family for family, _ in said])[None]]
    for share in (0.5, 0.9, 0.95, 0.99):
        print(f"{share:.0%} of {others.size:,} unrelated pairs are at most {np.quantile(others, share):.3f} alike")


def quality() -> None:
    """Print how many of the ten likeliest quotes voice the concern that was asked for."""
    truth = [(moment.concern, moment.quote) for call in compose() for moment in call.truth]
    plain = MiniLmEncoder()
    quotes = [quote for _, quote in truth]
    print(f"{len(truth)} quotes, {2 * len(ASKED)} questions")
    encoders: dict[str, Encoder] = {"sentences": plain, "sentences and concerns": theme_encoder(plain)}
    for name, encoder in encoders.items():
        vectors = encoder.encode(quotes)
        hits = {
            concern: [_hits(encoder, vectors, truth, concern, text) for text in asked]
            for concern, asked in ASKED.items()
        }
        least = LEAST_ALIKE if encoder is plain else -1.0
        cosines = vectors @ encoder.encode([text for asked in ASKED.values() for text in asked]).T
        print(f"{name}: recall@10 {np.mean(list(itertools.chain(*hits.values()))):.3f}; by concern", end=" ")
        print({concern: [round(each, 1) for each in found] for concern, found in hits.items()})
        print(f"  answers at {least}: median {np.median((cosines >= least).sum(axis=0)):.0f} of {len(truth)}")


def _hits(
    encoder: Encoder, vectors: np.ndarray, truth: Sequence[tuple[str | None, str]], concern: str, text: str
) -> float:
    cosines = vectors @ encoder.encode([text])[0]
    best = np.argsort(-cosines)[:10]
    there = sum(each == concern for each, _ in truth)
    return sum(truth[at][0] == concern for at in best) / min(10, there)


def speed(path: Path, *, moments: int, questions: int) -> None:
    """Print how long searches take in a database of synthetic moments."""
    database = Database(f"sqlite:///{path}")
    migrate(database)
    began = time.perf_counter()
    _fill(path, moments)
    print(f"{moments:,} moments; words indexed in {time.perf_counter() - began:.0f} s")
    with database.reading() as session:
        newest = newest_text(session)
    windows = {"everywhere": Window(), "one segment": Window(segment="mid-market")}
    for name, window in windows.items():
        where = SearchFilter(only=Found.MOMENT, in_full=True, moments=MomentFilter(window=window))

        def by_words(text: str, where: SearchFilter = where) -> int:
            with database.reading() as session:
                return len(search_words(session, read_wording(text), where, newest=newest, limit=50))

        _timed(f"words, {name}", by_words, questions)
    meaning = TeamMeaning(database, encode=MiniLmEncoder().encode)
    _hold(meaning, newest)
    encode = MiniLmEncoder().encode
    for name, window in windows.items():
        where = SearchFilter(only=Found.MOMENT, in_full=True, moments=MomentFilter(window=window))

        def by_meaning(text: str, where: SearchFilter = where) -> int:
            return len(meaning.search(encode([text])[0], where, limit=200))

        _timed(f"meaning, {name}", by_meaning, questions)


def _timed(name: str, ask: Callable[[str], int], questions: int) -> None:
    took, found = [], 0
    for text in itertools.islice(itertools.cycle(TEXTS), questions):
        began = time.perf_counter()
        found += ask(text) > 0
        took.append(1000 * (time.perf_counter() - began))
    p50, p99 = np.percentile(took, (50, 99))
    print(f"{name}: p50 {p50:.0f} ms, p99 {p99:.0f} ms ({questions} questions, {found} with answers)", flush=True)


def _fill(path: Path, moments: int) -> None:
    said = [voicing for concern in load_concerns() for voicing in concern.voicings]
    rng = random.Random(1)
    with sqlite3.connect(path) as connection:
        connection.create_function("a_quote", 0, lambda: rng.choice(said))
        connection.execute(
            "INSERT OR IGNORE INTO search_texts"
            " (call_id, analysis, key, audience, turn_index, role, start_s, end_s, text)"
            " SELECT call_id, analysis, id, 'all', turn_index, role, start_s, end_s, a_quote() FROM moments LIMIT ?",
            (moments,),
        )
        connection.execute("INSERT OR REPLACE INTO marks (name, value) VALUES ('search_filled', '~')")
    connection.close()


def _hold(meaning: TeamMeaning, newest: int) -> None:
    rng = np.random.default_rng(1)
    middles = rng.normal(size=(500, DIMENSIONS)).astype(np.float32)
    for first in range(1, newest + 1, 20_000):
        numbers = list(range(first, min(first + 20_000, newest + 1)))
        made = middles[rng.integers(0, 500, len(numbers))] + rng.normal(size=(len(numbers), DIMENSIONS)).astype(
            np.float32
        )
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        yes = [True] * len(numbers)
        meaning.index.add(numbers, made, in_full=yes, masked=yes)
    print(f"holds {len(meaning):,} vectors")
    if not meaning.index.is_settled:
        began = time.perf_counter()
        meaning.index.settle()
        print(f"graph of neighbours made in {time.perf_counter() - began:.0f} s, in the background of answers")


def main() -> None:
    """Read what to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("unrelated", "quality", "speed"))
    parser.add_argument("database", type=Path, nargs="?")
    parser.add_argument("--moments", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=120)
    given = parser.parse_args()
    if given.what == "speed":
        speed(given.database, moments=given.moments, questions=given.questions)
    else:
        {"unrelated": unrelated, "quality": quality}[given.what]()


if __name__ == "__main__":
    main()
