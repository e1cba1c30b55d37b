"""What the persons of a report are called."""

from markupsafe import Markup

from opentube.reports.document import PersonPart
from opentube.reports.page.strings import Phrase, same, say


def person_name(person: PersonPart, number: int) -> Phrase:
    """What a person is called: the name they were given, else their number."""
    if person.name is None:
        return say("person.number", number=number)
    return same(Markup("<bdi>{}</bdi>").format(person.name))
