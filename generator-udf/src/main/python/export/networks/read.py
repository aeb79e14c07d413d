"""Makes a family of a file whose layout is known: network, levels, conditions, and how its makers sample it."""

from pathlib import Path

from families.family import Family
from networks import adm_files, diffae_files, edm_files, lucidrains_files
from networks.files import Found, options_file

READERS = {"adm": adm_files.read, "diffae": diffae_files.read, "lucidrains": lucidrains_files.read, "edm": edm_files.read}


def family(found: Found, given: Path | None) -> Family:
    made = READERS[found.family](found, options_file(found, given))
    if found.place != "the file itself":
        made.notes.append(f"the weights are those at {found.place}")
    return made
