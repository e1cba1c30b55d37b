"""A client for the API: ``Client`` blocks, ``AsyncClient`` does not."""

from opentube.client.client import AsyncClient, Client
from opentube.client.deliveries import verify
from opentube.client.errors import (
    ApiError,
    ClientError,
    Conflict,
    ConnectionFailed,
    ExportFailed,
    Invalid,
    NotAllowed,
    NotConfigured,
    NotFound,
    NotSignedIn,
    RateLimited,
    SignatureInvalid,
    Unavailable,
    UploadRefused,
    WaitedTooLong,
)

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "ClientError",
    "Conflict",
    "ConnectionFailed",
    "ExportFailed",
    "Invalid",
    "NotAllowed",
    "NotConfigured",
    "NotFound",
    "NotSignedIn",
    "RateLimited",
    "SignatureInvalid",
    "Unavailable",
    "UploadRefused",
    "WaitedTooLong",
    "verify",
]
