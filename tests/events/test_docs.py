"""The documentation lists every event."""

from opentube.events.kinds import EventKind
from tests.conftest import REPOSITORY


def test_every_event_is_in_the_docs() -> None:
    page = (REPOSITORY / "docs" / "events.md").read_text(encoding="utf-8")
    assert [kind for kind in EventKind if f"| `{kind}` |" not in page] == []
