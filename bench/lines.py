"""Send a sound down a line: a desk telephone, a mobile telephone, an internet call, or none at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

HZ = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A coder: the file's ending, the name libav gives the coder, its sample rate in Hz and bits a second."""

    ending: str
    coder: str
    rate: int
    bit_rate: int | None = None


LINES: Mapping[str, Line] = MappingProxyType(
    {
        "studio": Line(ending="wav", coder="pcm_s16le", rate=16_000),
        "desk": Line(ending="wav", coder="pcm_mulaw", rate=8_000),
        "mobile": Line(ending="3gp", coder="libopencore_amrnb", rate=8_000, bit_rate=5_900),
        "internet": Line(ending="ogg", coder="libopus", rate=16_000, bit_rate=12_000),
    }
)


def record(sound: NDArray[np.float32], path: Path, *, line: Line) -> Path:
    """Write float32 mono sound at 16 kHz as what leaves a line; return the file, which has the line's ending."""
    target = path.with_suffix(f".{line.ending}")
    if line.rate == 8_000:
        band = butter(4, (300, 3_400), btype="bandpass", fs=HZ, output="sos")
        sound = resample_poly(sosfilt(band, sound), 1, 2)
    samples = (np.clip(sound, -1, 1) * 32_767).astype(np.int16).reshape(1, -1)
    with av.open(str(target), "w") as container:
        stream = container.add_stream(line.coder, rate=line.rate)
        assert isinstance(stream, AudioStream)
        stream.layout = "mono"
        if line.bit_rate:
            stream.bit_rate = line.bit_rate
        resampler = av.AudioResampler(
            format=stream.format.name, layout="mono", rate=line.rate, frame_size=stream.codec_context.frame_size
        )
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = line.rate
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return target
