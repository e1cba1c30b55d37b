"""The one settings object: read from ``OPENTUBE_*`` environment variables and an optional ``.env`` file."""

import os
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork
from pydantic_settings import BaseSettings, SettingsConfigDict


class OpenIdIssuer(BaseModel):
    """An issuer of OpenID Connect, found by discovery."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,30}$")]
    issuer: str
    client_id: str
    client_secret: str | None = None


class Settings(BaseSettings):
    """What an operator can set. The defaults need nothing but a writable home."""

    model_config = SettingsConfigDict(env_prefix="OPENTUBE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Annotated[Path, Field(description="Where everything of the owner lives.")] = user_data_path("open-tube")
    database_url: Annotated[
        str | None,
        Field(description="PostgreSQL 15 or newer, as postgresql://user@host/name. Empty: the embedded one."),
    ] = None
    blob_url: Annotated[
        str | None, Field(description="s3://bucket/prefix or file:///folder. Empty: a folder in data_dir.")
    ] = None
    models_dir: Annotated[Path | None, Field(description="Downloaded models. Empty: a folder in data_dir.")] = None
    threads: Annotated[int, Field(ge=1, description="Threads that one worker may use.")] = os.cpu_count() or 1
    segment_s: Annotated[float, Field(ge=20, le=60, description="Seconds of video in one job.")] = 30.0
    comment_batch: Annotated[int, Field(ge=10, le=10_000, description="Comments in one job.")] = 1000
    heartbeat_s: Annotated[float, Field(gt=0, description="How often a worker says that it lives.")] = 3.0
    stalled_after_s: Annotated[float, Field(gt=0, description="Silence after which a worker counts as dead.")] = 10.0

    public_url: Annotated[
        str, Field(description="How browsers reach the server. Anything but http://localhost needs https://.")
    ] = "http://localhost:8000"
    openid: Annotated[
        tuple[OpenIdIssuer, ...],
        Field(description="Issuers to sign in with, as JSON: [{name, issuer, client_id, client_secret}]."),
    ] = ()
    firebase_project: Annotated[str | None, Field(description="A Firebase project whose ID tokens sign people in.")] = (
        None
    )
    firebase_keys_url: Annotated[str, Field(description="Where the keys of Firebase are published.")] = (
        "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
    )
    firebase_emulator_host: Annotated[
        str | None,
        Field(description="For trying: host:port of an emulator on this machine, whose tokens prove nothing."),
    ] = None
    allow_sign_up: Annotated[
        bool, Field(description="Whether strangers whom an issuer vouches for get a workspace of their own.")
    ] = False
    webhook_networks: Annotated[
        tuple[IPvAnyNetwork, ...],
        Field(description='Private networks that webhooks may go to, as JSON: ["10.0.0.0/8"].'),
    ] = ()
    rate_limit: Annotated[str, Field(description="Requests that a key or a session may make.")] = "600/minute"
    max_upload_bytes: Annotated[int, Field(gt=0, description="The largest file that can be uploaded.")] = 20 * 2**30

    @property
    def models_path(self) -> Path:
        """The folder that ``open-tube models pull`` fills."""
        return self.models_dir or self.data_dir / "models"
