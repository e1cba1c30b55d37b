"""A report as one self-contained HTML file: see ``render.render_page(document, pictures)``."""
