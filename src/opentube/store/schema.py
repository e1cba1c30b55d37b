"""Every table of the product, for migrations and for whoever needs to see them together."""

import opentube.accounts.access_tables
import opentube.accounts.tables
import opentube.events.tables
import opentube.exports.tables
import opentube.persons.tables
import opentube.reports.tables
import opentube.sources.tables
import opentube.sources.uploads.tables
import opentube.store.repeats  # noqa: F401 - importing a table registers it
from opentube.store.base import Base

metadata = Base.metadata
