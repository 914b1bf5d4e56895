"""What every engine must keep to, as tests: an engine's test class inherits EngineContract and gives its fixtures."""

import numpy as np

from transcribe.engine import SAMPLE_RATE, Clip, Engine, Heard
from transcribe.registry import ENGINES


class EngineContract:
    """Inherit this in a pytest class that defines two fixtures.

    `engine` is the loaded engine; `speech` a few seconds of English speech, float32 at 16 kHz.
    """

    def test_hears_words_in_order_inside_the_clip(self, engine: Engine, speech: Clip) -> None:
        """Speech gives words, in order, with times inside the clip and nothing but the word in `word`."""
        (heard,) = engine.transcribe([speech], language="en")
        assert heard.words
        times = [time for word in heard.words for time in (word.start_s, word.end_s)]
        assert times == sorted(times)
        assert times[0] >= 0
        assert times[-1] <= speech.size / SAMPLE_RATE + 1e-6
        for word in heard.words:
            assert word.word == word.word.strip()
            assert any(character.isalnum() for character in word.word)
            assert word.probability is None or 0 <= word.probability <= 1

    def test_answers_each_clip_in_its_place(self, engine: Engine, speech: Clip) -> None:
        """Every clip has its answer, in the order given, silent ones too."""
        silence = np.zeros(3 * SAMPLE_RATE, np.float32)
        heard = engine.transcribe([silence, speech, silence], language="en")
        assert [bool(one.words) for one in heard] == [False, True, False]
        assert {one.language for one in heard} == {"en"}

    def test_hears_nothing_in_silence(self, engine: Engine) -> None:
        """Digital silence, the faintest hiss and a clip too short to hold a word give no words."""
        hiss = np.random.default_rng(1).normal(0, 1e-5, 30 * SAMPLE_RATE).astype(np.float32)
        clips = [np.zeros(30 * SAMPLE_RATE, np.float32), hiss, np.ones(800, np.float32), np.zeros(0, np.float32)]
        assert [one.words for one in engine.transcribe(clips, language="en")] == [()] * 4

    def test_no_clips_no_answers(self, engine: Engine) -> None:
        """Nothing asked, nothing answered."""
        assert engine.transcribe([], language=None) == []

    def test_finds_the_language(self, engine: Engine, speech: Clip) -> None:
        """Without a language the engine finds it."""
        assert engine.transcribe([speech], language=None)[0].language == "en"

    def test_repeats_itself_exactly(self, engine: Engine, speech: Clip) -> None:
        """The same sound gives the same answer, which survives its JSON shape."""
        first, second = (engine.transcribe([speech], language="en")[0] for _ in range(2))
        assert first == second
        assert Heard.from_dict(first.as_dict()) == first

    def test_tells_what_it_is(self, engine: Engine) -> None:
        """Provenance names the engine as the registry does, with a version."""
        assert engine.provenance.name in ENGINES
        assert engine.provenance.version
