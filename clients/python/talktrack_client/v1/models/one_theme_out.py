from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kind import Kind, check_kind
from ..models.theme_state import ThemeState, check_theme_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.precision_out import PrecisionOut
    from ..models.rate_out import RateOut
    from ..models.theme_parts_out import ThemePartsOut


T = TypeVar("T", bound="OneThemeOut")


@_attrs_define
class OneThemeOut:
    """One theme, as of when, and the parts that were asked for.

    Attributes:
        as_of (datetime.datetime | None): The instant that the numbers are of; null before the first call.
        calls (int):
        accounts (int):
        mentions (int):
        rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
            anything.

            `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
            calls
            of one account are alike.
        evidence (str):
        id (str):
        kind (Kind): What the buyer does with a moment.
        label (str):
        keywords (list[str]):
        state (ThemeState): Where a theme is in its life: proposed by the software, accepted by a person, or put away.
        parent_id (None | str): The theme that it is a sub-theme of.
        subthemes (int): How many sub-themes it has: list them with `parent`.
        pinned (bool):
        central_quote (None | str): The quote that says best what it is about.
        analysis (int | None): The analysis it is counted in: see `/v1/analyses`.
        precision (None | PrecisionOut): How often people agreed with those of its quotes that they came across; null:
            none judged.
        first_at (datetime.datetime | None): Start of the earliest call it is voiced in.
        last_at (datetime.datetime | None):
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
        exact (bool | Unset):  Default: True.
        inexact_because (None | str | Unset):
        included (None | ThemePartsOut | Unset):
    """

    as_of: datetime.datetime | None
    calls: int
    accounts: int
    mentions: int
    rate: RateOut
    evidence: str
    id: str
    kind: Kind
    label: str
    keywords: list[str]
    state: ThemeState
    parent_id: None | str
    subthemes: int
    pinned: bool
    central_quote: None | str
    analysis: int | None
    precision: None | PrecisionOut
    first_at: datetime.datetime | None
    last_at: datetime.datetime | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    exact: bool | Unset = True
    inexact_because: None | str | Unset = UNSET
    included: None | ThemePartsOut | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.precision_out import PrecisionOut  # noqa: PLC0415
        from ..models.theme_parts_out import ThemePartsOut  # noqa: PLC0415

        as_of: None | str
        if isinstance(self.as_of, datetime.datetime):
            as_of = self.as_of.isoformat()
        else:
            as_of = self.as_of

        calls = self.calls

        accounts = self.accounts

        mentions = self.mentions

        rate = self.rate.to_dict()

        evidence = self.evidence

        id = self.id

        kind: str = self.kind

        label = self.label

        keywords = self.keywords

        state: str = self.state

        parent_id: None | str
        parent_id = self.parent_id

        subthemes = self.subthemes

        pinned = self.pinned

        central_quote: None | str
        central_quote = self.central_quote

        analysis: int | None
        analysis = self.analysis

        precision: dict[str, Any] | None
        if isinstance(self.precision, PrecisionOut):
            precision = self.precision.to_dict()
        else:
            precision = self.precision

        first_at: None | str
        if isinstance(self.first_at, datetime.datetime):
            first_at = self.first_at.isoformat()
        else:
            first_at = self.first_at

        last_at: None | str
        if isinstance(self.last_at, datetime.datetime):
            last_at = self.last_at.isoformat()
        else:
            last_at = self.last_at

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        exact = self.exact

        inexact_because: None | str | Unset
        if isinstance(self.inexact_because, Unset):
            inexact_because = UNSET
        else:
            inexact_because = self.inexact_because

        included: dict[str, Any] | None | Unset
        if isinstance(self.included, Unset):
            included = UNSET
        elif isinstance(self.included, ThemePartsOut):
            included = self.included.to_dict()
        else:
            included = self.included

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "as_of": as_of,
                "calls": calls,
                "accounts": accounts,
                "mentions": mentions,
                "rate": rate,
                "evidence": evidence,
                "id": id,
                "kind": kind,
                "label": label,
                "keywords": keywords,
                "state": state,
                "parent_id": parent_id,
                "subthemes": subthemes,
                "pinned": pinned,
                "central_quote": central_quote,
                "analysis": analysis,
                "precision": precision,
                "first_at": first_at,
                "last_at": last_at,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )
        if exact is not UNSET:
            field_dict["exact"] = exact
        if inexact_because is not UNSET:
            field_dict["inexact_because"] = inexact_because
        if included is not UNSET:
            field_dict["included"] = included

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.precision_out import PrecisionOut  # noqa: PLC0415
        from ..models.rate_out import RateOut  # noqa: PLC0415
        from ..models.theme_parts_out import ThemePartsOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_as_of(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                as_of_type_0 = datetime.datetime.fromisoformat(data)

                return as_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        as_of = _parse_as_of(d.pop("as_of"))

        calls = d.pop("calls")

        accounts = d.pop("accounts")

        mentions = d.pop("mentions")

        rate = RateOut.from_dict(d.pop("rate"))

        evidence = d.pop("evidence")

        id = d.pop("id")

        kind = check_kind(d.pop("kind"))

        label = d.pop("label")

        keywords = cast(list[str], d.pop("keywords"))

        state = check_theme_state(d.pop("state"))

        def _parse_parent_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        parent_id = _parse_parent_id(d.pop("parent_id"))

        subthemes = d.pop("subthemes")

        pinned = d.pop("pinned")

        def _parse_central_quote(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        central_quote = _parse_central_quote(d.pop("central_quote"))

        def _parse_analysis(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        analysis = _parse_analysis(d.pop("analysis"))

        def _parse_precision(data: object) -> None | PrecisionOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                precision_type_0 = PrecisionOut.from_dict(data)

                return precision_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PrecisionOut, data)

        precision = _parse_precision(d.pop("precision"))

        def _parse_first_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                first_at_type_0 = datetime.datetime.fromisoformat(data)

                return first_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        first_at = _parse_first_at(d.pop("first_at"))

        def _parse_last_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_at = _parse_last_at(d.pop("last_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        exact = d.pop("exact", UNSET)

        def _parse_inexact_because(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        inexact_because = _parse_inexact_because(d.pop("inexact_because", UNSET))

        def _parse_included(data: object) -> None | ThemePartsOut | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                included_type_0 = ThemePartsOut.from_dict(data)

                return included_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ThemePartsOut | Unset, data)

        included = _parse_included(d.pop("included", UNSET))

        one_theme_out = cls(
            as_of=as_of,
            calls=calls,
            accounts=accounts,
            mentions=mentions,
            rate=rate,
            evidence=evidence,
            id=id,
            kind=kind,
            label=label,
            keywords=keywords,
            state=state,
            parent_id=parent_id,
            subthemes=subthemes,
            pinned=pinned,
            central_quote=central_quote,
            analysis=analysis,
            precision=precision,
            first_at=first_at,
            last_at=last_at,
            created_at=created_at,
            updated_at=updated_at,
            exact=exact,
            inexact_because=inexact_because,
            included=included,
        )

        one_theme_out.additional_properties = d
        return one_theme_out

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
