"""Faces of any pictures."""

from collections.abc import Iterable

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.images import Image, picture
from opentube.client.models.faces import Faces
from opentube.client.protocol import Protocol, parsed
from opentube.client.steps import Emit, Request, Steps, Stream


class Images(Resource[Mode]):
    """Pictures, of which nothing is stored."""

    @operation
    def faces(self, image: Image) -> Steps[Faces]:
        """The faces of a JPEG, PNG or WebP picture, best first."""
        return _faces(self._protocol, image)

    @listing
    def faces_of_each(self, images: Iterable[Image]) -> Stream[Faces]:
        """The faces of any number of pictures, in their order, each read and sent as its faces are wanted."""
        for image in images:
            yield Emit((yield from _faces(self._protocol, image)))


def _faces(protocol: Protocol, image: Image) -> Steps[Faces]:
    request = Request("POST", "images:faces", files={"image": picture(image)})
    return parsed(Faces, (yield from protocol.ask(request)))
