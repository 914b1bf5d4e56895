"""What the HTTP process can be told."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from store.settings import StoreSettings


class ApiSettings(StoreSettings):
    """Settings of `talktrack api`, read from the environment as `TALKTRACK_<NAME>`."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, description="Port to listen on.")
    demo: bool = Field(
        default=False, description="Let anyone on this machine read without a key; only on a loopback address."
    )
    max_upload_mb: int = Field(default=2000, description="Largest recording taken, in megabytes.")
    rate_limit: str = Field(
        default="3000/minute", description="Requests a key, a session or an unknown address has; `off` for no limit."
    )
    attempt_limit: str = Field(
        default="30/minute", description="Wrong passwords and keys that one address may try; `off` for no limit."
    )
    allowed_hosts: list[str] = Field(
        default=[],
        description="Host names (JSON list) the service answers to besides localhost and the listen address.",
    )
    oidc_issuer: str | None = Field(
        default=None, description="Address of an OpenID Connect issuer through which people may sign in too."
    )
    oidc_client_id: str | None = Field(default=None, description="What the issuer knows this service as.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="The secret that goes with it.")
    oidc_name: str = Field(default="your company account", description="What the sign-in button calls the issuer.")
    public_url: str | None = Field(
        default=None, description="Address that people open (https://…), where a proxy stands in front."
    )


class AssistantSettings(BaseSettings):
    """Settings of `talktrack mcp`: which service it asks, and with what key."""

    model_config = SettingsConfigDict(env_prefix="TALKTRACK_", extra="ignore")

    url: str = Field(default="http://127.0.0.1:8000", description="Address of the service that an assistant asks.")
    key: SecretStr | None = Field(default=None, description="Key that an assistant asks with; none for a demo.")
