"""How the document of the API describes an upload."""

from typing import Any

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "wav, mp3, m4a, mp4, ogg/opus, flac, webm; or a transcript (.json, .vtt).",
                        },
                        "metadata": {
                            "type": "string",
                            "description": "What the call platform knows, as JSON: id, title, started, direction, "
                            "account, parties (name, affiliation, channel), deal (stage, outcome, amount), "
                            "segment, lead_source.",
                        },
                        "channels": {
                            "type": "string",
                            "description": "Each channel's role in order, for example `rep,buyer`. Wins over metadata.",
                        },
                        "client_unique_id": {
                            "type": "string",
                            "description": "Your own id of the call. Wins over metadata.",
                        },
                    },
                },
                "example": {"file": "(the recording)", "channels": "rep,buyer", "client_unique_id": "crm-4711"},
            }
        },
    }
}
