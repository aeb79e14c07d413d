"""Mistakes of the user: one line that names the thing and the remedy."""

import json


class ExportError(Exception):
    """Ends the export; `export_bundle.py` prints it and exits with status 2."""


def shown(value) -> str:
    """A value of a JSON file as it stands there; a long one is cut."""
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else f"{text[:50]} ..."


def one_line(error: Exception) -> str:
    """A mistake that was foreseen in its own words, another with its kind."""
    line = " ".join(str(error).split())
    if isinstance(error, (ExportError, OSError)):
        return line
    return f"unsupported: {type(error).__name__}: {line[:300]}; --traceback shows where"
