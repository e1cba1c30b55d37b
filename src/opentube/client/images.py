"""Pictures to send."""

import os
from pathlib import Path

Image = str | os.PathLike[str] | bytes
"""A path, or the bytes themselves."""


def picture(image: Image) -> tuple[str, bytes]:
    """The name and the bytes of a picture.

    Raises:
        OSError: it cannot be read.
    """
    return ("picture", image) if isinstance(image, bytes) else (Path(image).name, Path(image).read_bytes())
