"""What a report says, whole or in parts."""

from collections.abc import Sequence
from pathlib import Path

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.downloads import OnBytes, PathLike, download
from opentube.client.models.document import (
    CommentNumbers,
    DocumentField,
    Keyword,
    Moment,
    PersonsInReport,
    ReportDocument,
    Summary,
    Topic,
)
from opentube.client.models.faces import Boxes, FacesOnScreen
from opentube.client.models.persons import Edit, Track
from opentube.client.protocol import Id, given, place
from opentube.client.steps import Steps, Stream


class Results(Resource[Mode]):
    """The results of reports. An analysis that was not asked for, or is not done, is ``NotFound`` (``part_not_found``)."""

    @operation
    def document(self, report_id: Id, *, fields: Sequence[DocumentField] = ()) -> Steps[ReportDocument]:
        """A report, whole; with ``fields``, only these parts of it."""
        return self._protocol.get(ReportDocument, place("reports", report_id, "document"), fields=fields)

    @operation
    def summary(self, report_id: Id) -> Steps[Summary]:
        """The summary in sentences, Korean and English."""
        return self._protocol.get(Summary, place("reports", report_id, "summary"))

    @operation
    def numbers(self, report_id: Id) -> Steps[CommentNumbers]:
        """The numbers of the comments, their course over time, and examples."""
        return self._protocol.get(CommentNumbers, place("reports", report_id, "numbers"))

    @listing
    def keywords(self, report_id: Id, *, page_size: int = 200) -> Stream[Keyword]:
        """The keywords, the most telling first."""
        return self._protocol.pages(Keyword, place("reports", report_id, "keywords"), page_size)

    @listing
    def topics(self, report_id: Id, *, page_size: int = 200) -> Stream[Topic]:
        """The topics, the largest first."""
        return self._protocol.pages(Topic, place("reports", report_id, "topics"), page_size)

    @listing
    def moments(self, report_id: Id, *, page_size: int = 200) -> Stream[Moment]:
        """The moments that comments point at, in order of time."""
        return self._protocol.pages(Moment, place("reports", report_id, "moments"), page_size)

    @operation
    def persons(self, report_id: Id) -> Steps[PersonsInReport]:
        """The people of the video, and when they are on screen."""
        return self._protocol.get(PersonsInReport, place("reports", report_id, "persons"))

    @listing
    def tracks(self, report_id: Id, *, unsure: bool = False, page_size: int = 200) -> Stream[Track]:
        """The tracks of faces; only those that are nobody's yet where they are ``unsure``."""
        return self._protocol.pages(Track, place("reports", report_id, "tracks"), page_size, unsure=unsure)

    @operation
    def faces(self, report_id: Id, time_s: float) -> Steps[FacesOnScreen]:
        """The faces on screen at a time, from left to right."""
        return self._protocol.get(FacesOnScreen, place("reports", report_id, "faces"), time_s=time_s)

    @operation
    def boxes(self, report_id: Id, start_s: float, end_s: float) -> Steps[Boxes]:
        """Where faces are in a piece of the film, track by track."""
        return self._protocol.get(Boxes, place("reports", report_id, "boxes"), start_s=start_s, end_s=end_s)

    @operation
    def draw_face(
        self,
        report_id: Id,
        time_s: float,
        box: tuple[float, float, float, float],
        *,
        person_id: Id | None = None,
        idempotency_key: str | None = None,
    ) -> Steps[Edit]:
        """Add a face that was missed: its box (x, y, w, h in 0..1), and whose it is, or somebody new's."""
        body = given({"time_s": time_s, "box": box, "person_id": person_id})
        return self._protocol.create(Edit, place("reports", report_id, "faces"), body, key=idempotency_key)

    @operation
    def save_media(self, report_id: Id, to: PathLike, *, on_progress: OnBytes | None = None) -> Steps[Path]:
        """Download the film."""
        return download(self._protocol, place("reports", report_id, "media"), Path(to), on_progress)

    @operation
    def save_picture(self, report_id: Id, to: PathLike) -> Steps[Path]:
        """Download the picture that lists show, a JPEG."""
        return download(self._protocol, place("reports", report_id, "picture"), Path(to))

    @operation
    def save_contact_sheet(self, report_id: Id, to: PathLike) -> Steps[Path]:
        """Download frames of the whole film side by side, a JPEG."""
        return download(self._protocol, place("reports", report_id, "contact-sheet"), Path(to))
