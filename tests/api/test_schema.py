"""Random requests to every operation: no answer is a 5xx, and none differs from what the document says of it.

The short form; `python -m bench.schemathesis_sweep` sends thousands, as every role.
"""

import os
import random
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import bench.schemathesis_hooks  # noqa: F401  (tells Schemathesis of a media type)
from bench.schemathesis_sweep import known_ids, with_ids_of
from store.keys import Scope

SEED = int(os.environ.get("SCHEMA_SEED", "0")) or random.randrange(1, 2**31)
# Of each operation; some hundred in all.
REQUESTS = 4
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_no_request_breaks_the_document(laid_service: Any) -> None:
    print(f"seed {SEED}: set SCHEMA_SEED to it for the same requests")
    key = laid_service.key(*Scope)
    document = httpx.get(f"{laid_service.url}/v1/openapi.json").json()
    told = with_ids_of(document, known_ids(laid_service.url, key))
    schema = schemathesis.openapi.from_dict(told)
    schema.config.update(base_url=laid_service.url)
    asked: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        asked.add(operation.label)
        _ask(operation, key)
    assert len(asked) == sum(len(ways) for ways in document["paths"].values())


def _ask(operation: Any, key: str) -> None:
    @seed(SEED)
    @settings(max_examples=REQUESTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {key}"})

    try:
        ask()
    except BaseException as error:
        pytest.fail(f"{operation.label} with seed {SEED}: {error}")
