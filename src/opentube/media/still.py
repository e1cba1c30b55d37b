"""Pictures that somebody gives, decoded upright and small."""

from io import BytesIO

import av
import cv2
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from opentube.errors import UserError

MAX_BYTES = 50_000_000
MAX_PIXELS = 64_000_000
WORKING_SIDE = 1600
"""Photos are made this small before they are looked through, longer side in pixels."""

ONLY_PHOTOS = {"format_whitelist": "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe"}
LIMIT = {"max_pixels": str(MAX_PIXELS)}
"""More than that FFmpeg does not decode, not even to tell the size."""


class PhotoUnreadable(UserError):
    """This is not a photo that can be read. Use a whole JPEG, PNG, WebP, BMP or TIFF file of at most 64 megapixels."""

    code = "photo_unreadable"


class PhotoTooLarge(UserError):
    """The photo file has more than 50 MB. Make it smaller first."""

    code = "photo_too_large"


def decode_photo(photo: bytes) -> NDArray[np.uint8]:
    """Return the photo upright, (height, width, 3) uint8 BGR, its longer side at most `WORKING_SIDE`.

    Its size is known first, so that a small file cannot ask for much memory.

    Raises:
        PhotoUnreadable: not a picture, or of more than `MAX_PIXELS`, and then it was not decoded.
        PhotoTooLarge: more than `MAX_BYTES`.
    """
    if len(photo) > MAX_BYTES:
        raise PhotoTooLarge
    try:
        with av.open(BytesIO(photo), container_options=ONLY_PHOTOS, options=LIMIT) as container:
            size = container.streams.video[0]
            pixels = size.width * size.height
    except (FFmpegError, ValueError, IndexError) as error:
        raise PhotoUnreadable from error
    if not pixels:
        raise PhotoUnreadable
    try:
        decoded = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PhotoUnreadable from error
    if decoded is None:
        raise PhotoUnreadable
    picture = np.asarray(decoded, np.uint8)
    scale = WORKING_SIDE / max(picture.shape[:2])
    if scale < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return picture
