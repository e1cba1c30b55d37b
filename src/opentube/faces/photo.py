"""The faces of a photo, to look for in videos."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av
import cv2
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from opentube.errors import UserError
from opentube.faces.detection import Detections, Detector, YuNet
from opentube.faces.embedding import Embedder, SFace, align
from opentube.faces.quality import MIN_SIDE_PX, FaceQuality, assess

MAX_BYTES = 50_000_000
MAX_PIXELS = 64_000_000
WORKING_SIDE = 1600
"""Photos are made this small before they are looked through, longer side in pixels."""

ONLY_PHOTOS = {"format_whitelist": "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe"}
LIMIT = {"max_pixels": str(MAX_PIXELS)}
"""More than that FFmpeg does not decode, not even to tell the size."""
FRAME = 0.5
"""Of the longer side, added on each side for another look when no face was found: one may fill the photo."""


class PhotoUnreadable(UserError):
    """This is not a photo that can be read. Use a whole JPEG, PNG, WebP, BMP or TIFF file of at most 64 megapixels."""

    code = "photo_unreadable"


class PhotoTooLarge(UserError):
    """The photo file has more than 50 MB. Make it smaller first."""

    code = "photo_too_large"


class NoFaceInPhoto(UserError):
    """No face was found in the photo. Use one where the face looks at the camera and is well lit."""

    code = "photo_no_face"


@dataclass(frozen=True, slots=True)
class PhotoFace:
    """One face of a photo.

    Attributes:
        box: x, y, width, height of the upright photo, in 0..1.
        quality: what speaks for or against it.
        vector: (128,) float32, unit length; None where the face is too small, dark, blurred or turned away.
    """

    box: tuple[float, float, float, float]
    quality: FaceQuality
    vector: NDArray[np.float32] | None


class PhotoReader:
    """Finds and embeds the faces of photos with YuNet and SFace, by the paths of their files, or with what is given instead."""

    def __init__(self, detector: Path | Detector, embedder: Path | Embedder) -> None:
        self._detector = YuNet(detector) if isinstance(detector, Path) else detector
        self._embedder = SFace(embedder) if isinstance(embedder, Path) else embedder

    @property
    def embedder(self) -> str:
        """Name and version of what makes the vectors."""
        return f"{self._embedder.model.name} {self._embedder.model.version}"

    def read(self, photo: bytes) -> tuple[PhotoFace, ...]:
        """Return every face of a photo, best first: those with a vector before others, larger and clearer ones first.

        Raises:
            PhotoUnreadable: not a picture, or of more than `MAX_PIXELS`, and then it was not decoded.
            PhotoTooLarge: more than `MAX_BYTES`.
            NoFaceInPhoto: nobody is seen.
        """
        picture = _decode(photo)
        found = self._detector.detect(picture)
        if not len(found.scores):
            found = self._detect_in_frame(picture)
        if not len(found.scores):
            raise NoFaceInPhoto
        faces = [self._face(picture, found, row) for row in range(len(found.scores))]
        return tuple(
            sorted(faces, key=lambda face: (face.vector is None, -face.quality.overall * face.quality.side_px))
        )

    def _detect_in_frame(self, picture: NDArray[np.uint8]) -> Detections:
        height, width = picture.shape[:2]
        margin = round(FRAME * max(width, height))
        framed = cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        found = self._detector.detect(np.asarray(framed, np.uint8))
        size = np.array([width, height], np.float32)
        outer, offset = size + 2 * margin, np.array([margin, margin], np.float32)
        low = np.clip((found.boxes[:, :2] * outer - offset) / size, 0, 1)
        high = np.clip(((found.boxes[:, :2] + found.boxes[:, 2:]) * outer - offset) / size, 0, 1)
        boxes = np.concatenate([low, high - low], axis=1)
        inside = (boxes[:, 2:] > 0).all(axis=1)
        landmarks = (found.landmarks * outer - offset) / size
        return Detections(boxes[inside], landmarks[inside], found.scores[inside])

    def _face(self, picture: NDArray[np.uint8], found: Detections, row: int) -> PhotoFace:
        size = np.array([picture.shape[1], picture.shape[0]], np.float32)
        landmarks = found.landmarks[row] * size
        crop = align(picture, landmarks)
        quality = assess(crop, landmarks, float((found.boxes[row, 2:] * size).min()), float(found.scores[row]))
        x, y, width, height = found.boxes[row].tolist()
        return PhotoFace((x, y, width, height), quality, self._embedder.embed(crop) if quality.good else None)


def is_small(face: PhotoFace) -> bool:
    """Whether a face has too few pixels to be told from others."""
    return face.quality.side_px < MIN_SIDE_PX


def _decode(photo: bytes) -> NDArray[np.uint8]:
    """The photo upright, BGR; its size is known first, so that a small file cannot ask for much memory."""
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
