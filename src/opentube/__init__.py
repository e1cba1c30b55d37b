"""Open-Tube: what is in a video, and what its audience says about it."""

from importlib.metadata import version

__version__ = version("open-tube")
