"""Imports that are to go without torch, where nothing of it is used.

spaCy's thinc and Presidio take torch and transformers up at once where they are installed, for components that this
product has none of. That costs each process that only reads text some six seconds of work and 300 MB.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_PACKAGES = frozenset({"torch", "transformers"})


class _Here(threading.local):
    """Whether this thread goes without them. Others may be loading a model meanwhile, which needs them."""

    without = False


_HERE = _Here()


class _Missing(MetaPathFinder):
    """Says that the packages are missing, to a thread that goes without them."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Leave every import to the finders after this one, but for those that are to fail."""
        if _HERE.without and fullname.partition(".")[0] in _PACKAGES:
            raise ModuleNotFoundError(f"{fullname} is not needed here", name=fullname)
        return None


_MISSING = _Missing()


@contextmanager
def without_torch() -> Iterator[None]:
    """Have what this thread imports in the block find torch and transformers missing, unless they are there already.

    Both are imported as ever afterwards, and by other threads all the while.
    """
    # With either there already, most of the price is paid, and what is half there would confuse.
    if not _PACKAGES.isdisjoint(sys.modules):
        yield
        return
    if _MISSING not in sys.meta_path:
        # It stays: to take it away while another thread goes through the list would have that one skip a finder.
        sys.meta_path.insert(0, _MISSING)
    before, _HERE.without = _HERE.without, True
    try:
        yield
    finally:
        _HERE.without = before
