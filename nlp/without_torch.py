"""Imports that are to go without torch, where nothing of it is used.

spaCy's thinc and Presidio take torch and transformers up at once where they are installed, for components that this
product has none of. That costs each process that only reads text some six seconds of work and 300 MB.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PACKAGES = ("torch", "transformers")
_LOCK = threading.RLock()


@contextmanager
def without_torch() -> Iterator[None]:
    """Have what is imported in this block find torch and transformers missing, unless they are there already.

    Both are imported as ever afterwards. What imports them in another thread meanwhile would fail: models are loaded
    one after the other (`pipeline.models`), and those that need them not in such a block.
    """
    with _LOCK:
        # With either there already, most of the price is paid, and what is half there would confuse.
        if any(name in sys.modules for name in _PACKAGES):
            yield
            return
        sys.modules.update(dict.fromkeys(_PACKAGES))  # type: ignore[arg-type]
        try:
            yield
        finally:
            for name in _PACKAGES:
                sys.modules.pop(name, None)
