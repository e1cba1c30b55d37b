"""Secrets that are handed out once: 256 random bits, of which only the SHA-256 is kept.

They are looked up by that digest, so that comparing them takes no time that depends on the secret.
"""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A new secret, of 43 characters that need no escaping in addresses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """The SHA-256 of a secret, as hexadecimal."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
