"""Mistakes of the user: one line that names the thing and the remedy."""


class ExportError(Exception):
    """Ends the export; `export_bundle.py` prints it and exits with status 2."""
