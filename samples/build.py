"""Make the sample again: ``python samples/build.py`` (pip fetches the pictures; a few minutes)."""

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
runpy.run_module("samples.film", run_name="__main__")
