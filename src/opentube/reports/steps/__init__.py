"""The steps of a report, one file each, by stage."""

from opentube.reports.options import Stage
from opentube.reports.steps.base import Save, Step
from opentube.reports.steps.digest import DigestStep
from opentube.reports.steps.fetch import FetchStep
from opentube.reports.steps.ingest import IngestStep
from opentube.reports.steps.label import LabelStep
from opentube.reports.steps.people import PeopleStep
from opentube.reports.steps.scan import ScanStep
from opentube.reports.steps.sheet import SheetStep

STEPS: dict[Stage, Step] = {
    step.stage: step
    for step in (FetchStep(), IngestStep(), LabelStep(), DigestStep(), ScanStep(), PeopleStep(), SheetStep())
}

__all__ = ["STEPS", "Save", "Step"]
