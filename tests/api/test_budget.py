"""How often somebody may ask, and what they are told of it."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from calls.errors import InvalidInput
from tests.api.conftest import make_key


def test_whoever_asks_too_often_is_told_when_to_ask_again(settings: ApiSettings) -> None:
    with TestClient(create_app(settings.model_copy(update={"rate_limit": "5/minute"}))) as client:
        client.headers["Authorization"] = f"Bearer {make_key(client)}"
        answers = [client.get("/v1/calls") for _ in range(6)]
        assert [each.status_code for each in answers] == [200] * 5 + [429]
        assert [each.headers["ratelimit"].split(";")[1] for each in answers] == [
            f"r={left}" for left in (4, 3, 2, 1, 0, 0)
        ]
        refused = answers[-1]
        assert refused.headers["ratelimit-policy"] == '"requests";q=5;w=60'
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["code"] == "too_many_requests"
        assert refused.headers["x-request-id"] == refused.json()["request_id"]
        # Somebody else has a budget of their own.
        other = {"Authorization": f"Bearer {make_key(client)}"}
        assert client.get("/v1/calls", headers=other).status_code == 200


def test_known_answers_count_and_tell_as_others_do(settings: ApiSettings) -> None:
    with TestClient(create_app(settings.model_copy(update={"rate_limit": "200/minute"}))) as client:
        client.headers["Authorization"] = f"Bearer {make_key(client)}"
        left = [int(client.get("/v1/themes").headers["ratelimit"].split(";")[1][2:]) for _ in range(20)]
        assert left == list(range(199, 179, -1))
        assert [client.get("/v1/themes").status_code for _ in range(181)] == [200] * 180 + [429]


def test_the_limit_can_be_switched_off(settings: ApiSettings) -> None:
    with TestClient(create_app(settings.model_copy(update={"rate_limit": "off"}))) as client:
        assert "ratelimit" not in client.get("/v1/calls").headers


def test_trying_out_secrets_ends_soon_and_locks_out_nobody_who_has_one(settings: ApiSettings) -> None:
    with TestClient(create_app(settings.model_copy(update={"attempt_limit": "4/minute"}))) as client:
        good = {"Authorization": f"Bearer {make_key(client)}"}
        assert client.get("/v1/calls", headers=good).status_code == 200
        guesses = [client.get("/v1/calls", headers={"Authorization": f"Bearer tt_{n}"}) for n in range(6)]
        assert [each.status_code for each in guesses] == [401] * 4 + [429] * 2
        assert int(guesses[-1].headers["retry-after"]) >= 1
        for refused in (guesses[-1], client.post("/signin", data={"key": "tt_guess"})):
            assert refused.headers.get_list("ratelimit-policy") == ['"attempts";q=4;w=60']
            name, left, seconds = refused.headers["ratelimit"].split(";")
            assert (name, left) == ('"attempts"', "r=0")
            assert 0 <= int(refused.headers["retry-after"]) - int(seconds.removeprefix("t=")) <= 1
        assert client.post("/signin", data={"key": "tt_guess"}).status_code == 429
        assert client.get("/v1/calls", headers=good).status_code == 200


def test_a_limit_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    app = create_app(ApiSettings(data_dir=tmp_path, rate_limit="often"))
    with pytest.raises(InvalidInput, match="3000/minute"), TestClient(app):
        pass
