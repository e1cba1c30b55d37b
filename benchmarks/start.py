"""How long ``open-tube serve`` takes until it answers: ``python -m benchmarks.start``.

In a new folder, where it first makes a database, and in the same folder again. In the same run the embedded PostgreSQL alone
makes and starts one, which no first start can be faster than, and Python alone imports FastAPI.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.api.server import served

ROUNDS = 5
POSTGRES = """
import sys
from pathlib import Path
from opentube.store.embedded import start_embedded, stop_embedded
start_embedded(Path(sys.argv[1]))
stop_embedded(Path(sys.argv[1]))
"""


def seconds(act: Callable[[], None]) -> float:
    """How long something takes."""
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def start(folder: Path) -> float:
    """From the command until ``/readyz`` says that it is ready."""
    begun = time.monotonic()
    with served(folder):
        return time.monotonic() - begun


def python(code: str, *arguments: str) -> None:
    """Run code in an interpreter of its own."""
    subprocess.run([sys.executable, "-c", code, *arguments], check=True)


def measure(root: Path) -> dict[str, list[float]]:
    """All starts, in turn, so that each meets the same machine."""
    found: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        alone, folder = root / f"postgres-{number}", root / f"serve-{number}"
        folder.mkdir()
        for name, took in (
            ("Python imports FastAPI", seconds(partial(python, "import fastapi"))),
            ("PostgreSQL alone, made, started, stopped", seconds(partial(python, POSTGRES, str(alone)))),
            ("open-tube serve, first start", start(folder)),
            ("open-tube serve, again", start(folder)),
        ):
            found.setdefault(name, []).append(took)
    return found


def main() -> None:
    """Print medians and the longest."""
    with tempfile.TemporaryDirectory(prefix="open-tube-start-") as root:
        found = measure(Path(root))
    print(f"{'':44} median s   most s")
    for name, took in found.items():
        print(f"{name:44} {statistics.median(took):8.2f} {max(took):8.2f}")


if __name__ == "__main__":
    main()
