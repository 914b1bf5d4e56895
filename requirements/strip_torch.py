"""Drop torch and what only its CUDA build needs from a compiled lock file.

torch is installed apart (requirements/torch.txt): which build pip is served differs by machine, so it cannot be
hash-pinned together with the rest. Usage: python requirements/strip_torch.py LOCK
"""

import re
import sys
from pathlib import Path

TORCH_ONLY = re.compile(r"^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)==")


def strip(text: str) -> str:
    """Return the lock text without the torch-only requirements and the hash lines that belong to them."""
    kept, dropping = [], False
    for line in text.splitlines(keepends=True):
        if line[:1].isalnum():
            dropping = bool(TORCH_ONLY.match(line))
        if not dropping:
            kept.append(line)
    return "".join(kept)


if __name__ == "__main__":
    lock = Path(sys.argv[1])
    lock.write_text(strip(lock.read_text()))
