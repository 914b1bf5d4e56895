"""Ready transcripts: the shapes platforms export become turns with roles and seconds."""

import json

import pytest

from calls.call import Party
from calls.captions import transcript_to_vtt
from calls.errors import UnreadableTranscript
from calls.formats import transcript_to_dict
from calls.transcript import Role, Transcript
from ingest.ready_transcript import read_ready_transcript

PARTIES = (Party(name="Ana", role=Role.REP), Party(name="Bo Lind", role=Role.BUYER))


def read(data: object, parties: tuple[Party, ...] = ()) -> Transcript:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_ready_transcript(content, call_id="ca_1", filename="t.json", parties=parties)[0]


@pytest.mark.parametrize(
    "data",
    [
        [
            {"speaker": "rep", "text": "Hi.", "start_ms": 500, "end_ms": 900},
            {"speaker": "buyer", "text": "Hello.", "start_ms": 1000},
        ],
        {
            "turns": [
                {"speaker": "rep", "text": "Hi.", "start": 500, "end": 900},
                {"role": "buyer", "text": "Hello.", "start": 1000},
            ]
        },
        {
            "utterances": [
                {"speaker": "Rep", "text": "Hi.", "startMs": 500, "endMs": 900},
                {"speaker": "BUYER", "text": "Hello.", "startMs": 1000},
            ]
        },
        {
            "parties": [
                {"id": 7, "name": "Ana", "affiliation": "internal"},
                {"id": "b", "name": "Bo", "affiliation": "external"},
            ],
            "monologues": [
                {"speakerId": 7, "sentences": [{"text": "Hi.", "start": 500, "end": 900}]},
                {"speakerId": "b", "sentences": [{"text": "Hello.", "start": 1000, "end": 1200}]},
            ],
        },
    ],
)
def test_exports_of_different_makes_come_out_alike(data: object) -> None:
    transcript = read(data)
    assert [(turn.role, turn.text, turn.start_s) for turn in transcript.turns] == [
        (Role.REP, "Hi.", 0.5),
        (Role.BUYER, "Hello.", 1.0),
    ]
    assert transcript.turns[0].end_s == 0.9


def test_speakers_get_their_roles_from_the_sidecars_parties() -> None:
    transcript = read([{"speaker": "bo lind", "text": "Too dear."}, {"speaker": "Someone", "text": "Hm."}], PARTIES)
    assert [turn.role for turn in transcript.turns] == [Role.BUYER, Role.UNKNOWN]


def test_webvtt_with_voices_and_with_name_prefixes() -> None:
    first = "00:00:01.250 --> 00:00:02.500\n<v Ana>Hi there\nBo.</v>"
    vtt = f"WEBVTT\n\n{first}\n\n00:00:03.000 --> 00:00:04.000\nBo Lind: Too dear.\n"
    turns = read(vtt.encode(), PARTIES).turns
    assert [(turn.speaker, turn.role, turn.text, turn.start_s, turn.end_s) for turn in turns] == [
        ("Ana", Role.REP, "Hi there Bo.", 1.25, 2.5),
        ("Bo Lind", Role.BUYER, "Too dear.", 3.0, 4.0),
    ]


def test_what_talktrack_writes_it_reads_again() -> None:
    transcript = read([{"speaker": "rep", "text": "A < B & C", "start_ms": 0, "end_ms": 1500}])
    assert read(transcript_to_dict(transcript)).turns == transcript.turns
    assert read(transcript_to_vtt(transcript).encode()).turns == transcript.turns


def test_metadata_of_the_export_is_taken_along() -> None:
    data = {
        "started": "2026-09-01T10:00:00Z",
        "account": {"name": "Harbor"},
        "turns": [{"speaker": "buyer", "text": "Hi"}],
    }
    _, details = read_ready_transcript(json.dumps(data).encode(), call_id="ca_1", filename="t.json")
    assert (details.account, str(details.started_at)) == ("Harbor", "2026-09-01 10:00:00+00:00")


def test_what_databases_cannot_keep_is_put_right() -> None:
    turns = [{"index": 3, "speaker": "x" * 300, "text": "a\\u0000b"}, {"index": 3, "speaker": "y", "text": "c"}]
    transcript = read(json.dumps({"turns": turns}).replace("\\\\u0000", "\\u0000").encode())
    assert [(turn.index, len(turn.speaker), turn.text) for turn in transcript.turns] == [(0, 200, "ab"), (1, 1, "c")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"not json",
        b"{}",
        b"[]",
        b'{"turns": []}',
        b'{"turns": [3]}',
        b'[{"speaker": "rep"}]',
        b'[{"text": "x", "start_ms": "soon"}]',
        b'[{"text": "x", "start_ms": -5}]',
        b'[{"text": "x", "start_ms": 1e300}]',
        b'[{"text": "  "}]',
        b'{"turns": [{"index": 0, "text": "x"}], "duration_s": "abc"}',
        b'{"turns": [{"index": 0, "text": "x", "start_s": NaN}]}',
        b"WEBVTT\n\nno cue here",
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_read_says_why(content: bytes) -> None:
    with pytest.raises(UnreadableTranscript):
        read(content)
