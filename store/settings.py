"""Where things are kept. The API's and the worker's settings extend this; nothing else reads the environment."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """One data folder, sensible with nothing set. Every setting is read as `TALKTRACK_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="TALKTRACK_", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default=Path.home() / ".local" / "share" / "talktrack",
        description="Folder that holds the databases, recordings and scratch files.",
    )
    database_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("TALKTRACK_DATABASE_URL", "DATABASE_URL"),
        description="PostgreSQL address (postgresql://…) for many machines; SQLite in the data folder when not set.",
    )
    redact: Literal["on", "off"] = Field(
        default="on", description="Whether personal data is found, and hidden from those who only read: on or off."
    )

    search_url: str | None = Field(
        default=None,
        description="Address of the search service (http://…) on another machine; a socket in the data folder else.",
    )
    search_secret: SecretStr | None = Field(
        default=None, description="What the API shows the search service, and that one asks for, across machines."
    )
    watch_dir: Path | None = Field(
        default=None,
        description="Folder that `talktrack serve` and `ingest --watch` take recordings from as they come.",
    )
    team: str = Field(
        default="te_home", description="Id of the team whose calls commands work on; the first team when not set."
    )

    @property
    def app_url(self) -> str:
        """SQLAlchemy address of the application's database."""
        if self.database_url:
            return with_psycopg(self.database_url)
        return f"sqlite:///{self.data_dir / 'app.sqlite'}"

    @property
    def engine_url(self) -> str:
        """SQLAlchemy address of the work engine's tables: a second SQLite file, or the same PostgreSQL database."""
        if self.database_url:
            return with_psycopg(self.database_url)
        return f"sqlite:///{self.data_dir / 'engine.sqlite'}"

    @property
    def audio_dir(self) -> Path:
        """Folder of the recordings, named by content."""
        return self.data_dir / "audio"

    @property
    def search_socket(self) -> Path:
        """Where the search service of this machine listens."""
        return self.data_dir / "search.sock"

    @property
    def work_dir(self) -> Path:
        """Folder of scratch files (decoded sound); may be deleted while nothing runs."""
        return self.data_dir / "work"


def with_psycopg(url: str) -> str:
    """Return a PostgreSQL address that names the psycopg 3 driver."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
