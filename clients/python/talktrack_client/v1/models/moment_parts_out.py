from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.turn_around_out import TurnAroundOut


T = TypeVar("T", bound="MomentPartsOut")


@_attrs_define
class MomentPartsOut:
    """What was asked for with `include`; null: it was not.

    Attributes:
        context (list[TurnAroundOut] | None | Unset): The two turns before it, its own and the two after.
    """

    context: list[TurnAroundOut] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        context: list[dict[str, Any]] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, list):
            context = []
            for context_type_0_item_data in self.context:
                context_type_0_item = context_type_0_item_data.to_dict()
                context.append(context_type_0_item)

        else:
            context = self.context

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if context is not UNSET:
            field_dict["context"] = context

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.turn_around_out import TurnAroundOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_context(data: object) -> list[TurnAroundOut] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                context_type_0 = []
                _context_type_0 = data
                for context_type_0_item_data in _context_type_0:
                    context_type_0_item = TurnAroundOut.from_dict(context_type_0_item_data)

                    context_type_0.append(context_type_0_item)

                return context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[TurnAroundOut] | None | Unset, data)

        context = _parse_context(d.pop("context", UNSET))

        moment_parts_out = cls(
            context=context,
        )

        moment_parts_out.additional_properties = d
        return moment_parts_out

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
