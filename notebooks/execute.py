"""Executes notebooks headless and checks that they are stored without outputs.

    python notebooks/execute.py notebooks/*.ipynb
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main(files):
    for file in map(Path, files):
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            stripped = cell.cell_type != "code" or (not cell.outputs and cell.execution_count is None)
            assert stripped, f"{file} must be stored without outputs: clear them before you commit"
        start = time.monotonic()
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(file.parent)}}).execute()
        plots = sum("image/png" in o.get("data", {}) for cell in notebook.cells for o in cell.get("outputs", []))
        print(f"{file.name}: {len(notebook.cells)} cells, {plots} plots, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
