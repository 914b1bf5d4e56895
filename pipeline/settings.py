"""What a worker can be told."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from nlp.chat import Endpoint, endpoint
from store.settings import StoreSettings


class WorkerSettings(StoreSettings):
    """Settings of `talktrack worker` and the stage commands, read from the environment as `TALKTRACK_<NAME>`."""

    engine: str = Field(
        default="auto", description="Transcription engine: auto, faster-whisper, openai-whisper or scripted (tests)."
    )
    model: str = Field(
        default="base", description="Speech model: base, tiny.en, or small, medium, large-v3-turbo or a path."
    )
    language: str | None = Field(default=None, description="Language code to force; found out per call when not set.")
    detector: str = Field(
        default="tuned",
        description="What finds moments: tuned (an encoder), heads (linear), rules (no model), llm or tuned+llm.",
    )
    encoder: str = Field(default="minilm", description="What makes quotes comparable: minilm, or hashing (tests).")
    cache_dir: Path = Field(
        default=Path.home() / ".cache" / "talktrack", description="Folder of prepared model weights; may be deleted."
    )
    max_hours: float = Field(default=12.0, description="Longest recording taken, in hours.")
    threads: int = Field(default=0, description="Threads of the speech model; 0 takes every core there is.")
    vocabulary: Path | None = Field(
        default=None, description="File of names that are said on calls (products, competitors, people), one a line."
    )
    competitors: Path | None = Field(
        default=None, description="File of competitors, one a line: `NAME heard as: OTHER, …`, beside those known."
    )
    llm_url: str | None = Field(
        default=None, description="OpenAI-compatible endpoint, asked only by the detectors llm and tuned+llm."
    )
    llm_model: str | None = Field(default=None, description="Name of the model at that endpoint.")
    llm_key: SecretStr | None = Field(default=None, description="Key for that endpoint; never logged.")
    llm_timeout_s: float = Field(default=30.0, gt=0, description="Longest wait for one answer, in seconds.")
    llm_most_tokens: int = Field(
        default=60_000, ge=0, description="Tokens, in and out, that one call of audio may use."
    )
    search: Literal["on", "off"] = Field(
        default="on",
        description="Whether this worker runs the search service, which finds quotes by meaning: on or off.",
    )
    search_listen: str | None = Field(
        default=None,
        description="HOST:PORT the search service serves other machines on; needs TALKTRACK_SEARCH_SECRET.",
    )
    log_level: Literal["info", "warning"] = Field(
        default="warning", description="What the worker tells on standard error: info or warning."
    )

    def llm_endpoint(self) -> Endpoint:
        """Return the language model to ask. Raises InvalidInput saying which setting is missing or wrong."""
        return endpoint(
            self.llm_url,
            self.llm_model,
            key=self.llm_key.get_secret_value() if self.llm_key else None,
            timeout_s=self.llm_timeout_s,
            most_tokens=self.llm_most_tokens,
        )
