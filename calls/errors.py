"""Every error a person or a program may meet, each with a stable code. The docstring says when it happens.

The API, the command line and the worker translate these; nothing else is caught by type across rooms.
"""


class TalktrackError(Exception):
    """Something went wrong that a person can be told about. `retryable` says whether trying again may help."""

    code = "internal"
    retryable = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(TalktrackError):
    """Nothing is stored under that id."""

    code = "not_found"


class InvalidInput(TalktrackError):
    """A value given by a person or program is not usable; the message says what is."""

    code = "invalid_input"


class TooManyRows(InvalidInput):
    """More rows are asked for than the format holds; narrow it down, or take another format."""

    code = "too_many_rows"


class Unauthorized(TalktrackError):
    """No key was given, or it is not known, or it has ended."""

    code = "unauthorized"


class Forbidden(TalktrackError):
    """The key is good but lacks the scope for this."""

    code = "forbidden"


class Conflict(TalktrackError):
    """The same identity was used for something else."""

    code = "conflict"


class UploadBusy(Conflict):
    """The upload is being written to by another request; it may go on when that one has ended."""

    code = "upload_busy"
    retryable = True


class UploadMismatch(Conflict):
    """The bytes sent do not continue what is here; ask how far the upload is, and go on from there."""

    code = "upload_mismatch"
    retryable = True


class UploadExpired(NotFound):
    """The upload was left unfinished for a day, so it was dropped; begin it anew."""

    code = "upload_expired"


class RecordingError(TalktrackError):
    """A recording cannot be used; the file is kept and the other files go on."""

    code = "recording_unusable"


class EmptyFile(RecordingError):
    """The file has no bytes."""

    code = "empty_file"


class UnreadableAudio(RecordingError):
    """The file is not a recording in a format Talktrack reads, or is broken from the start."""

    code = "unreadable_audio"


class NoAudioTrack(RecordingError):
    """The file is readable but holds no sound."""

    code = "no_audio_track"


class SilentAudio(RecordingError):
    """Decoding worked, but nobody says anything."""

    code = "silent_audio"


class WrongLanguage(RecordingError):
    """The recording is in a language that the chosen speech model does not know."""

    code = "wrong_language"


class TooLong(RecordingError):
    """The recording is longer than the limit."""

    code = "too_long"


class TooLarge(RecordingError):
    """The file is larger than the limit."""

    code = "too_large"


class UnreadableTranscript(RecordingError):
    """A ready transcript or sidecar is not in a shape Talktrack reads."""

    code = "unreadable_transcript"


class DecoderFailed(RecordingError):
    """The decoder died or ran past its limits on this file."""

    code = "decoder_failed"


class ChangedFile(RecordingError):
    """What arrived is not what the sender announced: the file changed while it was sent."""

    code = "changed_file"


class WeightsError(TalktrackError):
    """Model weights are missing or are not the ones that were published."""

    code = "weights_unusable"


class EngineMissing(TalktrackError):
    """The chosen transcription engine is not installed or not known."""

    code = "engine_missing"


class EngineFailed(TalktrackError):
    """The speech model crashed or hung on a batch; the batch is tried again."""

    code = "engine_failed"
    retryable = True


class IssuerAway(TalktrackError):
    """The company's sign-in cannot be reached or answers nonsense."""

    code = "issuer_away"
    retryable = True


class StorageFull(TalktrackError):
    """No room is left in the data folder."""

    code = "storage_full"
    retryable = True


class SearchUnavailable(TalktrackError):
    """The search by meaning stopped answering between two pages of one search."""

    code = "search_unavailable"
    retryable = True
