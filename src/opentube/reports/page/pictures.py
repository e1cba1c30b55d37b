"""Pictures as ``data:`` URIs."""

import base64
from collections.abc import Mapping

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def data_uri(pictures: Mapping[str, bytes], name: str | None) -> str | None:
    """The picture ``name`` as a ``data:`` URI; None when it is missing or not a JPEG, WebP or PNG file."""
    data = pictures.get(name, b"") if name else b""
    kind = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}" if kind else None
