"""What produced a transcript, a moment or a theme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

OptionValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Name, version and options of the code and model that made a value. Nothing is stored without one."""

    name: str
    version: str
    options: Mapping[str, OptionValue] = field(default_factory=lambda: MappingProxyType({}))

    def as_dict(self) -> dict[str, object]:
        """Return the JSON shape used in every stage format: `{name, version, options}`."""
        return {"name": self.name, "version": self.version, "options": dict(self.options)}
