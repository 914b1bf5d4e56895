"""Bad files: each a status with a code and a reason, and the good ones go on."""

from collections.abc import Callable
from typing import Any

import av
import numpy as np
import pytest

from calls.call import CallState
from calls.errors import EmptyFile
from demo.catalogue import CALLS_DIR

BAD = {
    "text.wav": (b"this is a text file, not sound " * 30, "unreadable_audio"),
    "three.mp3": (b"abc", "unreadable_audio"),
    "notes.json": (b'{"title": "no turns"}', "unreadable_transcript"),
    "broken.vtt": (b"WEBVTT\n\nnothing", "unreadable_transcript"),
}


def silent_hour() -> bytes:
    size = 8000 * 3600
    header = b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += (1).to_bytes(2, "little") * 2 + (8000).to_bytes(4, "little") * 2 + (1).to_bytes(2, "little")
    return header + (8).to_bytes(2, "little") + b"data" + size.to_bytes(4, "little") + b"\x80" * size


def truncated_mp3(folder: Any) -> bytes:
    path = folder / "whole.mp3"
    with av.open(str(CALLS_DIR / "demo-01.opus")) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libmp3lame", rate=16000)
        stream.layout = "stereo"
        resampler = av.AudioResampler(format="s16p", layout="stereo", rate=16000)
        for frame in source.decode(audio=0):
            for piece in resampler.resample(frame):
                target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return path.read_bytes()[: path.stat().st_size // 3]


def film_without_sound(folder: Any) -> bytes:
    path = folder / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path.read_bytes()


def test_bad_files_say_why_and_stop_nothing(make_site: Callable[..., Any], tmp_path: Any) -> None:
    site = make_site()
    for name, (content, _) in BAD.items():
        site.door.accept([content], filename=name)
    site.door.accept([silent_hour()], filename="silence.wav")
    site.door.accept([film_without_sound(tmp_path)], filename="film.mp4")
    site.door.accept([truncated_mp3(tmp_path)], filename="../tr\x00uncated.mp3")
    with pytest.raises(EmptyFile, match=r"empty\.wav is empty"):
        site.door.accept([], filename="empty.wav")
    site.take_in(recordings=1, transcripts=1)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    by_name = {call.filename: call for call in site.calls()}
    expected = {name: code for name, (_, code) in BAD.items()} | {
        "silence.wav": "silent_audio",
        "film.mp4": "no_audio_track",
    }
    assert {name: by_name[name].error_code for name in expected} == expected
    assert all(by_name[name].error_message for name in expected)
    assert by_name["truncated.mp3"].state is CallState.READY
    assert "ends early" in by_name["truncated.mp3"].warnings[0]
    assert by_name["demo-01.opus"].state is CallState.READY
    assert len(by_name) == 9


def test_a_call_whose_worker_cannot_load_its_model_fails_with_what_to_do(make_site: Callable[..., Any]) -> None:
    site = make_site(TALKTRACK_ENGINE="faster-whisper", TALKTRACK_MODEL="/no/such/model")
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    (call,) = site.calls()
    assert call.error_code == "weights_unusable"
    assert "/no/such/model" in (call.error_message or "")
