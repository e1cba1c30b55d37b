"""A report as one self-contained HTML file: ``render_page(document, pictures)``."""

from opentube.reports.page.render import render_page

__all__ = ["render_page"]
