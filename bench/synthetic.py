"""A synthetic store of any size, the same for the same seed: calls, accounts, moments, vectors, themes, placements.

`python -m bench.synthetic FOLDER|postgresql://… [--moments 1000000] [--vectors]` fills an empty database. Twenty
moments a call, three calls in ten of an account of their own, ten teams of eight reps (the team stands in the rep's
name), 300 themes as common as one another's rank, two years. Rows go in by the thousand past the store's own functions;
what is counted is then counted by `store.rollups.rebuild`, as everywhere.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from calls.analysis import fingerprint
from calls.moment import Kind
from calls.provenance import Provenance
from store.migrate import migrate
from store.rollups import rebuild
from store.session import Database

MADE_BY = Provenance(name="synthetic", version="1")
START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 730
TEAMS = 10
REPS = tuple(f"Team {team + 1}: rep {rep + 1}" for team in range(TEAMS) for rep in range(8))
SEGMENTS = ("enterprise", "mid-market", "smb")
STAGES = ("discovery", "evaluation", "proposal", "negotiation")
OUTCOMES = ("won", "lost", "open")
SOURCES = ("web", "referral", "event", "partner", "outbound")
COMPETITORS = tuple(f"Competitor {number + 1}" for number in range(12))
WIDTH = 384
_CALLS_AT_ONCE = 2_000
# How far a quote lies from the middle of its theme: the length of the noise beside a unit vector. It makes the mean
# cosine of two quotes of a theme 0.5.
_SPREAD = 1.0
_PLACED = 0.85
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is, and the seed it is drawn from."""

    moments: int = 1_000_000
    themes: int = 300
    moments_a_call: int = 20
    seed: int = 5
    vectors: bool = False

    @property
    def calls(self) -> int:
        """How many calls hold the moments."""
        return max(1, self.moments // self.moments_a_call)

    @property
    def accounts(self) -> int:
        """How many accounts the calls are of."""
        return max(1, self.calls * 3 // 10)

    def kind(self, theme: int) -> Kind:
        """Return the kind of a theme."""
        kinds = tuple(Kind)
        return kinds[theme % len(kinds)]

    def theme_id(self, theme: int) -> str:
        """Return the id of a theme."""
        return f"th_{theme:012x}"


@dataclass(frozen=True)
class Part:
    """Some calls in a row and their moments.

    `started_s` (calls,) counts from START; `themes` (moments,) says what each is of, `placed` whether it is in it.
    """

    first_call: int
    started_s: NDArray[np.int64]
    accounts: NDArray[np.int64]
    values: dict[str, NDArray[np.int64]]
    themes: NDArray[np.int64]
    placed: NDArray[np.bool_]
    competitors: NDArray[np.int64] = field(repr=False)


def centres(size: Size) -> NDArray[np.float32]:
    """Return the middle of each theme: unit rows (themes, WIDTH), near none of the others."""
    return _unit(np.random.default_rng(size.seed).standard_normal((size.themes, WIDTH), dtype=np.float32))


def around(themes: NDArray[np.int64], middles: NDArray[np.float32], *, seed: Sequence[int]) -> NDArray[np.float32]:
    """Return unit vectors (len(themes), WIDTH), each near the middle of its theme."""
    noise = np.random.default_rng(seed).standard_normal((len(themes), WIDTH), dtype=np.float32)
    return _unit(middles[themes] + noise * np.float32(_SPREAD / np.sqrt(WIDTH)))


def parts(size: Size) -> Iterator[Part]:
    """Draw calls with their moments, some thousand at a time."""
    rank = 1.0 / np.arange(3, size.themes + 3)
    common = np.cumsum(rank / rank.sum())
    for first in range(0, size.calls, _CALLS_AT_ONCE):
        n = min(_CALLS_AT_ONCE, size.calls - first)
        drawn = np.random.default_rng([size.seed, first])
        moments = n * size.moments_a_call
        yield Part(
            first_call=first,
            started_s=drawn.integers(0, DAYS * 86_400, n),
            accounts=drawn.integers(0, size.accounts, n),
            values={
                name: drawn.integers(0, len(of), n)
                for name, of in (("segment", SEGMENTS), ("stage", STAGES), ("outcome", OUTCOMES), ("source", SOURCES),
                                 ("rep", REPS))
            },
            themes=np.searchsorted(common, drawn.random(moments)).clip(0, size.themes - 1),
            placed=drawn.random(moments) < _PLACED,
            competitors=drawn.integers(0, len(COMPETITORS), moments),
        )  # fmt: skip


def vectors(size: Size) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return all vectors (moments, WIDTH) and the theme of each (moments,)."""
    middles = centres(size)
    found = np.empty((size.calls * size.moments_a_call, WIDTH), dtype=np.float32)
    themes, done = [], 0
    for part in parts(size):
        found[done : done + len(part.themes)] = around(part.themes, middles, seed=[size.seed, part.first_call, 1])
        themes.append(part.themes)
        done += len(part.themes)
    return found, np.concatenate(themes)


def fill(database: Database, size: Size) -> dict[str, float]:
    """Fill an empty, migrated database; return the seconds that inserting and counting took."""
    began = time.perf_counter()
    with _Bulk(database.engine) as bulk:
        _frame(bulk, size)
        middles = centres(size)
        for part in parts(size):
            _calls(bulk, part)
            _moments(bulk, part, size, middles)
    inserted = time.perf_counter()
    with database.transaction() as session:
        rebuild(session)
    counted = time.perf_counter()
    if database.engine.dialect.name == "postgresql":
        # It does so by itself in time; SQLite is never told to, so it is not here.
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    return {"insert_s": inserted - began, "rebuild_s": counted - inserted}


class _Bulk:
    """Rows into tables by COPY or executemany, in one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.raw_connection()
        self._copies = engine.dialect.name == "postgresql"
        self._cursor: Any = self._connection.cursor()
        if not self._copies:
            self._cursor.execute("BEGIN IMMEDIATE")

    def __enter__(self) -> "_Bulk":
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        if kind is None:
            self._connection.commit()
        else:
            self._connection.rollback()
        self._connection.close()

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        names = ", ".join(columns)
        if self._copies:
            with self._cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(columns))
        plain = [tuple(_sqlite(value) for value in row) for row in rows]
        self._cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)


