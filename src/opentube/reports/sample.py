"""The bundled sample: a short film with comments, all made for it."""

from importlib.resources import files
from pathlib import Path

from opentube.errors import UserError

CHECKOUT = Path(__file__).parents[3] / "samples"


class SampleMissing(UserError):
    """The sample is not part of this installation. Analyse a video of your own."""

    code = "sample_missing"


def sample_film() -> Path:
    """The film of the sample, its comments beside it.

    Raises:
        SampleMissing: neither the package nor a checkout around it has it.
    """
    packaged = Path(str(files("opentube"))) / "sample"
    for folder in (packaged, CHECKOUT):
        if (film := folder / "sample.mp4").is_file():
            return film
    raise SampleMissing
