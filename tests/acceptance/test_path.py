"""The whole path on real recordings: what was said is found, counted, and can be heard."""

import io
import wave
from typing import Any

import av
import httpx
import pytest

from demo.catalogue import CALLS_DIR, scripts

pytestmark = pytest.mark.model


def words(text: str) -> list[str]:
    return ["".join(char for char in word if char.isalnum()) for word in text.lower().split()]


def test_every_call_has_both_roles_and_what_its_script_says(served: Any) -> None:
    by_id = {script.id: script for script in scripts()}
    for call in served.all_pages("/v1/calls"):
        if call["client_unique_id"] not in by_id:
            continue
        script = by_id[call["client_unique_id"]]
        turns = served.get(f"/v1/calls/{call['id']}/transcript")["turns"]
        assert [turn["index"] for turn in turns] == list(range(len(turns)))
        for role in ("rep", "buyer"):
            said = words(" ".join(turn.text for turn in script.turns if turn.speaker == role))
            heard = set(words(" ".join(turn["text"] for turn in turns if turn["role"] == role)))
            found = sum(word in heard for word in said) / len(said)
            assert found > 0.75, (script.id, role, found)


def test_counts_equal_evidence_and_every_quote_can_be_heard(served: Any) -> None:
    themes = served.all_pages("/v1/themes")
    assert themes
    audio: dict[str, bytes] = {}
    for theme in themes:
        evidence = served.all_pages(f"/v1/themes/{theme['id']}/evidence")
        assert theme["mentions"] == len({moment["id"] for moment in evidence}) == len(evidence)
        assert theme["calls"] == len({moment["call_id"] for moment in evidence})
        page = httpx.get(f"{served.url}/themes/{theme['id']}").text
        assert page.count('class="quote"') == min(theme["mentions"], 50)
        for moment in evidence:
            turns = served.get(f"/v1/calls/{moment['call_id']}/transcript")["turns"]
            turn = next(turn for turn in turns if turn["index"] == moment["turn_index"])
            assert moment["quote"] in turn["text"]
            assert turn["role"] == "buyer"
            assert turn["start_s"] <= moment["start_s"] < moment["end_s"] <= turn["end_s"]
            if moment["audio_url"] not in audio:
                audio[moment["audio_url"]] = httpx.get(served.url + moment["audio_url"]).content
    for content in audio.values():
        with av.open(io.BytesIO(content)) as recording:
            assert recording.streams.audio


def test_a_second_start_repeats_no_work(served: Any) -> None:
    before = served.all_pages("/v1/calls")
    again = served.send(CALLS_DIR / "demo-01.opus")
    assert again["duplicate"]
    assert again["state"] == "ready"
    assert len(served.all_pages("/v1/calls")) == len(before)


def test_one_data_folder_is_served_once(served: Any) -> None:
    """A second `serve` on the same folder is refused with what to do."""
    import os
    import subprocess
    import sys

    environment = {**os.environ, "TALKTRACK_DATA_DIR": str(served.data_dir), "TALKTRACK_PORT": "1"}
    done = subprocess.run([sys.executable, "-m", "cli", "serve"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "already being served" in done.stderr


def silence(seconds: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000 * seconds))
    return buffer.getvalue()


def test_a_bad_file_says_why_on_the_api_and_on_its_page(served: Any, tmp_path: Any) -> None:
    path = tmp_path / "nothing said.wav"
    path.write_bytes(silence(5))
    call = served.send(path)
    served.wait_until(served.all_final)
    status = served.get(f"/v1/calls/{call['id']}/status")
    assert (status["state"], status["error"]["code"]) == ("failed", "silent_audio")
    page = httpx.get(f"{served.url}/calls/{call['id']}").text
    assert "nothing said.wav" in page
    assert status["error"]["message"] in page
