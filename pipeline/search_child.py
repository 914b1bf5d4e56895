"""The worker's side of the search service: a process that is started, and started again should it die."""

import logging
import os
import subprocess
import sys
import threading

_log = logging.getLogger("talktrack.search")
_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0


def keep_search(stop: threading.Event) -> None:
    """Keep one search service running until told to stop. It ends by itself when this process is gone."""
    pause_s = _PAUSE_S
    while not stop.is_set():
        process = subprocess.Popen([sys.executable, "-m", "pipeline.search_service", "--parent", str(os.getpid())])
        while process.poll() is None:
            if stop.wait(0.5):
                process.terminate()
                process.wait()
                return
        _log.warning("the search service ended (status %s); starting it again in %.0f s", process.returncode, pause_s)
        stop.wait(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
