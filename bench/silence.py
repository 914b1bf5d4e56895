"""Whether anything is heard where nobody speaks: `python -m bench.silence [--minutes 10] [--seed 1] [KIND…]`.

Makes ten minutes of every kind of sound in bench/noises.py and bench/hold_music.py, sends it down every line of
bench/lines.py and transcribes the files as `talktrack transcribe` does. Prints the windows that voice activity
detection let through, the seconds that went to the model, and the words. With `--mixed`, speech with other sound before
and after it; with `--padded`, a demo call with half an hour of silence in it.
"""

import argparse
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from bench import hold_music, noises
from bench.lines import HZ, LINES, Line, record
from bench.synthesis import Rng, Sound
from calls.errors import SilentAudio
from calls.transcript import Word
from demo.catalogue import CALLS_DIR
from ingest.decode import decode
from transcribe.host import SpeechHost
from transcribe.local import plan_batches
from transcribe.turns import words_in_call
from transcribe.windows import open_pcm

MAKERS: Mapping[str, Callable[[Rng, float], Sound]] = {
    maker.__name__: maker
    for maker in (
        noises.silence, noises.hiss, noises.white, noises.pink, noises.brown, noises.street, noises.fan, noises.hum,
        noises.typing, noises.thumps, noises.breathing, noises.coughing, noises.barking, noises.siren,
        noises.rhythmic_noise, noises.ringing, noises.busy, noises.dtmf, noises.fax, hold_music.chords,
        hold_music.arpeggio, hold_music.drums, hold_music.strings, hold_music.flute, hold_music.brass,
        hold_music.singing, hold_music.scat, hold_music.band,
    )
}  # fmt: skip
MIXED = ("ringing", "band", "strings", "singing", "scat", "street", "dtmf")
PAD_S = 1800.0
HISS_DBFS = -62.0


def made(kind: str, *, seed: int, seconds: float) -> Sound:
    """Return a kind of sound; the same seed gives the same samples."""
    return MAKERS[kind](np.random.default_rng([seed, zlib.crc32(kind.encode())]), seconds)


def heard_in(sound: Sound, *, line: Line, host: SpeechHost) -> tuple[int, float, tuple[Word, ...]]:
    """Return the windows, the seconds that went to the model and the words of a sound sent down a line."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            paths = decode(record(sound, Path(folder) / "sound", line=line), Path(folder)).channels
        except SilentAudio:
            return 0, 0.0, ()
        plan = plan_batches(paths, host=host)
        heard = [one for batch in plan for one in host.transcribe(paths, batch, language="en").heard]
        windows = [window for batch in plan for window in batch]
        return len(windows), sum(window.duration_s for window in windows), words_in_call(windows, heard).get(0, ())


def non_speech(kinds: list[str], *, seed: int, seconds: float, host: SpeechHost) -> None:
    """Print a row for each kind and line."""
    total = 0
    for kind in kinds:
        sound = made(kind, seed=seed, seconds=seconds)
        for name, line in LINES.items():
            windows, sent_s, words = heard_in(sound, line=line, host=host)
            total += len(words)
            said = " ".join(word.word for word in words[:12])
            print(f"{kind:14} {name:8} {windows:3} windows {sent_s:6.1f} s to the model {len(words):3} words {said}")
    print(f"{total} words in all")


def mixed(*, seed: int, host: SpeechHost) -> None:
    """Print the words of a demo channel's first half minute alone, and after and before a minute of other sound."""
    speech = _demo_channel()[: 30 * HZ]
    quiet = np.zeros(HZ // 2, np.float32)
    alone = {name: heard_in(speech, line=LINES[name], host=host)[2] for name in ("studio", "desk")}
    for kind in MIXED:
        around = made(kind, seed=seed, seconds=60.0) * 0.5
        within = np.concatenate([around, quiet, speech, quiet, around])
        for name, own in alone.items():
            words = heard_in(within, line=LINES[name], host=host)[2]
            before = [w.word for w in words if w.end_s < 60.0]
            after = [w.word for w in words if w.start_s > 61.0 + speech.size / HZ]
            same = [w.word for w in own] == [w.word for w in words]
            print(
                f"{kind:9} {name:7} {len(words)} words, alone {len(own)}, same {same}; before {before}, after {after}"
            )


def padded(*, seed: int, host: SpeechHost) -> None:
    """Print whether half an hour of silence before, within and after a call changes its words or their times."""
    speech = _demo_channel()
    middle = _quietest(speech)
    alone = heard_in(speech, line=LINES["studio"], host=host)[2]
    rng = np.random.default_rng(seed)
    for hiss_dbfs in (None, HISS_DBFS):
        level = 0.0 if hiss_dbfs is None else 10 ** (hiss_dbfs / 20)
        pad = rng.normal(0, 1, round(PAD_S * HZ)).astype(np.float32) * np.float32(level)
        places = {"before": 0, "within": middle, "after": speech.size}
        for name, at in places.items():
            words = heard_in(np.concatenate([speech[:at], pad, speech[at:]]), line=LINES["studio"], host=host)[2]
            same = [w.word for w in words] == [w.word for w in alone]
            due = [w.start_s + (PAD_S if w.start_s * HZ >= at else 0.0) for w in alone]
            drift = max((abs(w.start_s - s) for w, s in zip(words, due, strict=False)), default=0.0)
            hiss = "no hiss" if hiss_dbfs is None else f"hiss {hiss_dbfs} dBFS"
            print(f"{name:6} {hiss}: {len(words)} words, alone {len(alone)}, same {same}, drift {drift:.3f} s")


def _demo_channel() -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        pcm = open_pcm(decode(CALLS_DIR / "demo-01.opus", Path(folder)).channels[1])
        return pcm.astype(np.float32) / np.float32(32768)


def _quietest(sound: Sound) -> int:
    """Return the middle of the quietest two seconds, away from both ends."""
    seconds = np.square(sound[: sound.size // HZ * HZ]).reshape(-1, HZ).mean(axis=1)
    pairs = seconds[10:-11] + seconds[11:-10]
    return int(np.argmin(pairs) + 11) * HZ


def main() -> None:
    """Print all tables, or those asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[*MAKERS, []], help="only these kinds of sound")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="base")
    parser.add_argument("--mixed", action="store_true", help="speech amid other sound instead")
    parser.add_argument("--padded", action="store_true", help="a call with half an hour of silence instead")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    cache_dir = Path.home() / ".cache" / "talktrack"
    with SpeechHost(engine="faster-whisper", model=arguments.model, cache_dir=cache_dir) as host:
        if arguments.mixed:
            mixed(seed=arguments.seed, host=host)
        if arguments.padded:
            padded(seed=arguments.seed, host=host)
        if not (arguments.mixed or arguments.padded):
            kinds = arguments.kinds or list(MAKERS)
            non_speech(kinds, seed=arguments.seed, seconds=60 * arguments.minutes, host=host)


if __name__ == "__main__":
    main()
