"""The question that the API asks the search service, as plain values and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from calls.moment import Category, Kind
from calls.transcript import Role
from store.moments import MomentFilter
from store.search import Found, SearchFilter
from store.windows import Window

PATH = "/search"
# How long the API waits for an answer.
TIME_OUT_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: quotes of a team that mean something like a text, up to `limit` of them.

    None that came in after the text with the number `newest`, where that is named: what comes while somebody turns
    pages takes no place away.
    """

    team_id: str
    text: str
    where: SearchFilter
    limit: int
    newest: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `from_dict` reads it back unchanged."""
        where, moments = self.where, self.where.moments
        named = (moments.call_id, moments.kind, moments.category, moments.competitor, moments.theme_id)
        window = asdict(moments.window)
        return {
            "team_id": self.team_id,
            "text": self.text,
            "limit": self.limit,
            "newest": self.newest,
            "only": where.only,
            "role": where.role,
            "in_full": where.in_full,
            "moments": dict(zip(_NAMED, named, strict=True)) | {"account_id": moments.account_id},
            "window": window | {name: window[name].isoformat() if window[name] else None for name in _INSTANTS},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Question":
        """Read the JSON shape that `as_dict` gives. Raises KeyError, TypeError or ValueError for any other."""
        moments, window = data["moments"], dict(data["window"])
        for name in _INSTANTS:
            window[name] = datetime.fromisoformat(window[name]) if window[name] else None
        return cls(
            team_id=str(data["team_id"]),
            text=str(data["text"]),
            limit=int(data["limit"]),
            newest=int(data["newest"]) if data.get("newest") is not None else None,
            where=SearchFilter(
                only=Found(data["only"]) if data["only"] else None,
                role=Role(data["role"]) if data["role"] else None,
                in_full=bool(data["in_full"]),
                moments=MomentFilter(
                    call_id=moments["call_id"],
                    kind=Kind(moments["kind"]) if moments["kind"] else None,
                    category=Category(moments["category"]) if moments["category"] else None,
                    competitor=moments["competitor"],
                    theme_id=moments["theme_id"],
                    account_id=moments["account_id"],
                    window=Window(**window),
                ),
            ),
        )


_NAMED = ("call_id", "kind", "category", "competitor", "theme_id")
# Of a window: JSON has no instants of its own.
_INSTANTS = ("start_from", "start_to", "as_of")
