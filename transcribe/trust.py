"""What an engine heard in a clip, made fit to be shown: words on their sound, inventions out, doubtful words marked."""

from dataclasses import replace

from transcribe.engine import Clip, Heard
from transcribe.nonspeech import without_inventions
from transcribe.suspects import marked
from transcribe.timing import on_sound


def trusted(heard: Heard, *, clip: Clip) -> Heard:
    """Return what was heard in a clip (float32, 16 kHz, mono) with word times on the sound, without phrases that nobody
    said, and with `Word.suspect` set where a word may never have been said. No words stay no words.
    """
    timed = replace(heard, words=on_sound(heard.words, clip=clip))
    return marked(without_inventions(timed, clip=clip))
