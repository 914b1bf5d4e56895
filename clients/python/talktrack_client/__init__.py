"""Talktrack's API from Python: `connect`, then the functions of `talktrack_client.v1.api`.

from talktrack_client import connect, every, ok
from talktrack_client.v1.api.themes import read_evidence, read_themes

with connect("http://127.0.0.1:8000", key="tt_…") as talktrack:
    for theme in every(read_themes.sync_detailed, client=talktrack, kind="objection"):
        print(theme.label, theme.calls, theme.rate.value)
"""

from talktrack_client.answers import ProblemError, ok
from talktrack_client.connection import connect, listen
from talktrack_client.paging import every

__all__ = ["ProblemError", "connect", "every", "listen", "ok"]
