"""What the HTTP process can be told."""

from pydantic import Field

from store.settings import StoreSettings


class ApiSettings(StoreSettings):
    """Settings of `talktrack api`, read from the environment as `TALKTRACK_<NAME>`."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, description="Port to listen on.")
    demo: bool = Field(
        default=False, description="Let anyone on this machine read without a key; only on a loopback address."
    )
    max_upload_mb: int = Field(default=2000, description="Largest recording taken, in megabytes.")
    allowed_hosts: list[str] = Field(
        default=[],
        description="Host names (JSON list) the service answers to besides localhost and the listen address.",
    )
