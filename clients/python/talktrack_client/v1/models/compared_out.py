from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.compared_out_only_in_type_0 import ComparedOutOnlyInType0, check_compared_out_only_in_type_0
from ..models.kind import Kind, check_kind
from ..models.theme_state import ThemeState, check_theme_state

if TYPE_CHECKING:
    from ..models.analyses_found_out import AnalysesFoundOut
    from ..models.split_out import SplitOut


T = TypeVar("T", bound="ComparedOut")


@_attrs_define
class ComparedOut:
    """One theme in both analyses. `only_in` says that one of them does not voice it in any call.

    Attributes:
        theme_id (str):
        kind (Kind): What the buyer does with a moment.
        label (str):
        state (ThemeState): Where a theme is in its life: proposed by the software, accepted by a person, or put away.
        only_in (ComparedOutOnlyInType0 | None):
        found (AnalysesFoundOut): In how many of the `old.n` calls that both analyses hold each finds a theme: both, or
            only one of them.
        before (AnalysesFoundOut | None): In the earlier window, where one is given.
        change (None | SplitOut): Null without an earlier window, or where a window has no calls.
    """

    theme_id: str
    kind: Kind
    label: str
    state: ThemeState
    only_in: ComparedOutOnlyInType0 | None
    found: AnalysesFoundOut
    before: AnalysesFoundOut | None
    change: None | SplitOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.analyses_found_out import AnalysesFoundOut  # noqa: PLC0415
        from ..models.split_out import SplitOut  # noqa: PLC0415

        theme_id = self.theme_id

        kind: str = self.kind

        label = self.label

        state: str = self.state

        only_in: None | str
        if isinstance(self.only_in, str):
            only_in = self.only_in
        else:
            only_in = self.only_in

        found = self.found.to_dict()

        before: dict[str, Any] | None
        if isinstance(self.before, AnalysesFoundOut):
            before = self.before.to_dict()
        else:
            before = self.before

        change: dict[str, Any] | None
        if isinstance(self.change, SplitOut):
            change = self.change.to_dict()
        else:
            change = self.change

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "theme_id": theme_id,
                "kind": kind,
                "label": label,
                "state": state,
                "only_in": only_in,
                "found": found,
                "before": before,
                "change": change,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.analyses_found_out import AnalysesFoundOut  # noqa: PLC0415
        from ..models.split_out import SplitOut  # noqa: PLC0415

        d = dict(src_dict)
        theme_id = d.pop("theme_id")

        kind = check_kind(d.pop("kind"))

        label = d.pop("label")

        state = check_theme_state(d.pop("state"))

        def _parse_only_in(data: object) -> ComparedOutOnlyInType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                only_in_type_0 = check_compared_out_only_in_type_0(data)

                return only_in_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ComparedOutOnlyInType0 | None, data)

        only_in = _parse_only_in(d.pop("only_in"))

        found = AnalysesFoundOut.from_dict(d.pop("found"))

        def _parse_before(data: object) -> AnalysesFoundOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                before_type_0 = AnalysesFoundOut.from_dict(data)

                return before_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnalysesFoundOut | None, data)

        before = _parse_before(d.pop("before"))

        def _parse_change(data: object) -> None | SplitOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                change_type_0 = SplitOut.from_dict(data)

                return change_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SplitOut, data)

        change = _parse_change(d.pop("change"))

        compared_out = cls(
            theme_id=theme_id,
            kind=kind,
            label=label,
            state=state,
            only_in=only_in,
            found=found,
            before=before,
            change=change,
        )

        compared_out.additional_properties = d
        return compared_out

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
