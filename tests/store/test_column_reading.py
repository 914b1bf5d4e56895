"""Ids that come as one text are the rows they stand for, whatever they look like."""

import pytest

from store.column_reading import CallIds


@pytest.mark.parametrize("ids", [["ca_03", "ca_01", "ca_02"], ["ca_1", "ca_22", "ca_333"], ["ca_é1", "ca_é2", "ca_é3"]])
def test_ids_are_looked_up_many_at_a_time(ids: list[str]) -> None:
    rows = {call_id: 10 + place for place, call_id in enumerate(ids)}
    asked = [ids[2], ids[0], ids[2], ids[1]]
    assert CallIds(rows).rows(",".join(asked)).tolist() == [rows[each] for each in asked]
