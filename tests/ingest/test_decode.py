"""Decoding: every format comes out as plain sound, and every bad file as a reason."""

import contextlib
import os
import subprocess
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from calls.errors import DecoderFailed, NoAudioTrack, RecordingError, SilentAudio, TooLong, UnreadableAudio
from ingest import decode as decode_module
from ingest.decode import decode

RATE = 16_000
FORMATS = [
    ("wav", "pcm_s16le", 8000),
    ("wav", "pcm_s16le", 44100),
    ("mp3", "libmp3lame", 44100),
    ("m4a", "aac", 44100),
    ("ogg", "libopus", 48000),
    ("opus", "libopus", 48000),
    ("flac", "flac", 22050),
    ("webm", "libopus", 48000),
    ("mp4", "aac", 48000),
]


def tone(seconds: float, rate: int, *, hertz: float = 440.0) -> np.ndarray:
    return (np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate) * 12000).astype(np.int16)


def record(path: Path, codec: str, *, rate: int, channels: list[np.ndarray]) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        layout = "stereo" if len(channels) == 2 else "mono"
        stream.layout = layout
        wanted = stream.codec_context.format.name if stream.codec_context.format else "s16"
        resampler = av.AudioResampler(format=wanted, layout=layout, rate=rate, frame_size=1024)
        frame = av.AudioFrame.from_ndarray(np.stack(channels, axis=1).reshape(1, -1), format="s16", layout=layout)
        frame.rate = rate
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def loudest_hertz(pcm: Path) -> float:
    samples = np.fromfile(pcm, dtype="<i2").astype(float)
    return float(np.abs(np.fft.rfft(samples)).argmax() * RATE / len(samples))


@pytest.mark.parametrize(("suffix", "codec", "rate"), FORMATS)
def test_every_format_keeps_its_channels_apart(tmp_path: Path, suffix: str, codec: str, rate: int) -> None:
    path = record(tmp_path / f"call.{suffix}", codec, rate=rate, channels=[tone(2, rate), tone(2, rate, hertz=1000.0)])
    decoded = decode(path, tmp_path / "out")
    assert decoded.duration_s == pytest.approx(2.0, abs=0.15)
    assert decoded.warnings == ()
    assert [loudest_hertz(pcm) for pcm in decoded.channels] == [
        pytest.approx(440, abs=10),
        pytest.approx(1000, abs=10),
    ]


def test_one_channel_stays_one(tmp_path: Path) -> None:
    path = record(tmp_path / "call.wav", "pcm_s16le", rate=8000, channels=[tone(1, 8000)])
    assert len(decode(path, tmp_path / "out").channels) == 1


def test_what_is_no_recording_is_said_so(tmp_path: Path) -> None:
    for name, content in {
        "text.wav": b"hello, I am a text file" * 50,
        "three.mp3": b"abc",
        "x.m4a": os.urandom(5000),
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableAudio, match="wav, mp3, m4a"):
            decode(tmp_path / name, tmp_path / "out")


def test_a_playlist_that_points_elsewhere_is_not_followed(tmp_path: Path) -> None:
    secret = record(tmp_path / "secret.wav", "pcm_s16le", rate=8000, channels=[tone(1, 8000)])
    (tmp_path / "call.wav").write_text(f"ffconcat version 1.0\nfile '{secret}'\n")
    (tmp_path / "call.mp3").write_text(f"#EXTM3U\n#EXTINF:1,\n{secret}\n")
    for name in ("call.wav", "call.mp3"):
        with pytest.raises(UnreadableAudio):
            decode(tmp_path / name, tmp_path / "out")


def test_a_video_without_sound_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    with pytest.raises(NoAudioTrack):
        decode(path, tmp_path / "out")


def test_silence_is_said_so(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "silence.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 60))
    with pytest.raises(SilentAudio):
        decode(tmp_path / "silence.wav", tmp_path / "out")


def test_a_truncated_mp3_is_kept_as_far_as_it_goes_with_a_warning(tmp_path: Path) -> None:
    path = record(tmp_path / "call.mp3", "libmp3lame", rate=44100, channels=[tone(30, 44100)])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    decoded = decode(path, tmp_path / "out")
    assert 10 < decoded.duration_s < 20
    assert "ends early" in decoded.warnings[0]


def test_damage_in_the_middle_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    path = record(tmp_path / "call.flac", "flac", rate=16000, channels=[tone(20, 16000)])
    content = bytearray(path.read_bytes())
    lost = len(content) // 4
    content[lost : 2 * lost] = bytes(lost)
    path.write_bytes(content)
    decoded = decode(path, tmp_path / "out")
    assert decoded.duration_s > 9
    assert decoded.warnings


def test_too_long_a_recording_is_said_so(tmp_path: Path) -> None:
    path = record(tmp_path / "call.wav", "pcm_s16le", rate=8000, channels=[tone(20, 8000)])
    with pytest.raises(TooLong):
        decode(path, tmp_path / "out", max_hours=10 / 3600)


def test_a_hanging_or_dying_decoder_is_an_ordinary_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = record(tmp_path / "call.wav", "pcm_s16le", rate=8000, channels=[tone(1, 8000)])
    with pytest.raises(DecoderFailed, match="too long"):
        decode(path, tmp_path / "out", timeout_s=0.001)

    def dies(*_args: object, **_options: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], -11, stdout=b"", stderr=b"")

    monkeypatch.setattr(decode_module.subprocess, "run", dies)
    with pytest.raises(DecoderFailed, match="-11"):
        decode(path, tmp_path / "out")


def test_the_decoder_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert "secret" not in str(decode_module._bare_environment())


def test_random_bytes_never_break_the_decoder(tmp_path: Path) -> None:
    seed = 20260803
    print(f"seed {seed}")
    rng = np.random.default_rng(seed)
    source = record(tmp_path / "good.mp3", "libmp3lame", rate=16000, channels=[tone(3, 16000)]).read_bytes()
    for trial in range(6):
        content = bytearray(source)
        for _ in range(40):
            content[int(rng.integers(len(content)))] = int(rng.integers(256))
        (tmp_path / "bad.mp3").write_bytes(content)
        # Either sound comes out or a reason; anything else (a crash of this process, another error) fails here.
        with contextlib.suppress(RecordingError):
            assert decode(tmp_path / "bad.mp3", tmp_path / f"out{trial}").duration_s > 0
