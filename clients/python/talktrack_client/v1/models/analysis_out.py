from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.analysis_state import AnalysisState, check_analysis_state

if TYPE_CHECKING:
    from ..models.provenance_out import ProvenanceOut


T = TypeVar("T", bound="AnalysisOut")


@_attrs_define
class AnalysisOut:
    """Everything that one version of the detector and encoder found, kept apart from what others found.

    One is `current`: every list, count, rate and trend is of it alone. One that is `building` is made beside it; one
    that is `kept` was current before. `calls` of `ready_calls` finished calls went through it.

        Attributes:
            number (int):
            state (AnalysisState): Where an analysis is: still being made beside the current one, the one that people see,
                or kept from before.
            made_by (list[ProvenanceOut]): Detector and encoder; empty for what was there before versions.
            calls (int):
            ready_calls (int):
            complete (bool): Whether every finished call went through it.
            analysed (int): Calls of it that rates are counted over.
            moments (int):
            created_at (datetime.datetime):
            made_current_at (datetime.datetime | None):
    """

    number: int
    state: AnalysisState
    made_by: list[ProvenanceOut]
    calls: int
    ready_calls: int
    complete: bool
    analysed: int
    moments: int
    created_at: datetime.datetime
    made_current_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        state: str = self.state

        made_by = []
        for made_by_item_data in self.made_by:
            made_by_item = made_by_item_data.to_dict()
            made_by.append(made_by_item)

        calls = self.calls

        ready_calls = self.ready_calls

        complete = self.complete

        analysed = self.analysed

        moments = self.moments

        created_at = self.created_at.isoformat()

        made_current_at: None | str
        if isinstance(self.made_current_at, datetime.datetime):
            made_current_at = self.made_current_at.isoformat()
        else:
            made_current_at = self.made_current_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "state": state,
                "made_by": made_by,
                "calls": calls,
                "ready_calls": ready_calls,
                "complete": complete,
                "analysed": analysed,
                "moments": moments,
                "created_at": created_at,
                "made_current_at": made_current_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        state = check_analysis_state(d.pop("state"))

        made_by = []
        _made_by = d.pop("made_by")
        for made_by_item_data in _made_by:
            made_by_item = ProvenanceOut.from_dict(made_by_item_data)

            made_by.append(made_by_item)

        calls = d.pop("calls")

        ready_calls = d.pop("ready_calls")

        complete = d.pop("complete")

        analysed = d.pop("analysed")

        moments = d.pop("moments")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_made_current_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                made_current_at_type_0 = datetime.datetime.fromisoformat(data)

                return made_current_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        made_current_at = _parse_made_current_at(d.pop("made_current_at"))

        analysis_out = cls(
            number=number,
            state=state,
            made_by=made_by,
            calls=calls,
            ready_calls=ready_calls,
            complete=complete,
            analysed=analysed,
            moments=moments,
            created_at=created_at,
            made_current_at=made_current_at,
        )

        analysis_out.additional_properties = d
        return analysis_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
