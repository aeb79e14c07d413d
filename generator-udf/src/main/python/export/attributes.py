"""Attributes and their classes as a labeler's description lists them; any text is a name, as in the job."""

import unicodedata

from errors import ExportError


def checked(attributes, where: str) -> dict:
    """{name: [class, ...]} in the order of the logits.

    Names are compared as Unicode compares them: a letter with an accent is the same as one or as two characters.
    """
    if not isinstance(attributes, dict) or not attributes:
        raise ExportError(f'{where} must hold {{"attributes": {{name: [class, ...]}}}} in the order of the logits')
    require_distinct(list(attributes), f"{where}: attributes")
    for name, classes in attributes.items():
        if not name:
            raise ExportError(f"{where}: an attribute must have a name but has an empty one")
        if not isinstance(classes, list) or len(classes) < 2:
            raise ExportError(f"{where}: attribute {name!r} must list at least 2 classes but has {classes}")
        if not all(isinstance(each, str) for each in classes):
            other = next(each for each in classes if not isinstance(each, str))
            raise ExportError(f"{where}: classes of attribute {name!r} must be strings but one is {other}; put it in quotes")
        require_distinct(classes, f"{where}: attribute {name!r}")
    return attributes


def require_distinct(names: list, where: str) -> None:
    seen = set()
    for name in names:
        plain = unicodedata.normalize("NFC", name)
        if plain in seen:
            raise ExportError(f"{where} names {name!r} twice")
        seen.add(plain)


def of_list(entries, where: str) -> dict:
    """The same of a bundle's list of objects."""
    if not isinstance(entries, list) or not all(isinstance(each, dict) and {"name", "classes"} <= set(each) for each in entries):
        raise ExportError(f"{where}: attributes must be a list of names and classes")
    require_distinct([str(each["name"]) for each in entries], f"{where}: attributes")
    return checked({each["name"]: each["classes"] for each in entries}, where)
