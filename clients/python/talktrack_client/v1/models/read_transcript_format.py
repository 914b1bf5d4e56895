from typing import Literal

ReadTranscriptFormat = Literal["json", "srt", "txt", "vtt"]

READ_TRANSCRIPT_FORMAT_VALUES: set[ReadTranscriptFormat] = {
    "json",
    "srt",
    "txt",
    "vtt",
}


def check_read_transcript_format(value: str) -> ReadTranscriptFormat:
    if value in READ_TRANSCRIPT_FORMAT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {READ_TRANSCRIPT_FORMAT_VALUES!r}")
