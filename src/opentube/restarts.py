"""When to give up on a process that ends whenever it is started."""

import time
from collections import deque

MOST, WITHIN_S = 5, 30.0
"""A worker that is killed by its job takes that job again only after a silence, so it does not count as unable to start."""


class Restarts:
    """How often something was started again of late."""

    def __init__(self) -> None:
        self._at_s: deque[float] = deque(maxlen=MOST + 1)

    def too_often(self) -> bool:
        """Count another, and say whether it makes no sense."""
        self._at_s.append(time.monotonic())
        return len(self._at_s) > MOST and self._at_s[-1] - self._at_s[0] < WITHIN_S
