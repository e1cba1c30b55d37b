"""Word lists that this project wrote, one plain file each; ``#`` starts a comment."""

from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of ``name``, a file of this folder with words parted by white space."""
    lines = files(__name__).joinpath(name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())