def _sqlite(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _frame(bulk: _Bulk, size: Size) -> None:
    made_by = json.dumps([MADE_BY.as_dict()])
    analysis = (1, fingerprint((MADE_BY,)), made_by, "current", _NOW, _NOW)
    bulk.insert(
        "analyses", ("number", "fingerprint", "provenance", "state", "created_at", "made_current_at"), [analysis]
    )
    accounts = [(f"ac_{number:016x}", f"Account {number + 1}") for number in range(size.accounts)]
    bulk.insert("accounts", ("id", "name"), accounts)
    columns = ("id", "kind", "label", "keywords", "state", "provenance", "pinned", "label_by", "accepted_at",
               "created_at", "updated_at")  # fmt: skip
    rest = (json.dumps(["a", "b"]), "accepted", json.dumps(MADE_BY.as_dict()), False, "person", _NOW, _NOW, _NOW)
    themes = range(size.themes)
    bulk.insert(
        "themes", columns, [(size.theme_id(t), size.kind(t).value, f"synthetic theme {t + 1}", *rest) for t in themes]
    )
    middles = centres(size)
    anchors = [(1, size.theme_id(t), middles[t].astype("<f4").tobytes(), 100) for t in themes]
    bulk.insert("theme_anchors", ("analysis", "theme_id", "vector", "n"), anchors)


def _calls(bulk: _Bulk, part: Part) -> None:
    columns = ("id", "sha256", "filename", "size_bytes", "medium", "title", "started_at", "account_id", "parties",
               "channel_roles", "stage", "outcome", "segment", "lead_source", "state", "progress", "warnings", "run",
               "analysed", "created_at", "updated_at")  # fmt: skip
    rows, went = [], []
    chosen = {name: values.tolist() for name, values in part.values.items()}
    for i, (started_s, account) in enumerate(zip(part.started_s.tolist(), part.accounts.tolist(), strict=True)):
        number = part.first_call + i
        call_id, started = f"ca_{number:016x}", START + timedelta(seconds=started_s)
        parties = json.dumps([{"name": REPS[chosen["rep"][i]], "role": "rep"}, {"name": "Buyer", "role": "buyer"}])
        rows.append(
            (call_id, f"{number:064x}", "call.txt", 1, "text", f"Call {number + 1}", started, f"ac_{account:016x}",
             parties, "[]", STAGES[chosen["stage"][i]], OUTCOMES[chosen["outcome"][i]],
             SEGMENTS[chosen["segment"][i]], SOURCES[chosen["source"][i]], "ready", 1.0, "[]", 1, True, _NOW, _NOW)
        )  # fmt: skip
        went.append((1, call_id, True, _NOW))
    bulk.insert("calls", columns, rows)
    bulk.insert("call_analyses", ("analysis", "call_id", "analysed", "created_at"), went)


def _moments(bulk: _Bulk, part: Part, size: Size, middles: NDArray[np.float32]) -> None:
    columns = ("analysis", "id", "call_id", "turn_index", "kind", "quote", "role", "score", "provenance", "vector",
               "competitor", "created_at")  # fmt: skip
    lying = around(part.themes, middles, seed=[size.seed, part.first_call, 1]) if size.vectors else None
    made_by = json.dumps(MADE_BY.as_dict())
    rows, placements = [], []
    first = part.first_call * size.moments_a_call
    for i, (theme, placed) in enumerate(zip(part.themes.tolist(), part.placed.tolist(), strict=True)):
        call, turn = divmod(i, size.moments_a_call)
        kind, moment_id = size.kind(theme), f"mo_{first + i:020x}"
        competitor = COMPETITORS[part.competitors[i]] if kind is Kind.COMPETITOR else None
        vector = lying[i].astype("<f4").tobytes() if lying is not None else b""
        rows.append(
            (1, moment_id, f"ca_{part.first_call + call:016x}", turn, kind.value, f"what was said of theme {theme + 1}",
             "buyer", 0.9, made_by, vector, competitor, _NOW)
        )  # fmt: skip
        if placed:
            placements.append((1, moment_id, size.theme_id(theme), "software", "synthetic", _NOW))
    bulk.insert("moments", columns, rows)
    names = ("analysis", "moment_id", "theme_id", "placed_by", "maker", "created_at")
    bulk.insert("placements", names, placements)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill a database and print how long it took as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("where", help="a data folder (SQLite), or the address of an empty PostgreSQL database")
    parser.add_argument("--moments", type=int, default=1_000_000)
    parser.add_argument("--vectors", action="store_true", help="keep the vectors, too: 1.5 kB a moment")
    options = parser.parse_args(arguments)
    database = Database(address(options.where))
    migrate(database)
    taken = fill(database, Size(moments=options.moments, vectors=options.vectors))
    database.close()
    sys.stdout.write(json.dumps({"moments": options.moments, **{k: round(v, 1) for k, v in taken.items()}}) + "\n")


def address(where: str) -> str:
    """Return the address of the application's database in a data folder, or of a PostgreSQL one."""
    from store.settings import StoreSettings

    if where.startswith("postgres"):
        return StoreSettings(database_url=where).app_url
    return StoreSettings(data_dir=Path(where), database_url=None).app_url


if __name__ == "__main__":
    main()
