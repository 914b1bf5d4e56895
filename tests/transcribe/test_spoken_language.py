"""A model that knows English only refuses other languages instead of inventing English."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from calls.errors import WeightsError, WrongLanguage
from transcribe import spoken_language
from transcribe.engine import SAMPLE_RATE, Clip
from transcribe.spoken_language import require_english

CLIPS = [np.ones(seconds * SAMPLE_RATE, np.float32) for seconds in (1, 9, 5, 7, 6)]


def _hears(monkeypatch: pytest.MonkeyPatch, *, language: str, probability: float) -> list[int]:
    """Let the listener hear a language; return the lengths of what it was given, in seconds."""
    given: list[int] = []

    def spoken(clips: list[Clip], *, cache_dir: Path) -> Counter[str]:
        given.extend(clip.size // SAMPLE_RATE for clip in clips)
        return Counter({language: probability * len(clips), "en": (1 - probability) * len(clips)})

    monkeypatch.setattr(spoken_language, "_spoken", spoken)
    return given


def test_another_language_is_refused_and_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = _hears(monkeypatch, language="de", probability=0.9)
    with pytest.raises(WrongLanguage, match=r"\(de\).*tiny\.en hears English only.*TALKTRACK_MODEL=base"):
        require_english(CLIPS, model="tiny.en", cache_dir=tmp_path)
    assert given == [9, 7, 6]


@pytest.mark.parametrize(("language", "probability"), [("en", 0.9), ("de", 0.5)])
def test_english_and_what_is_not_sure_are_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, probability: float
) -> None:
    _hears(monkeypatch, language=language, probability=probability)
    require_english(CLIPS, model="tiny.en", cache_dir=tmp_path)


def test_nothing_is_refused_where_nothing_can_be_found_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(clips: list[Clip], *, cache_dir: Path) -> Counter[str]:
        raise WeightsError("not installed")

    monkeypatch.setattr(spoken_language, "_spoken", missing)
    require_english(CLIPS, model="tiny.en", cache_dir=tmp_path)
    require_english([CLIPS[0]], model="tiny.en", cache_dir=tmp_path)


@pytest.mark.model
def test_english_is_heard_as_english(speech: Clip, cache_dir: Path) -> None:
    spoken = spoken_language._spoken([speech], cache_dir=cache_dir)
    assert spoken.most_common(1)[0][0] == "en"
    assert sum(spoken.values()) == pytest.approx(1, abs=0.01)
