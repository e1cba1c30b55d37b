"""Whether faces stay where they are, so that there is no need to look at what is between."""

import cv2
import numpy as np

from opentube.faces.anonymize.following import SURE_SCORE, Look
from opentube.faces.anonymize.parts import middles
from opentube.faces.detection import Detections
from opentube.faces.sampling import Sampled

MAX_MOVE = 0.35
"""Between two looks where a face moved farther, in face sizes, came or went, there should be another."""

STILL_SIDE = 256
STILL = 0.15
ALIKE = 0.8
"""A face is still that, in a picture so large, has moved no farther, in face sizes, and so alike is what is there."""


def still(last: Look, frame: Sampled) -> bool:
    """Whether every face of a look is certain, and looks the same near where it was."""
    if (last.found.scores < SURE_SCORE).any():
        return False
    now = frame.frame.grey(STILL_SIDE)
    before = cv2.resize(last.grey, now.shape[1::-1], interpolation=cv2.INTER_AREA)
    size = np.array(now.shape[1::-1])
    for box in last.found.boxes:
        low, end = (box[:2] * size).astype(int), np.ceil((box[:2] + box[2:]) * size).astype(int)
        reach = np.maximum((box[2:] * size * STILL).astype(int), 1)
        face = before[low[1] : end[1], low[0] : end[0]]
        around = np.maximum(low - reach, 0), end + reach
        near = now[around[0][1] : around[1][1], around[0][0] : around[1][0]]
        if cv2.minMaxLoc(cv2.matchTemplate(near, face, cv2.TM_CCOEFF_NORMED))[1] < ALIKE:
            return False
    return True


def steady(before: Detections, after: Detections) -> bool:
    """Whether every face that is certain in one look is near in the other."""
    return _stays(before, after) and _stays(after, before)


def _stays(here: Detections, there: Detections) -> bool:
    sure = here.boxes[here.scores >= SURE_SCORE]
    if not len(sure):
        return True
    if not len(there.boxes):
        return False
    size = np.maximum(sure[:, None, 2:], there.boxes[:, 2:])
    shift = (middles(sure)[:, None] - middles(there.boxes)) / size
    return bool((np.linalg.norm(shift, axis=2).min(axis=1) <= MAX_MOVE).all())
