"""The report's page, printed."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from opentube.errors import UserError
from opentube.exports import printing
from opentube.exports.options import PdfOptions
from opentube.exports.work import Making
from opentube.reports.write import write_report

_LOOK_EVERY_S: Final = 0.2


class PrintingFailed(UserError):
    """The page could not be printed. Open report.html in a browser and print it there."""

    code = "printing_failed"


class BrowserMissing(UserError):
    """Printing needs a browser: pip install "open-tube[pdf]", then playwright install chromium, then try again."""

    code = "browser_missing"


def make_pdf(making: Making, options: PdfOptions) -> Path:
    """Print report.html, in a process of its own that can be stopped at any time.

    Raises:
        BrowserMissing: there is nothing to print with.
        PrintingFailed: the browser did not print.
    """
    workshop = making.workshop
    written = write_report(workshop.database, workshop.blobs, making.owner_id, making.report_id, making.folder)
    path = making.folder / "report.pdf"
    command = [sys.executable, "-m", printing.__name__, str(written.page_path), str(path), options.language or ""]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            while True:
                making.check()
                try:
                    _, said = process.communicate(timeout=_LOOK_EVERY_S)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            process.kill()
            raise
    if process.returncode == printing.NO_BROWSER:
        raise BrowserMissing
    if process.returncode:
        error = PrintingFailed()
        error.add_note(said)
        raise error
    return path
