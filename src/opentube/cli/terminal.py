"""Where words for people go: standard error, so that standard output stays for results."""

import json
import sys
from typing import Any

from rich.console import Console

console = Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """One JSON value on standard output, for machines."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
